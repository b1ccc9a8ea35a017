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
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.RECEIVE_FILE;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.SEND_EXECUTOR;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.SLOT_SIZE;
import static io.github.nettyaudit.transport.AuditNetlinkChannelOption.UNREAD_BYTES;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The configuration that each {@link AuditNetlinkChannel} has. {@link NettyOptions} has the part about Netty's own. */
final class DefaultAuditNetlinkChannelConfig extends NettyOptions {
    private static final InternalLogger logger = InternalLoggerFactory.getInstance(AuditNetlinkChannel.class);
    private static final int MAX_BATCH_SIZE = 1024;
    private static final int MIN_SLOT_SIZE = 64;
    private static final int MAX_SLOT_SIZE = 65_536;
    private static final int MAX_MAX_DATAGRAM_SIZE = 1 << 20;
    private static final int MAX_BUFFER = Integer.MAX_VALUE / 2; // the kernel doubles it
    private static final long MAX_COALESCE_NANOS = 100_000_000;

    private static final Map<ChannelOption<?>, Setting<?>> SETTINGS = Map.ofEntries(
            setting(PROTOCOL, c -> c.protocol, DefaultAuditNetlinkChannelConfig::setProtocol),
            setting(RECEIVE_BUFFER, c -> c.receiveBuffer, DefaultAuditNetlinkChannelConfig::setReceiveBuffer),
            setting(ChannelOption.SO_RCVBUF, c -> c.receiveBuffer, DefaultAuditNetlinkChannelConfig::setReceiveBuffer),
            setting(ChannelOption.SO_SNDBUF, c -> c.sendBuffer, DefaultAuditNetlinkChannelConfig::setSendBuffer),
            setting(NO_ENOBUFS, c -> c.noEnobufs, DefaultAuditNetlinkChannelConfig::setNoEnobufs),
            setting(BATCH_SIZE, c -> c.batchSize, DefaultAuditNetlinkChannelConfig::setBatchSize),
            setting(SLOT_SIZE, c -> c.slotSize, DefaultAuditNetlinkChannelConfig::setSlotSize),
            setting(MAX_DATAGRAM_SIZE, c -> c.maxDatagramSize, DefaultAuditNetlinkChannelConfig::setMaxDatagramSize),
            setting(MULTICAST_GROUPS, c -> c.multicastGroups, DefaultAuditNetlinkChannelConfig::setMulticastGroups),
            setting(COALESCE_NANOS, c -> c.coalesceNanos, DefaultAuditNetlinkChannelConfig::setCoalesceNanos),
            setting(COALESCE_RATE, c -> c.coalesceRate, DefaultAuditNetlinkChannelConfig::setCoalesceRate),
            setting(SEND_EXECUTOR, c -> c.sendExecutor, DefaultAuditNetlinkChannelConfig::setSendExecutor),
            setting(RECEIVE_FILE, c -> c.receiveFile, DefaultAuditNetlinkChannelConfig::setReceiveFile),
            setting(DELIVER_ENVELOPES, c -> c.deliverEnvelopes,
                    DefaultAuditNetlinkChannelConfig::setDeliverEnvelopes));

    private final AuditNetlinkChannel channel;
    private final NetlinkEndpoint endpoint;
    private volatile int protocol = NetlinkProtocol.AUDIT;
    private volatile int receiveBuffer = 16 << 20;
    private volatile int sendBuffer;
    private volatile boolean noEnobufs = true;
    private volatile int batchSize = 64;
    private volatile int slotSize = 1024;
    private volatile int maxDatagramSize = 32_768;
    private volatile int multicastGroups;
    private volatile long coalesceNanos = 1_000_000;
    private volatile int coalesceRate = 50_000;
    private volatile @Nullable Executor sendExecutor;
    private volatile boolean deliverEnvelopes;
    private volatile @Nullable Path receiveFile;

    DefaultAuditNetlinkChannelConfig(AuditNetlinkChannel channel, NetlinkEndpoint endpoint) {
        super(channel);
        this.channel = channel;
        this.endpoint = endpoint;
    }

    /** How an option is read and set. */
    private record Setting<T>(Function<DefaultAuditNetlinkChannelConfig, @Nullable T> get,
            BiConsumer<DefaultAuditNetlinkChannelConfig, T> set) {
    }

    private static <T> Map.Entry<ChannelOption<?>, Setting<?>> setting(ChannelOption<T> option,
            Function<DefaultAuditNetlinkChannelConfig, @Nullable T> get,
            BiConsumer<DefaultAuditNetlinkChannelConfig, T> set) {
        return Map.entry(option, new Setting<>(get, set));
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), SETTINGS.keySet().toArray(ChannelOption[]::new));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        if (option == UNREAD_BYTES) {
            return (T) Integer.valueOf(endpoint.unreadBytes());
        }
        Setting<T> setting = (Setting<T>) SETTINGS.get(option);
        return setting == null ? super.getOption(option) : setting.get.apply(this);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        Setting<T> setting = (Setting<T>) SETTINGS.get(option);
        if (setting == null) {
            return super.setOption(option, value);
        }
        if (option != SEND_EXECUTOR && option != RECEIVE_FILE) { // their values may be null
            validate(option, value);
        }
        setting.set.accept(this, value);
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
        receiveBuffer = inRange(RECEIVE_BUFFER, bytes, 1, MAX_BUFFER);
        return apply(socket -> socket.requestReceiveBufferSize(bytes));
    }

    @Override
    public int getSendBuffer() {
        return sendBuffer;
    }

    @Override
    public AuditNetlinkChannelConfig setSendBuffer(int bytes) {
        sendBuffer = inRange(ChannelOption.SO_SNDBUF, bytes, 0, MAX_BUFFER);
        return apply(socket -> socket.requestSendBufferSize(bytes));
    }

    @Override
    public boolean isNoEnobufs() {
        return noEnobufs;
    }

    @Override
    public AuditNetlinkChannelConfig setNoEnobufs(boolean noEnobufs) {
        this.noEnobufs = noEnobufs;
        return apply(socket -> socket.setNoEnobufs(noEnobufs));
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
        coalesceNanos = inRange(COALESCE_NANOS, nanos, 0, MAX_COALESCE_NANOS);
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

    private void setReceiveFile(@Nullable Path file) {
        onlyBeforeOpen(RECEIVE_FILE);
        receiveFile = file;
    }

    @Nullable Path receiveFile() {
        return receiveFile;
    }

    @Override
    public boolean isDeliverEnvelopes() {
        return deliverEnvelopes;
    }

    @Override
    public AuditNetlinkChannelConfig setDeliverEnvelopes(boolean deliverEnvelopes) {
        onlyBeforeBind(DELIVER_ENVELOPES);
        this.deliverEnvelopes = deliverEnvelopes;
        return this;
    }

    @Override
    protected void autoReadCleared() {
        if (!channel.isRegistered()) {
            return; // the registration looks at autoRead
        }
        if (channel.eventLoop().inEventLoop()) {
            channel.pauseReading();
        } else {
            channel.eventLoop().execute(() -> {
                if (!isAutoRead()) {
                    channel.pauseReading();
                }
            });
        }
    }

    /** Sets the options of a socket, if it is new. */
    void applyTo(NetlinkSocket socket) throws IOException {
        if (socket.isAdopted()) {
            return;
        }
        socket.requestReceiveBufferSize(receiveBuffer);
        socket.requestSendBufferSize(sendBuffer);
        socket.setNoEnobufs(noEnobufs);
        if (logger.isDebugEnabled()) { // DropMonitor warns if it turns out to be too small
            logger.debug("{} has a receive buffer of {} bytes, {} were asked for", channel,
                    socket.getReceiveBufferSize() / 2, receiveBuffer);
        }
    }

    private void onlyBeforeOpen(ChannelOption<?> option) {
        if (endpoint.isOpen()) {
            throw new IllegalStateException(nameOf(option) + " cannot be changed once the channel is registered");
        }
    }

    private void onlyBeforeBind(ChannelOption<?> option) {
        if (channel.isActive()) {
            throw new IllegalStateException(nameOf(option) + " cannot be changed once the channel is bound");
        }
    }

    private static int inRange(ChannelOption<?> option, int value, int least, int most) {
        return (int) inRange(option, (long) value, least, most);
    }

    private static long inRange(ChannelOption<?> option, long value, long least, long most) {
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

    private AuditNetlinkChannelConfig apply(NetlinkEndpoint.SocketSetting setting) {
        try {
            endpoint.apply(setting);
        } catch (IOException failed) {
            throw new ChannelException(failed);
        }
        return this;
    }
}
