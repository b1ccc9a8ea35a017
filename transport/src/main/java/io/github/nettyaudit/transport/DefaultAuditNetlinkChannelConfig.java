package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.BATCH_SIZE;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.COALESCE_NANOS;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.COALESCE_RATE;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.DELIVER_ENVELOPES;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.MAX_DATAGRAM_SIZE;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.MULTICAST_GROUPS;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.NO_ENOBUFS;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.PROTOCOL;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.RECEIVE_BUFFER;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.SEND_EXECUTOR;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.SLOT_SIZE;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The configuration that each {@link AuditNetlinkChannel} has. */
final class DefaultAuditNetlinkChannelConfig extends DefaultChannelConfig implements AuditNetlinkChannelConfig {
    private static final int MAX_BATCH_SIZE = 1024;
    private static final int MIN_SLOT_SIZE = 64;
    private static final int MAX_SLOT_SIZE = 65_536;
    private static final int MAX_MAX_DATAGRAM_SIZE = 1 << 20;
    private static final long MAX_COALESCE_NANOS = 100_000_000;

    private final AuditNetlinkChannel channel;
    private volatile int protocol = NetlinkProtocol.AUDIT;
    private volatile int receiveBuffer = 16 << 20;
    private volatile boolean noEnobufs = true;
    private volatile int batchSize = 64;
    private volatile int slotSize = 1024;
    private volatile int maxDatagramSize = 32_768;
    private volatile int multicastGroups;
    private volatile long coalesceNanos = 1_000_000;
    private volatile int coalesceRate = 50_000;
    private volatile @Nullable Executor sendExecutor;
    private volatile boolean envelopes;

    DefaultAuditNetlinkChannelConfig(AuditNetlinkChannel channel) {
        super(channel);
        this.channel = channel;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), PROTOCOL, RECEIVE_BUFFER, NO_ENOBUFS, BATCH_SIZE, SLOT_SIZE,
                MAX_DATAGRAM_SIZE, MULTICAST_GROUPS, COALESCE_NANOS, COALESCE_RATE, SEND_EXECUTOR, DELIVER_ENVELOPES);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        Object value;
        if (option == PROTOCOL) {
            value = protocol;
        } else if (option == RECEIVE_BUFFER) {
            value = receiveBuffer;
        } else if (option == NO_ENOBUFS) {
            value = noEnobufs;
        } else if (option == BATCH_SIZE) {
            value = batchSize;
        } else if (option == SLOT_SIZE) {
            value = slotSize;
        } else if (option == MAX_DATAGRAM_SIZE) {
            value = maxDatagramSize;
        } else if (option == MULTICAST_GROUPS) {
            value = multicastGroups;
        } else if (option == COALESCE_NANOS) {
            value = coalesceNanos;
        } else if (option == COALESCE_RATE) {
            value = coalesceRate;
        } else if (option == SEND_EXECUTOR) {
            value = sendExecutor;
        } else if (option == DELIVER_ENVELOPES) {
            value = envelopes;
        } else {
            return super.getOption(option);
        }
        return (T) value;
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (option == SEND_EXECUTOR) { // the one option whose value may be null
            setSendExecutor((Executor) value);
            return true;
        }
        validate(option, value);
        if (option == PROTOCOL) {
            setProtocol((Integer) value);
        } else if (option == RECEIVE_BUFFER) {
            setReceiveBuffer((Integer) value);
        } else if (option == NO_ENOBUFS) {
            setNoEnobufs((Boolean) value);
        } else if (option == BATCH_SIZE) {
            setBatchSize((Integer) value);
        } else if (option == SLOT_SIZE) {
            setSlotSize((Integer) value);
        } else if (option == MAX_DATAGRAM_SIZE) {
            setMaxDatagramSize((Integer) value);
        } else if (option == MULTICAST_GROUPS) {
            setMulticastGroups((Integer) value);
        } else if (option == COALESCE_NANOS) {
            setCoalesceNanos((Long) value);
        } else if (option == COALESCE_RATE) {
            setCoalesceRate((Integer) value);
        } else if (option == DELIVER_ENVELOPES) {
            setEnvelopes((Boolean) value);
        } else {
            return super.setOption(option, value);
        }
        return true;
    }

    @Override
    public int getProtocol() {
        return protocol;
    }

    @Override
    public AuditNetlinkChannelConfig setProtocol(int protocol) {
        onlyBeforeOpen(PROTOCOL);
        this.protocol = inRange(PROTOCOL, protocol, 0, 31);
        return this;
    }

    @Override
    public int getReceiveBuffer() {
        return receiveBuffer;
    }

    @Override
    public AuditNetlinkChannelConfig setReceiveBuffer(int bytes) {
        receiveBuffer = inRange(RECEIVE_BUFFER, bytes, 1, Integer.MAX_VALUE / 2); // the kernel doubles it
        return apply(channel::applyReceiveBuffer);
    }

    @Override
    public boolean isNoEnobufs() {
        return noEnobufs;
    }

    @Override
    public AuditNetlinkChannelConfig setNoEnobufs(boolean noEnobufs) {
        this.noEnobufs = noEnobufs;
        return apply(channel::applyNoEnobufs);
    }

    @Override
    public int getBatchSize() {
        return batchSize;
    }

    @Override
    public AuditNetlinkChannelConfig setBatchSize(int datagrams) {
        onlyBeforeOpen(BATCH_SIZE);
        batchSize = inRange(BATCH_SIZE, datagrams, 1, MAX_BATCH_SIZE);
        return this;
    }

    @Override
    public int getSlotSize() {
        return slotSize;
    }

    @Override
    public AuditNetlinkChannelConfig setSlotSize(int bytes) {
        onlyBeforeOpen(SLOT_SIZE);
        slotSize = inRange(SLOT_SIZE, bytes, MIN_SLOT_SIZE, MAX_SLOT_SIZE);
        return this;
    }

    @Override
    public int getMaxDatagramSize() {
        return maxDatagramSize;
    }

    @Override
    public AuditNetlinkChannelConfig setMaxDatagramSize(int bytes) {
        onlyBeforeOpen(MAX_DATAGRAM_SIZE);
        maxDatagramSize = inRange(MAX_DATAGRAM_SIZE, bytes, MIN_SLOT_SIZE, MAX_MAX_DATAGRAM_SIZE);
        return this;
    }

    @Override
    public int getMulticastGroups() {
        return multicastGroups;
    }

    @Override
    public AuditNetlinkChannelConfig setMulticastGroups(int groups) {
        onlyBeforeBind(MULTICAST_GROUPS);
        multicastGroups = groups;
        return this;
    }

    @Override
    public long getCoalesceNanos() {
        return coalesceNanos;
    }

    @Override
    public AuditNetlinkChannelConfig setCoalesceNanos(long nanos) {
        onlyBeforeOpen(COALESCE_NANOS);
        if (nanos < 0 || nanos > MAX_COALESCE_NANOS) {
            throw new IllegalArgumentException(
                    "COALESCE_NANOS: " + nanos + " (expected: 0 = off, to " + MAX_COALESCE_NANOS + ')');
        }
        coalesceNanos = nanos;
        return this;
    }

    @Override
    public int getCoalesceRate() {
        return coalesceRate;
    }

    @Override
    public AuditNetlinkChannelConfig setCoalesceRate(int datagramsPerSecond) {
        onlyBeforeOpen(COALESCE_RATE);
        coalesceRate = inRange(COALESCE_RATE, datagramsPerSecond, 1, Integer.MAX_VALUE);
        return this;
    }

    @Override
    public @Nullable Executor getSendExecutor() {
        return sendExecutor;
    }

    @Override
    public AuditNetlinkChannelConfig setSendExecutor(@Nullable Executor executor) {
        sendExecutor = executor;
        return this;
    }

    @Override
    public boolean isEnvelopes() {
        return envelopes;
    }

    @Override
    public AuditNetlinkChannelConfig setEnvelopes(boolean envelopes) {
        onlyBeforeBind(DELIVER_ENVELOPES);
        this.envelopes = envelopes;
        return this;
    }

    @Override
    protected void autoReadCleared() {
        channel.autoReadCleared();
    }

    private void onlyBeforeOpen(ChannelOption<?> option) {
        if (channel.isSocketOpen()) {
            throw new IllegalStateException(nameOf(option) + " cannot be changed once the channel is registered");
        }
    }

    private void onlyBeforeBind(ChannelOption<?> option) {
        if (channel.isActive()) {
            throw new IllegalStateException(nameOf(option) + " cannot be changed once the channel is bound");
        }
    }

    private static int inRange(ChannelOption<?> option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    nameOf(option) + ": " + value + " (expected: " + least + " to " + most + ')');
        }
        return value;
    }

    /** Netty puts the class name and # before it. */
    private static String nameOf(ChannelOption<?> option) {
        return option.name().substring(option.name().lastIndexOf('#') + 1);
    }

    private AuditNetlinkChannelConfig apply(SocketSetting setting) {
        try {
            setting.apply();
        } catch (IOException failed) {
            throw new ChannelException(failed);
        }
        return this;
    }

    /** Brings a setting to the socket, if it is open. */
    private interface SocketSetting {
        void apply() throws IOException;
    }
}
