package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.StringUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket on an event loop that runs on epoll: {@code new MultiThreadIoEventLoopGroup(1,
 * EpollIoHandler.newFactory())}. Made for {@link NetlinkProtocol#AUDIT}, and good for any netlink family.
 *
 * <p><b>Addresses.</b> {@code bind} it to {@link NetlinkAddress#AUTO}, or to {@link NetlinkAddress#multicast} groups;
 * the channel is active from then on. {@code connect} is optional: it names the peer, which is the kernel otherwise.
 *
 * <p><b>In.</b> One {@link ByteBuf} per datagram, up to {@link AuditNetlinkChannelOption#SLOT_SIZE} bytes a slice of a
 * pooled receive buffer that nobody copies; the handler that takes it releases it. Only the peer may speak: the kernel
 * refuses everybody else's unicast datagrams (ECONNREFUSED at their sender); those that reach a multicast member, or
 * came before the channel was bound to its peer, are counted and thrown away. A {@code read()} by hand brings up to
 * {@link AuditNetlinkChannelOption#BATCH_SIZE} datagrams. User events: {@link NetlinkOverrun},
 * {@link NetlinkTruncatedDatagram}, {@link NetlinkUnexpectedSender}. None of them closes the channel.
 *
 * <p><b>Out.</b> One datagram per {@link ByteBuf} (to the peer) or {@link NetlinkDatagram} (to its recipient). The
 * write's future ends when the kernel has taken the datagram, and an audit request has then been carried out, because
 * the kernel does that inside {@code send}. While the kernel's own queue is too long it <em>puts the sender to
 * sleep</em>
 * there, for up to {@code backlog_wait_time}, non-blocking or not. A channel that receives records must not sleep:
 * give it a {@link AuditNetlinkChannelOption#SEND_EXECUTOR}, and send requests on a channel, and a loop, of their own.
 *
 * <p><b>Threads.</b> All events come from the event loop. {@link #counters()} and {@link #receiveBufferSize()} may be
 * called from any thread.
 *
 * <p><b>End.</b> Close the channel before its event loop. A loop that is shut down closes what is left on it, but Netty
 * 4.2.18's with a quiet period of 0 mostly does not: the socket, and the registration as audit daemon with it, then
 * stay until the process ends.
 */
public final class AuditNetlinkChannel extends AbstractChannel {
    private static final InternalLogger logger = InternalLoggerFactory.getInstance(AuditNetlinkChannel.class);
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    /** So that other channels of the loop get their turn. */
    private static final int MAX_BATCHES_PER_READ_LOOP = 16;
    /** A full receiver gives no notice when it has room again, so sending is tried again after a while. */
    private static final long SEND_RETRY_NANOS = 1_000_000;
    private static final long OUT_OF_MEMORY_REST_NANOS = 10_000_000;

    private final AuditNetlinkChannelConfig config = new DefaultAuditNetlinkChannelConfig(this);
    private final AuditNetlinkCounters counters = new AuditNetlinkCounters();

    private volatile boolean open = true;
    private volatile boolean active;
    private volatile @Nullable NetlinkSocket socket;
    private volatile @Nullable NetlinkAddress local;
    private volatile NetlinkAddress peer = NetlinkAddress.KERNEL;
    /** What came of the send that another thread made, until the loop takes it. */
    private final AtomicReference<@Nullable Runnable> sendResult = new AtomicReference<>();

    // All below belongs to the event loop.
    private @Nullable ReceiveBatch batch;
    private @Nullable ReadCoalescer pacer;
    private @Nullable IoRegistration registration;
    /** Whether events may still arrive; the batch's memory is kept until then. */
    private boolean onLoop;
    private EpollIoOps interest = EpollIoOps.NONE;
    private boolean readPending;
    private boolean reading;
    /** Whether senders are compared with the peer here; otherwise the kernel lets nobody else through. */
    private boolean checksSenders = true;
    /** The end of the pause that coalesces wake-ups, while there is one. */
    private @Nullable Future<?> rest;
    private boolean sending;
    private @Nullable Future<?> sendRetry;
    private long lastDrops;
    private long datagramsDelivered;
    private long bytesDelivered;

    /** A channel that opens its socket when it is registered with an event loop. */
    public AuditNetlinkChannel() {
        super(null);
    }

    /** Whether this platform has what the channel needs: 64-bit Linux, Netty's epoll library, JNA. */
    public static boolean isAvailable() {
        return unavailabilityCause() == null;
    }

    /** Why {@link #isAvailable()} is {@code false}, in words that say what to do; {@code null} where it is true. */
    public static @Nullable AuditNetlinkException unavailabilityCause() {
        return Availability.CAUSE;
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

    /** The address bound to, with the port id that the kernel gave; {@code null} before that. */
    @Override
    public @Nullable NetlinkAddress localAddress() {
        return local;
    }

    /** The peer: the kernel, unless connected to somebody else. */
    @Override
    public NetlinkAddress remoteAddress() {
        return peer;
    }

    /** What the channel has seen; readable from any thread. */
    public AuditNetlinkCounters counters() {
        return counters;
    }

    /**
     * Bytes of receive buffer that the socket has got, as the kernel counts them: twice what was asked for, or twice
     * {@code net.core.rmem_max} where CAP_NET_ADMIN is missing (socket(7)). 0 while the socket is not open.
     */
    public int receiveBufferSize() {
        NetlinkSocket socket = this.socket;
        if (socket == null || !socket.acquire()) {
            return 0;
        }
        try {
            return socket.getReceiveBufferSize();
        } catch (IOException unknown) {
            return 0;
        } finally {
            release(socket);
        }
    }

    boolean isSocketOpen() {
        return socket != null;
    }

    void applyReceiveBuffer() throws IOException {
        apply(socket -> socket.requestReceiveBufferSize(config.getReceiveBuffer()));
    }

    void applyNoEnobufs() throws IOException {
        apply(socket -> socket.setNoEnobufs(config.isNoEnobufs()));
    }

    /** From any thread; nothing once the socket is closed, as its number may be somebody else's then. */
    private void apply(SocketSetting setting) throws IOException {
        NetlinkSocket socket = this.socket;
        if (socket != null && socket.acquire()) {
            try {
                setting.apply(socket);
            } finally {
                release(socket);
            }
        }
    }

    private interface SocketSetting {
        void apply(NetlinkSocket socket) throws IOException;
    }

    void autoReadCleared() {
        if (!isRegistered()) {
            readPending = false;
            return;
        }
        if (eventLoop().inEventLoop()) {
            stopReading();
        } else {
            eventLoop().execute(() -> {
                if (!config.isAutoRead()) {
                    stopReading();
                }
            });
        }
    }

    private void stopReading() {
        readPending = false;
        setInterest(EpollIoOps.EPOLLERR);
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new NetlinkUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof IoEventLoop ioLoop && ioLoop.isCompatible(NetlinkUnsafe.class);
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return peer;
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        try {
            openSocket();
        } catch (Throwable failed) {
            promise.setFailure(failed);
            return;
        }
        ((IoEventLoop) eventLoop()).register((NetlinkUnsafe) unsafe()).addListener((Future<IoRegistration> result) -> {
            if (result.isSuccess()) {
                registration = result.getNow();
                onLoop = true;
                if (active) {
                    setInterest(readPending ? EpollIoOps.EPOLLIN : EpollIoOps.EPOLLERR);
                }
                promise.setSuccess();
                takeSendResult();
                flushWhatWaited();
            } else {
                promise.setFailure(result.cause());
            }
        });
    }

    private void openSocket() throws IOException {
        if (socket != null) {
            return; // registered anew
        }
        AuditNetlinkException unavailable = unavailabilityCause();
        if (unavailable != null) {
            throw unavailable;
        }
        NetlinkSocket opened = NetlinkSocket.open(config.getProtocol());
        try {
            opened.requestReceiveBufferSize(config.getReceiveBuffer());
            opened.setNoEnobufs(config.isNoEnobufs());
            batch = new ReceiveBatch(alloc(), config.getBatchSize(), config.getSlotSize(),
                    config.getMaxDatagramSize());
            pacer = new ReadCoalescer(config.getCoalesceNanos(), config.getCoalesceRate(), System.nanoTime());
            if (opened.getReceiveBufferSize() / 2 < config.getReceiveBuffer()) { // the kernel tells twice what it gave
                logger.info("{} got a receive buffer of {} bytes instead of {}: without CAP_NET_ADMIN, "
                        + "net.core.rmem_max is the bound", this, opened.getReceiveBufferSize() / 2,
                        config.getReceiveBuffer());
            }
        } catch (Throwable failed) {
            opened.close();
            throw failed;
        }
        socket = opened;
    }

    @Override
    protected void doBind(SocketAddress localAddress) throws Exception {
        if (!(localAddress instanceof NetlinkAddress address)) {
            throw new UnsupportedAddressTypeException();
        }
        if (active) {
            throw new IllegalStateException("bound to " + local + " already");
        }
        NetlinkAddress wanted = new NetlinkAddress(address.portId(), address.groups() | config.getMulticastGroups());
        NetlinkSocket socket = socket();
        local = socket.bind(wanted);
        onlyFromPeer(socket);
        active = true;
        setInterest(readPending ? EpollIoOps.EPOLLIN : EpollIoOps.EPOLLERR);
    }

    /**
     * Has the kernel refuse everybody else. Senders are looked at all the same until the socket was empty once, since
     * somebody may have sent before, and always where the kernel does not refuse: in multicast groups.
     */
    private void onlyFromPeer(NetlinkSocket socket) throws AuditNetlinkException {
        if (!config.isEnvelopes()) {
            socket.connect(peer);
        }
        checksSenders = true;
        ReceiveBatch batch = this.batch;
        if (batch != null) {
            batch.captureSourceAddress(true);
        }
    }

    private void trustSenders(ReceiveBatch batch) {
        if (checksSenders && !config.isEnvelopes() && local().groups() == 0) {
            checksSenders = false;
            batch.captureSourceAddress(false);
        }
    }

    @Override
    protected void doDisconnect() {
        throw new UnsupportedOperationException(); // not called: the metadata has no disconnect, so that is a close
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        if (active && rest == null) {
            setInterest(EpollIoOps.EPOLLIN);
        }
    }

    @Override
    protected void doDeregister() {
        endRest();
        endSendRetry();
        IoRegistration registered = registration;
        if (registered != null) {
            registration = null;
            interest = EpollIoOps.NONE;
            registered.cancel();
        }
    }

    @Override
    protected void doClose() throws Exception {
        if (active && isRegistered()) {
            overrun(NetlinkOverrun.Source.DROP_COUNTER); // what was dropped since the last read; nobody asks afterwards
        }
        active = false;
        open = false;
        try {
            doDeregister();
        } finally {
            freeBatch();
            NetlinkSocket socket = this.socket;
            if (socket != null) {
                socket.closeWhenUnused();
            }
        }
    }

    /** Frees the memory that recvmmsg(2) writes to, as soon as nothing can use it any more. */
    private void freeBatch() {
        ReceiveBatch batch = this.batch;
        if (!open && !onLoop && !reading && batch != null) {
            this.batch = null;
            batch.free();
        }
    }

    private NetlinkSocket socket() {
        NetlinkSocket socket = this.socket;
        if (socket == null) {
            throw new IllegalStateException("not registered with an event loop");
        }
        return socket;
    }

    /**
     * What epoll is to report. Errors are reported always, so the quiet state is EPOLLERR: taking the descriptor out
     * of epoll and in again does not work with Netty's registration.
     */
    private void setInterest(EpollIoOps wanted) {
        IoRegistration registration = this.registration;
        if (registration != null && interest != wanted) {
            interest = wanted;
            registration.submit(wanted);
        }
    }

    // ---- in ----

    private void readLoop(boolean rested) {
        ReceiveBatch batch = this.batch;
        ReadCoalescer pacer = this.pacer;
        if (!active || reading || batch == null || pacer == null) {
            return;
        }
        NetlinkSocket socket = socket();
        int datagrams = 0;
        long datagramsBefore = datagramsDelivered;
        long bytesBefore = bytesDelivered;
        long foreignBefore = counters.foreign();
        int batches = 0;
        boolean drained = false;
        int error = 0;
        OutOfMemoryError shortOfMemory = null;
        reading = true;
        try {
            do {
                int received = batch.receive(socket.intValue());
                batches++;
                if (received >= 0) {
                    readPending = false;
                    datagrams += received;
                    drained = received < batch.room();
                    deliver(batch, received);
                } else if (received == -Errno.ENOBUFS) {
                    overrun(NetlinkOverrun.Source.ENOBUFS);
                } else if (received != -Errno.EINTR) {
                    drained = true;
                    error = received == -Errno.EAGAIN ? 0 : -received;
                }
            } while (!drained && active && batches < MAX_BATCHES_PER_READ_LOOP && config.isAutoRead());
            if (drained && error == 0 && active) {
                trustSenders(batch);
            }
        } catch (OutOfMemoryError outOfMemory) {
            // nothing was received into memory that is not there: what waits in the socket waits a little longer
            shortOfMemory = outOfMemory;
        } finally {
            reading = false;
            counters.readLoop(datagramsDelivered - datagramsBefore, bytesDelivered - bytesBefore, batches);
            freeBatch();
        }
        if (datagrams > 0 && active) {
            overrun(NetlinkOverrun.Source.DROP_COUNTER);
        }
        long foreign = counters.foreign() - foreignBefore;
        if (foreign > 0) {
            pipeline().fireUserEventTriggered(new NetlinkUnexpectedSender(foreign, foreignBefore + foreign));
        }
        boolean busy = pacer.rests(System.nanoTime(), datagrams, rested); // hears of every loop, to measure right
        boolean rests = busy && active && drained && isRegistered();
        if (rests) {
            // before the pipeline asks for more, so that asking does not wake us for the next datagram
            setInterest(EpollIoOps.EPOLLERR);
            rest = eventLoop().schedule(this::readAfterRest, pacer.delayNanos(), TimeUnit.NANOSECONDS);
        }
        if (shortOfMemory != null && active) {
            setInterest(EpollIoOps.EPOLLERR);
            rests = true;
            rest = eventLoop().schedule(this::readAfterRest, OUT_OF_MEMORY_REST_NANOS, TimeUnit.NANOSECONDS);
            pipeline().fireExceptionCaught(shortOfMemory);
        }
        if (datagrams > 0) {
            pipeline().fireChannelReadComplete();
        }
        if (error != 0 && active) {
            // not a bad datagram but a broken socket, which would be reported for ever
            pipeline().fireExceptionCaught(AuditNetlinkException.of("recvmmsg", error, socket.protocol()));
            unsafe().close(voidPromise());
        } else if (!rests && active) {
            setInterest(readPending || config.isAutoRead() ? EpollIoOps.EPOLLIN : EpollIoOps.EPOLLERR);
        }
    }

    private void readAfterRest() {
        rest = null;
        if (readPending || config.isAutoRead()) {
            readLoop(true);
        }
    }

    private void endRest() {
        Future<?> rest = this.rest;
        if (rest != null) {
            this.rest = null;
            rest.cancel(false);
        }
    }

    private void endSendRetry() {
        Future<?> retry = sendRetry;
        if (retry != null) {
            sendRetry = null;
            retry.cancel(false);
        }
    }

    private void deliver(ReceiveBatch batch, int received) {
        boolean envelopes = config.isEnvelopes();
        int trusted = peer.portId();
        for (int i = 0; i < received; i++) {
            if (checksSenders && !envelopes && batch.senderPortId(i) != trusted) {
                counters.foreign(1);
                continue;
            }
            ByteBuf datagram = batch.take(i);
            int length = batch.datagramLength(i);
            datagramsDelivered++;
            bytesDelivered += datagram.readableBytes();
            if (datagram.readableBytes() < length) {
                counters.truncated(1);
                pipeline().fireUserEventTriggered(new NetlinkTruncatedDatagram(datagram, length));
                continue;
            }
            pipeline().fireChannelRead(envelopes ? new NetlinkDatagram(datagram, local(), batch.sender(i)) : datagram);
        }
    }

    private NetlinkAddress local() {
        NetlinkAddress local = this.local;
        return local == null ? NetlinkAddress.AUTO : local;
    }

    /** Compares the socket's drop counter with the last time's and tells of an overrun. */
    private void overrun(NetlinkOverrun.Source source) {
        long drops = socket().drops();
        long dropped = drops < 0 ? 0 : drops - lastDrops & 0xffffffffL; // the kernel's counter has 32 bits
        if (dropped == 0 && source == NetlinkOverrun.Source.DROP_COUNTER) {
            return;
        }
        lastDrops += dropped;
        counters.overrun(lastDrops);
        pipeline().fireUserEventTriggered(new NetlinkOverrun(dropped, lastDrops, source));
    }

    /** Takes the error that epoll reports; it would report it for ever otherwise. */
    private void consumeError() {
        NetlinkSocket socket = socket();
        int error;
        try {
            error = socket.getSoError();
        } catch (IOException failed) {
            pipeline().fireExceptionCaught(failed);
            unsafe().close(voidPromise());
            return;
        }
        if (error == Errno.ENOBUFS) {
            overrun(NetlinkOverrun.Source.ENOBUFS);
        } else if (error != 0) {
            pipeline().fireExceptionCaught(AuditNetlinkException.of("socket", error, socket.protocol()));
        }
    }

    // ---- out ----

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf buffer) {
            return direct(buffer);
        }
        if (message instanceof NetlinkDatagram datagram) {
            ByteBuf content = datagram.content();
            ByteBuf direct = direct(content);
            return direct == content ? datagram : datagram.replace(direct);
        }
        throw new UnsupportedOperationException("message of type " + StringUtil.simpleClassName(message)
                + " (expected: ByteBuf, NetlinkDatagram); is an encoder missing in the pipeline?");
    }

    /** The buffer itself, or a copy of it in one piece of native memory. */
    private ByteBuf direct(ByteBuf buffer) {
        if (buffer.isDirect() && buffer.nioBufferCount() == 1) {
            return buffer;
        }
        ByteBuf direct = alloc().directBuffer(Math.max(1, buffer.readableBytes()));
        direct.writeBytes(buffer, buffer.readerIndex(), buffer.readableBytes());
        buffer.release();
        return direct;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer outbound) {
        while (!sending) {
            Object message = outbound.current();
            if (message == null) {
                return;
            }
            Executor executor = config.getSendExecutor();
            if (executor != null) {
                sendElsewhere(executor, message, outbound);
                continue;
            }
            try {
                if (!send(socket(), message)) {
                    sendAgainLater();
                    return;
                }
                outbound.remove();
            } catch (AuditNetlinkException | RuntimeException failed) {
                outbound.remove(failed); // one that is released already, say: this write fails, not the channel
            }
        }
    }

    private boolean send(NetlinkSocket socket, Object message) throws AuditNetlinkException {
        ByteBuf content = message instanceof NetlinkDatagram datagram ? datagram.content() : (ByteBuf) message;
        NetlinkAddress recipient = message instanceof NetlinkDatagram datagram ? datagram.recipient() : peer;
        return socket.send(MmsghdrArray.addressOf(content, content.readerIndex(), content.readableBytes()),
                content.readableBytes(), recipient);
    }

    /** Has another thread send, which may sleep in the kernel meanwhile; one datagram at a time, in order. */
    private void sendElsewhere(Executor executor, Object message, ChannelOutboundBuffer outbound) {
        NetlinkSocket socket = socket();
        Object held = ReferenceCountUtil.retain(message);
        if (!socket.acquire()) { // closed, and with it all that is in the outbound buffer
            ReferenceCountUtil.release(held);
            outbound.remove(new ClosedChannelException());
            return;
        }
        sending = true;
        try {
            executor.execute(() -> {
                boolean sent = false;
                Throwable failure = null;
                try {
                    sent = send(socket, held);
                } catch (Throwable failed) {
                    failure = failed;
                } finally {
                    ReferenceCountUtil.release(held);
                    release(socket);
                }
                boolean success = sent;
                Throwable cause = failure;
                sendResult.set(() -> sentElsewhere(success, cause));
                tellLoop();
            });
        } catch (RejectedExecutionException refused) {
            sending = false;
            ReferenceCountUtil.release(held);
            release(socket);
            outbound.remove(new ChannelException("SEND_EXECUTOR of " + this + " takes no more tasks", refused));
        }
    }

    private static void release(NetlinkSocket socket) {
        try {
            socket.releaseUse();
        } catch (IOException failed) {
            logger.warn("closing {} failed", socket, failed);
        }
    }

    /** Has the loop take the result of a send. If the channel is between two loops, the second one will. */
    private void tellLoop() {
        try {
            eventLoop().execute(this::takeSendResult);
        } catch (RejectedExecutionException loopIsGone) {
            logger.debug("the event loop of {} has ended", this);
        }
    }

    private void takeSendResult() {
        if (open && !isRegistered()) {
            return; // doRegister comes here again
        }
        if (!eventLoop().inEventLoop()) { // asked second: who is registered has its loop already
            tellLoop();
            return;
        }
        Runnable result = sendResult.getAndSet(null);
        if (result != null) {
            result.run();
        }
    }

    private void sentElsewhere(boolean sent, @Nullable Throwable failure) {
        sending = false;
        ChannelOutboundBuffer outbound = unsafe().outboundBuffer();
        if (outbound == null) {
            return; // closed meanwhile, all writes have failed
        }
        if (failure != null) {
            outbound.remove(failure);
        } else if (sent) {
            outbound.remove();
        } else {
            sendAgainLater();
            return;
        }
        ((NetlinkUnsafe) unsafe()).flush0();
    }

    private void sendAgainLater() {
        if (sendRetry == null && isRegistered()) {
            sendRetry = eventLoop().schedule(() -> {
                sendRetry = null;
                flushWhatWaited();
            }, SEND_RETRY_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void flushWhatWaited() {
        if (active) {
            ((NetlinkUnsafe) unsafe()).flush0();
        }
    }

    /** The channel's end of the event loop. */
    private final class NetlinkUnsafe extends AbstractUnsafe implements EpollIoHandle {
        @Override
        public FileDescriptor fd() {
            return socket();
        }

        @Override
        public void connect(SocketAddress remoteAddress, @Nullable SocketAddress localAddress,
                ChannelPromise promise) {
            if (!promise.setUncancellable() || !ensureOpen(promise)) {
                return;
            }
            boolean wasActive = active;
            try {
                if (!(remoteAddress instanceof NetlinkAddress address)) {
                    throw new UnsupportedAddressTypeException();
                }
                peer = address;
                if (wasActive) {
                    onlyFromPeer(socket());
                } else {
                    doBind(localAddress == null ? NetlinkAddress.AUTO : localAddress);
                }
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
            EpollIoOps ready = ((EpollIoEvent) event).ops();
            if (ready.contains(EpollIoOps.EPOLLERR) && active) {
                consumeError();
            }
            if (ready.contains(EpollIoOps.EPOLLIN) && interest == EpollIoOps.EPOLLIN) {
                readLoop(false);
            }
        }

        @Override
        public void unregistered() {
            onLoop = false;
            freeBatch();
        }

        /** The event loop is being shut down. */
        @Override
        public void close() {
            close(voidPromise());
        }

        @Override
        protected void flush0() {
            super.flush0();
        }
    }

    /** Found out once, and not before somebody asks. */
    private static final class Availability {
        static final @Nullable AuditNetlinkException CAUSE = find();

        private static @Nullable AuditNetlinkException find() {
            if (!Epoll.isAvailable()) {
                return new AuditNetlinkException(AuditNetlinkException.Reason.NATIVE_LIBRARY_MISSING,
                        "Netty's epoll library could not be loaded: run on Linux and put netty-transport-native-epoll "
                        + "with the classifier of this machine (linux-x86_64, linux-aarch_64) on the class path",
                        Epoll.unavailabilityCause());
            }
            try {
                Class.forName(LibC.class.getName(), true, LibC.class.getClassLoader());
                return null;
            } catch (ExceptionInInitializerError failed)  {
                return new AuditNetlinkException(AuditNetlinkException.Reason.UNSUPPORTED_PLATFORM,
                        "system calls cannot be made through JNA: " + failed.getCause(), failed.getCause());
            } catch (ClassNotFoundException | LinkageError failed) {
                return new AuditNetlinkException(AuditNetlinkException.Reason.NATIVE_LIBRARY_MISSING,
                        "JNA could not be loaded: " + failed + "; put net.java.dev.jna:jna on the class path and let it "
                        + "unpack its library (jna.tmpdir must not be mounted noexec)", failed);
            }
        }
    }
}
