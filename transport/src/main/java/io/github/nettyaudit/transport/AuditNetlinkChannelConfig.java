package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an {@link AuditNetlinkChannel}. {@link AuditNetlinkChannelOption} documents the meaning, bounds
 * and default of each number, and which of Netty's own options apply. May be read from any thread.
 *
 * <p>A setter throws {@link IllegalArgumentException} for a value out of bounds, {@link IllegalStateException} if the
 * setting cannot be changed any more, and {@link io.netty.channel.ChannelException} if the kernel refuses the value.
 */
public interface AuditNetlinkChannelConfig extends ChannelConfig {
    /**
     * Returns the netlink family.
     *
     * @return the value of {@link AuditNetlinkChannelOption#PROTOCOL}
     */
    int getProtocol();

    /**
     * Sets {@link AuditNetlinkChannelOption#PROTOCOL}.
     *
     * @param protocol the netlink family, 0 to 31
     * @return this
     */
    AuditNetlinkChannelConfig setProtocol(int protocol);

    /**
     * Returns the size of the receive buffer that is asked for; {@link AuditNetlinkChannel#receiveBufferSize()} returns
     * what the kernel has granted.
     *
     * @return the value of {@link AuditNetlinkChannelOption#RECEIVE_BUFFER}, in bytes
     */
    int getReceiveBuffer();

    /**
     * Sets {@link AuditNetlinkChannelOption#RECEIVE_BUFFER}.
     *
     * @param bytes the size to ask for, 1 to 2^30 − 1
     * @return this
     */
    AuditNetlinkChannelConfig setReceiveBuffer(int bytes);

    /**
     * Returns the size of the send buffer that is asked for.
     *
     * @return the value of {@link io.netty.channel.ChannelOption#SO_SNDBUF}, in bytes; 0 is the kernel's default
     */
    int getSendBuffer();

    /**
     * Sets {@link io.netty.channel.ChannelOption#SO_SNDBUF}.
     *
     * @param bytes the size to ask for, 0 to 2^30 − 1; 0 leaves it as it is
     * @return this
     */
    AuditNetlinkChannelConfig setSendBuffer(int bytes);

    /**
     * Returns whether overruns are noticed by the drop counter alone.
     *
     * @return the value of {@link AuditNetlinkChannelOption#NO_ENOBUFS}
     */
    boolean isNoEnobufs();

    /**
     * Sets {@link AuditNetlinkChannelOption#NO_ENOBUFS}.
     *
     * @param noEnobufs {@code true} for a data channel, {@code false} for a control channel
     * @return this
     */
    AuditNetlinkChannelConfig setNoEnobufs(boolean noEnobufs);

    /**
     * Returns the number of datagrams taken by one recvmmsg(2).
     *
     * @return the value of {@link AuditNetlinkChannelOption#BATCH_SIZE}
     */
    int getBatchSize();

    /**
     * Sets {@link AuditNetlinkChannelOption#BATCH_SIZE}.
     *
     * @param datagrams 1 to 1,024
     * @return this
     */
    AuditNetlinkChannelConfig setBatchSize(int datagrams);

    /**
     * Returns the length up to which datagrams are delivered without a copy.
     *
     * @return the value of {@link AuditNetlinkChannelOption#SLOT_SIZE}, in bytes
     */
    int getSlotSize();

    /**
     * Sets {@link AuditNetlinkChannelOption#SLOT_SIZE}.
     *
     * @param bytes 64 to 65,536
     * @return this
     */
    AuditNetlinkChannelConfig setSlotSize(int bytes);

    /**
     * Returns the length up to which datagrams are received whole.
     *
     * @return the value of {@link AuditNetlinkChannelOption#MAX_DATAGRAM_SIZE}, in bytes
     */
    int getMaxDatagramSize();

    /**
     * Sets {@link AuditNetlinkChannelOption#MAX_DATAGRAM_SIZE}.
     *
     * @param bytes 64 to 1 MiB
     * @return this
     */
    AuditNetlinkChannelConfig setMaxDatagramSize(int bytes);

    /**
     * Returns the multicast groups to join.
     *
     * @return the value of {@link AuditNetlinkChannelOption#MULTICAST_GROUPS}, a bit mask
     */
    int getMulticastGroups();

    /**
     * Sets {@link AuditNetlinkChannelOption#MULTICAST_GROUPS}.
     *
     * @param groups a bit mask: bit n−1 stands for group n
     * @return this
     */
    AuditNetlinkChannelConfig setMulticastGroups(int groups);

    /**
     * Returns the longest delay that coalescing may add.
     *
     * @return the value of {@link AuditNetlinkChannelOption#COALESCE_NANOS}, in nanoseconds; 0 is off
     */
    long getCoalesceNanos();

    /**
     * Sets {@link AuditNetlinkChannelOption#COALESCE_NANOS}.
     *
     * @param nanos 0 to 100,000,000
     * @return this
     */
    AuditNetlinkChannelConfig setCoalesceNanos(long nanos);

    /**
     * Returns the rate from which on wake-ups are coalesced.
     *
     * @return the value of {@link AuditNetlinkChannelOption#COALESCE_RATE}, in datagrams per second
     */
    int getCoalesceRate();

    /**
     * Sets {@link AuditNetlinkChannelOption#COALESCE_RATE}.
     *
     * @param datagramsPerSecond at least 1
     * @return this
     */
    AuditNetlinkChannelConfig setCoalesceRate(int datagramsPerSecond);

    /**
     * Returns the executor that sends datagrams.
     *
     * @return the value of {@link AuditNetlinkChannelOption#SEND_EXECUTOR}; {@code null} is the channel's event loop
     */
    @Nullable Executor getSendExecutor();

    /**
     * Sets {@link AuditNetlinkChannelOption#SEND_EXECUTOR}.
     *
     * @param executor the executor, or {@code null} for the channel's event loop
     * @return this
     */
    AuditNetlinkChannelConfig setSendExecutor(@Nullable Executor executor);

    /**
     * Returns whether datagrams of all senders are delivered, with their addresses.
     *
     * @return the value of {@link AuditNetlinkChannelOption#DELIVER_ENVELOPES}
     */
    boolean isDeliverEnvelopes();

    /**
     * Sets {@link AuditNetlinkChannelOption#DELIVER_ENVELOPES}.
     *
     * @param deliverEnvelopes whether to deliver {@link NetlinkDatagram}s
     * @return this
     */
    AuditNetlinkChannelConfig setDeliverEnvelopes(boolean deliverEnvelopes);

    /**
     * Returns the number of datagrams that one run of the event loop sends at most.
     *
     * @return the value of {@link io.netty.channel.ChannelOption#MAX_MESSAGES_PER_WRITE}
     */
    int getMaxMessagesPerWrite();

    /**
     * Sets {@link io.netty.channel.ChannelOption#MAX_MESSAGES_PER_WRITE}.
     *
     * @param datagrams at least 1
     * @return this
     */
    AuditNetlinkChannelConfig setMaxMessagesPerWrite(int datagrams);

    @Override
    AuditNetlinkChannelConfig setAllocator(ByteBufAllocator allocator);

    @Override
    AuditNetlinkChannelConfig setAutoRead(boolean autoRead);

    @Override
    AuditNetlinkChannelConfig setConnectTimeoutMillis(int connectTimeoutMillis);

    @Override
    AuditNetlinkChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator);

    @Override
    AuditNetlinkChannelConfig setWriteBufferHighWaterMark(int writeBufferHighWaterMark);

    @Override
    AuditNetlinkChannelConfig setWriteBufferLowWaterMark(int writeBufferLowWaterMark);

    @Override
    AuditNetlinkChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark writeBufferWaterMark);

    /**
     * Not supported: a failed write never closes the channel.
     *
     * @return {@code false}
     */
    @Override
    boolean isAutoClose();

    /**
     * Not supported: a failed write never closes the channel.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    AuditNetlinkChannelConfig setAutoClose(boolean autoClose);

    /**
     * Not supported: {@link #setBatchSize}, {@link #setSlotSize} and {@link #setMaxDatagramSize} determine the memory
     * that is received into.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    AuditNetlinkChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator);

    /**
     * Not supported: {@link #setBatchSize} determines what a read brings.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    @Deprecated
    AuditNetlinkChannelConfig setMaxMessagesPerRead(int maxMessagesPerRead);

    /**
     * Not supported: a datagram for which the recipient has no room is sent again after a millisecond.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    AuditNetlinkChannelConfig setWriteSpinCount(int writeSpinCount);
}
