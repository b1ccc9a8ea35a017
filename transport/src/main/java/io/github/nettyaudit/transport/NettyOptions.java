package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Netty's own options: the setters return our type, as those of Netty's channels do, and options that the channel could
 * only ignore are refused.
 */
abstract class NettyOptions extends DefaultChannelConfig implements AuditNetlinkChannelConfig {
    @SuppressWarnings("deprecation")
    private static final Set<ChannelOption<?>> REFUSED = Set.of(ChannelOption.RECVBUF_ALLOCATOR,
            ChannelOption.MAX_MESSAGES_PER_READ, ChannelOption.WRITE_SPIN_COUNT, ChannelOption.AUTO_CLOSE);

    private final boolean constructed;

    NettyOptions(AuditNetlinkChannel channel) {
        super(channel);
        constructed = true;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        Map<ChannelOption<?>, Object> options = super.getOptions();
        options.keySet().removeAll(REFUSED);
        return options;
    }

    @Override
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        return REFUSED.contains(option) ? null : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        return !REFUSED.contains(option) && super.setOption(option, value);
    }

    @Override
    public AuditNetlinkChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public AuditNetlinkChannelConfig setAutoRead(boolean autoRead) {
        super.setAutoRead(autoRead);
        return this;
    }

    @Override
    public AuditNetlinkChannelConfig setConnectTimeoutMillis(int connectTimeoutMillis) {
        super.setConnectTimeoutMillis(connectTimeoutMillis);
        return this;
    }

    @Override
    public AuditNetlinkChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public AuditNetlinkChannelConfig setWriteBufferHighWaterMark(int writeBufferHighWaterMark) {
        super.setWriteBufferHighWaterMark(writeBufferHighWaterMark);
        return this;
    }

    @Override
    public AuditNetlinkChannelConfig setWriteBufferLowWaterMark(int writeBufferLowWaterMark) {
        super.setWriteBufferLowWaterMark(writeBufferLowWaterMark);
        return this;
    }

    @Override
    public AuditNetlinkChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark writeBufferWaterMark) {
        super.setWriteBufferWaterMark(writeBufferWaterMark);
        return this;
    }

    @Override
    public AuditNetlinkChannelConfig setMaxMessagesPerWrite(int datagrams) {
        super.setMaxMessagesPerWrite(datagrams);
        return this;
    }

    @Override
    public boolean isAutoClose() {
        return false;
    }

    @Override
    public AuditNetlinkChannelConfig setAutoClose(boolean autoClose) {
        throw new UnsupportedOperationException("AUTO_CLOSE: a failed write never closes the channel");
    }

    @Override
    public AuditNetlinkChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        if (constructed) {
            throw new UnsupportedOperationException("RECVBUF_ALLOCATOR: BATCH_SIZE, SLOT_SIZE and MAX_DATAGRAM_SIZE of "
                    + "AuditNetlinkChannelOption determine the receive memory, and ALLOCATOR provides it");
        }
        super.setRecvByteBufAllocator(allocator); // Netty's constructor
        return this;
    }

    @Override
    @Deprecated
    public AuditNetlinkChannelConfig setMaxMessagesPerRead(int maxMessagesPerRead) {
        throw new UnsupportedOperationException(
                "MAX_MESSAGES_PER_READ: AuditNetlinkChannelOption.BATCH_SIZE determines what a read brings");
    }

    @Override
    public AuditNetlinkChannelConfig setWriteSpinCount(int writeSpinCount) {
        throw new UnsupportedOperationException(
                "WRITE_SPIN_COUNT: a datagram for which the recipient has no room is sent again after a millisecond");
    }
}
