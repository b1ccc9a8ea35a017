package io.github.nettyaudit.transport;

import io.netty.channel.ChannelConfig;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an {@link AuditNetlinkChannel}. What each number means, its bounds and default:
 * {@link AuditNetlinkChannelOption}. Safe to read from any thread.
 */
public interface AuditNetlinkChannelConfig extends ChannelConfig {
    /** See {@link AuditNetlinkChannelOption#PROTOCOL}. */
    int getProtocol();

    /** See {@link AuditNetlinkChannelOption#PROTOCOL}. */
    AuditNetlinkChannelConfig setProtocol(int protocol);

    /** Bytes asked for, see {@link AuditNetlinkChannelOption#RECEIVE_BUFFER}. */
    int getReceiveBuffer();

    /** See {@link AuditNetlinkChannelOption#RECEIVE_BUFFER}. */
    AuditNetlinkChannelConfig setReceiveBuffer(int bytes);

    /** See {@link AuditNetlinkChannelOption#NO_ENOBUFS}. */
    boolean isNoEnobufs();

    /** See {@link AuditNetlinkChannelOption#NO_ENOBUFS}. */
    AuditNetlinkChannelConfig setNoEnobufs(boolean noEnobufs);

    /** See {@link AuditNetlinkChannelOption#BATCH_SIZE}. */
    int getBatchSize();

    /** See {@link AuditNetlinkChannelOption#BATCH_SIZE}. */
    AuditNetlinkChannelConfig setBatchSize(int datagrams);

    /** See {@link AuditNetlinkChannelOption#SLOT_SIZE}. */
    int getSlotSize();

    /** See {@link AuditNetlinkChannelOption#SLOT_SIZE}. */
    AuditNetlinkChannelConfig setSlotSize(int bytes);

    /** See {@link AuditNetlinkChannelOption#MAX_DATAGRAM_SIZE}. */
    int getMaxDatagramSize();

    /** See {@link AuditNetlinkChannelOption#MAX_DATAGRAM_SIZE}. */
    AuditNetlinkChannelConfig setMaxDatagramSize(int bytes);

    /** See {@link AuditNetlinkChannelOption#MULTICAST_GROUPS}. */
    int getMulticastGroups();

    /** See {@link AuditNetlinkChannelOption#MULTICAST_GROUPS}. */
    AuditNetlinkChannelConfig setMulticastGroups(int groups);

    /** See {@link AuditNetlinkChannelOption#COALESCE_NANOS}. */
    long getCoalesceNanos();

    /** See {@link AuditNetlinkChannelOption#COALESCE_NANOS}. */
    AuditNetlinkChannelConfig setCoalesceNanos(long nanos);

    /** See {@link AuditNetlinkChannelOption#COALESCE_RATE}. */
    int getCoalesceRate();

    /** See {@link AuditNetlinkChannelOption#COALESCE_RATE}. */
    AuditNetlinkChannelConfig setCoalesceRate(int datagramsPerSecond);

    /** See {@link AuditNetlinkChannelOption#SEND_EXECUTOR}. */
    @Nullable Executor getSendExecutor();

    /** See {@link AuditNetlinkChannelOption#SEND_EXECUTOR}. */
    AuditNetlinkChannelConfig setSendExecutor(@Nullable Executor executor);

    /** See {@link AuditNetlinkChannelOption#DELIVER_ENVELOPES}. */
    boolean isEnvelopes();

    /** See {@link AuditNetlinkChannelOption#DELIVER_ENVELOPES}. */
    AuditNetlinkChannelConfig setEnvelopes(boolean envelopes);
}
