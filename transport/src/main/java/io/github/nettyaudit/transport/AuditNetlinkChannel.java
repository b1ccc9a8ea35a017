package io.github.nettyaudit.transport;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket (netlink(7)) on an event loop that runs on epoll: {@code new MultiThreadIoEventLoopGroup(1,
 * EpollIoHandler.newFactory())}. It is made for {@link NetlinkProtocol#AUDIT} and works with every netlink family. A
 * loop of another kind (NIO, io_uring, local) fails the registration with an {@link IllegalStateException} that starts
 * with {@code incompatible event loop type}.
 *
 * <p><b>Addresses.</b> {@code bind} the channel to {@link NetlinkAddress#AUTO}, or to {@link NetlinkAddress#multicast}
 * groups; it is active from then on. {@code connect} is optional and sets the peer, which is the kernel by default.
 *
 * <p><b>Inbound messages.</b> One {@link io.netty.buffer.ByteBuf} for each datagram. The handler that takes it must
 * release it. Datagrams of up to {@link AuditNetlinkChannelOption#SLOT_SIZE} bytes are delivered where the kernel wrote
 * them, without a copy. Such a buffer has a reference count of its own: releasing it too often throws in the handler
 * that does so and affects nothing else. <em>A buffer that is kept pins the 4 KiB page of receive memory in which it
 * lies</em> (one slot, if slots are larger), whatever its own length; {@code copy()} what is kept for long, and release
 * the original.
 *
 * <p>Only the peer can send to the channel. The kernel refuses unicast datagrams of other senders (ECONNREFUSED at the
 * sender). Those that reach a member of a multicast group, or were sent before the channel was bound, are counted and
 * discarded.
 *
 * <p><b>Reading and flow control.</b> With {@code autoRead} the channel reads whatever arrives. After
 * {@code setAutoRead(false)} in a handler, up to {@link AuditNetlinkChannelOption#BATCH_SIZE} − 1 more datagrams are
 * delivered: those that were received together with the present one. A {@code read()} by hand brings up to
 * {@code BATCH_SIZE} datagrams. Do not pause the channel of a registered audit daemon for long: when the socket is
 * full, the kernel's backlog grows, and then every audited process of the host sleeps, each for up to
 * {@code backlog_wait_time} (docs/FLOW-CONTROL.md has measurements).
 *
 * <p><b>User events.</b> {@link NetlinkOverrun}, {@link NetlinkTruncatedDatagram}, {@link NetlinkUnexpectedSender} and
 * {@link NetlinkUndelivered} report losses. None of them closes the channel or needs to be released.
 *
 * <p><b>Failures.</b> An exception that a handler throws goes to {@code exceptionCaught}, as in every Netty channel,
 * and the channel continues. So it does after a failure of its own, for example if there is no memory to receive into;
 * it then tries again after 10 ms. Only an error of the socket itself closes it.
 *
 * <p><b>Outbound messages.</b> One datagram for each {@code ByteBuf} (sent to the peer) or {@link NetlinkDatagram}
 * (sent to its recipient). The write's future ends when the kernel has taken the datagram. An audit request has been
 * carried out by then, because the kernel does that inside sendto(2). While the kernel's own queue is too long it
 * <em>puts the sender to sleep</em> there, for up to {@code backlog_wait_time}, even on a non-blocking socket. A
 * channel that receives records must not sleep: give it a {@link AuditNetlinkChannelOption#SEND_EXECUTOR}, and send
 * requests on a channel, and an event loop, of their own. A failed write never closes the channel.
 *
 * <p><b>Threads.</b> All events come from the event loop. {@link #counters()} and {@link #receiveBufferSize()} may be
 * called from any thread.
 *
 * <p><b>Close.</b> Close the channel before its event loop. A loop that is shut down closes the channels that remain on
 * it. The close passes through the channel's pipeline, and a handler may defer it, for example to end a registration; the
 * channel is read and can send meanwhile, for at most 10 s and not longer than the loop runs. With a quiet period of 0
 * the loop of Netty 4.2.18 may end without closing its channels.
 *
 * <p>Logger: the name of this class.
 */
public final class AuditNetlinkChannel extends AbstractChannel {
    private static final InternalLogger logger = InternalLoggerFactory.getInstance(AuditNetlinkChannel.class);
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final NetlinkEndpoint endpoint = new NetlinkEndpoint();
    private final DefaultAuditNetlinkChannelConfig config = new DefaultAuditNetlinkChannelConfig(this, endpoint);
    private final AuditNetlinkCounters counters = new AuditNetlinkCounters();
    private final EpollInterest interest = new EpollInterest();
    private final NetlinkReader reader = new NetlinkReader(this, config, endpoint, interest);
    private final NetlinkSender sender = new NetlinkSender(this, endpoint);
    private @Nullable LoopTermination termination;
    private final int adopted;
    private volatile boolean open = true;
    private volatile boolean active;

    /** Creates a channel that opens its socket when it is registered with an event loop. */
    public AuditNetlinkChannel() {
        super(null);
        adopted = -1;
    }

    /**
     * Creates a channel on a socket that another process has opened and bound, and of which this process has got a
     * duplicate. {@code bind} the channel to {@link NetlinkAddress#AUTO}: the socket keeps its address and its options.
     *
     * @param fileDescriptor a non-blocking netlink socket of the family {@link AuditNetlinkChannelOption#PROTOCOL}; the
     *                       channel closes it
     */
    public AuditNetlinkChannel(int fileDescriptor) {
        super(null);
        adopted = fileDescriptor;
    }

    /** The socket that another process has opened; -1 for none. */
    int adopted() {
        return adopted;
    }

    /**
     * Returns whether this platform has what the channel needs: 64-bit Linux, a recent Netty 4.2 with its epoll
     * library, and JNA.
     *
     * @return {@code true} if channels can be opened
     */
    public static boolean isAvailable() {
        return unavailabilityCause() == null;
    }

    /**
     * Returns why {@link #isAvailable()} is {@code false}.
     *
     * @return an exception whose message says what to do, or {@code null} if the channel is available
     */
    public static @Nullable AuditNetlinkException unavailabilityCause() {
        return Availability.cause();
    }

    /**
     * Ensures that {@link #isAvailable()} is {@code true}.
     *
     * @throws AuditNetlinkException if it is not; the message says what to do
     */
    public static void ensureAvailability() throws AuditNetlinkException {
        AuditNetlinkException cause = unavailabilityCause();
        if (cause != null) {
            throw cause.again(); // with the caller's stack trace
        }
    }

    @Override
    public AuditNetlinkChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    /**
     * Returns the address that the channel is bound to, with the port id that the kernel has assigned.
     *
     * @return the address, or {@code null} before the channel is bound
     */
    @Override
    public @Nullable NetlinkAddress localAddress() {
        return endpoint.local();
    }

    /**
     * Returns the peer.
     *
     * @return the kernel, unless the channel was connected to another address
     */
    @Override
    public NetlinkAddress remoteAddress() {
        return endpoint.peer();
    }

    /**
     * Returns the channel's counters. May be called from any thread.
     *
     * @return the counters, always the same object
     */
    public AuditNetlinkCounters counters() {
        return counters;
    }

    /**
     * Returns the size of the socket's receive buffer as the kernel counts it: twice what was asked for, or twice
     * {@code net.core.rmem_max} if CAP_NET_ADMIN is missing (socket(7)). May be called from any thread.
     *
     * @return a number of bytes, or 0 while the socket is not open
     */
    public int receiveBufferSize() {
        return endpoint.receiveBufferSize();
    }

    /**
     * Returns the number of the socket's file descriptor, so that a duplicate can be passed to another process
     * (SCM_RIGHTS in unix(7)). The descriptor stays the channel's: do not close it.
     *
     * @return the number, or -1 while the socket is not open
     */
    public int fileDescriptor() {
        return endpoint.isOpen() && open ? endpoint.socket().intValue() : -1;
    }

    void pauseReading() {
        reader.pause();
    }

    void flushPending() {
        if (active) {
            ((NetlinkUnsafe) unsafe()).flush0();
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new NetlinkUnsafe();
    }

    /** At first any loop, as Netty's own message does not say which one is needed; {@link #doRegister} does. */
    @Override
    protected boolean isCompatible(EventLoop loop) {
        return !endpoint.isOpen() || EpollInterest.isCompatible(loop, NetlinkUnsafe.class);
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return endpoint.local();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return endpoint.peer();
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        try {
            EpollInterest.checkLoop(eventLoop(), NetlinkUnsafe.class);
            if (!endpoint.isOpen()) {
                ensureAvailability();
                reader.open();
            }
        } catch (Throwable failed) {
            promise.setFailure(failed);
            return;
        }
        ((IoEventLoop) eventLoop()).register((NetlinkUnsafe) unsafe()).addListener((Future<IoRegistration> result) -> {
            if (result.isSuccess()) {
                termination = new LoopTermination(eventLoop(), this::abandon);
                interest.registered(result.getNow());
                reader.armForNextRead();
                promise.setSuccess();
                sender.takeResult();
                flushPending();
            } else {
                promise.setFailure(result.cause());
            }
        });
    }

    @Override
    protected void doBind(SocketAddress localAddress) throws Exception {
        endpoint.bind(NetlinkEndpoint.netlink(localAddress), config.getMulticastGroups());
        connect(endpoint.peer());
    }

    /** Sets the peer, and makes the channel active. */
    private void connect(NetlinkAddress peer) throws AuditNetlinkException {
        endpoint.connect(peer, !config.isDeliverEnvelopes());
        reader.checkSenders();
        active = true;
        reader.armForNextRead();
    }

    @Override
    protected void doDisconnect() {
        throw new UnsupportedOperationException(); // not called: the metadata has no disconnect, so that is a close
    }

    @Override
    protected void doBeginRead() {
        reader.requestRead();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer outbound) {
        sender.write(outbound, maxMessagesPerWrite());
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        return sender.prepare(message);
    }

    @Override
    protected void doDeregister() {
        if (termination != null) {
            termination.forget();
            termination = null;
        }
        sender.cancelRetry();
        reader.cancelDelay();
        interest.cancel();
    }

    @Override
    protected void doClose() throws Exception {
        try {
            reader.reportLastDrops();
        } finally {
            active = false;
            open = false;
            doDeregister();
            reader.freeIfUnused();
            endpoint.close();
        }
    }

    /**
     * The event loop has ended and no code of this channel runs any more: its writes fail, and socket and memory are
     * freed.
     */
    private void abandon() {
        if (open) {
            active = false;
            open = false;
            interest.loopEnded();
            try {
                sender.failWritesAfterLoop();
            } finally {
                freeAfterLoop();
            }
        }
    }

    private void freeAfterLoop() {
        reader.freeIfUnused();
        try {
            endpoint.close();
        } catch (IOException failed) {
            logger.warn("closing the socket of {} failed", this, failed);
        }
    }

    /** The channel's side of the event loop. */
    private final class NetlinkUnsafe extends AbstractUnsafe implements EpollIoHandle {
        private @Nullable LoopShutdown shutdown;

        @Override
        public FileDescriptor fd() {
            return endpoint.socket();
        }

        @Override
        public void connect(SocketAddress remoteAddress, @Nullable SocketAddress localAddress,
                ChannelPromise promise) {
            if (!promise.setUncancellable() || !ensureOpen(promise)) {
                return;
            }
            boolean wasActive = active;
            try {
                NetlinkAddress peer = NetlinkEndpoint.netlink(remoteAddress);
                if (endpoint.local() == null) {
                    endpoint.bind(localAddress == null ? NetlinkAddress.AUTO : NetlinkEndpoint.netlink(localAddress),
                            config.getMulticastGroups());
                }
                AuditNetlinkChannel.this.connect(peer);
            } catch (Throwable failed) {
                promise.tryFailure(failed);
                closeIfClosed();
                return;
            }
            promise.trySuccess();
            if (!wasActive) {
                pipeline().fireChannelActive();
            }
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            reader.handle(((EpollIoEvent) event).ops());
        }

        @Override
        public void unregistered() {
            interest.unregistered();
            reader.freeIfUnused();
        }

        /**
         * The event loop is being shut down and has cancelled the registration. The channel is closed through its
         * pipeline, so that a handler can defer the close, for example to end a registration. As long as one does, the
         * channel is registered again, and the loop calls this again in its next round.
         */
        @Override
        public void close() {
            if (shutdown == null) {
                shutdown = new LoopShutdown(eventLoop());
                reader.cancelDelay(); // the loop drops its timers
                pipeline().close();
            }
            if (isOpen() && shutdown.isOverdue()) {
                close(voidPromise());
            } else if (isOpen() && !eventLoop().isShutdown()) {
                ((IoEventLoop) eventLoop()).register(this).addListener((Future<IoRegistration> result) -> {
                    if (result.isSuccess()) {
                        interest.registered(result.getNow());
                        reader.armForNextRead();
                    }
                });
                shutdown.nextRoundAtOnce();
            }
        }

        @Override
        protected void flush0() {
            super.flush0();
        }
    }
}
