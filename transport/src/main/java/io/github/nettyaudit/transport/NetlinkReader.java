package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a channel: reads datagrams in batches, reports losses, delivers. Confined to the channel's
 * event loop.
 *
 * <p>A read loop ends when the socket is empty, after {@link #MAX_BATCHES} batches so that the loop's other channels
 * get their turn, or after one batch if the application reads by hand. Whatever fails on the way is counted and passed
 * to {@code exceptionCaught}; the channel then continues to read.
 */
final class NetlinkReader {
    private static final int MAX_BATCHES = 16;
    /** After a failed receive, so that a failure that persists does not occupy the loop. */
    private static final long FAILURE_DELAY_NANOS = 10_000_000;

    private final AuditNetlinkChannel channel;
    private final DefaultAuditNetlinkChannelConfig config;
    private final AuditNetlinkCounters counters;
    private final NetlinkEndpoint endpoint;
    private final EpollInterest interest;
    private final DropMonitor drops;
    /** There while the socket is open and its memory is needed. */
    private @Nullable ReceiveBatch batch;
    private @Nullable ReadCoalescer coalescer;

    private boolean readPending;
    private boolean reading;
    /** Whether senders are compared with the peer here; otherwise the kernel admits no other sender. */
    private boolean checksSenders = true;
    /** The end of the pause before the next read, while there is one. */
    private @Nullable Future<?> delay;
    private long datagramsDelivered;
    private long bytesDelivered;

    NetlinkReader(AuditNetlinkChannel channel, DefaultAuditNetlinkChannelConfig config, NetlinkEndpoint endpoint,
            EpollInterest interest) {
        this.channel = channel;
        this.config = config;
        this.endpoint = endpoint;
        this.interest = interest;
        counters = channel.counters();
        drops = new DropMonitor(channel, endpoint);
    }

    /** Opens the channel's socket, and allocates the memory to receive into. */
    void open() throws IOException {
        NetlinkSocket socket = channel.adopted() < 0 ? NetlinkSocket.open(config.getProtocol())
                : NetlinkSocket.adopt(channel.adopted(), config.getProtocol());
        try {
            config.applyTo(socket);
            batch = new ReceiveBatch(config.getAllocator(), config.getBatchSize(), config.getSlotSize(),
                    config.getMaxDatagramSize(), config.receiveFile());
        } catch (OutOfMemoryError noMemory) {
            socket.close();
            throw AuditNetlinkException.outOfMemory(config, noMemory);
        } catch (Throwable failed) {
            socket.close();
            throw failed;
        }
        coalescer = new ReadCoalescer(config.getCoalesceNanos(), config.getCoalesceRate(), System.nanoTime());
        endpoint.open(socket);
    }

    /** Frees the memory that recvmmsg(2) writes to as soon as nothing can use it any more. */
    void freeIfUnused() {
        ReceiveBatch batch = this.batch;
        if (batch != null && !channel.isOpen() && !interest.eventsPossible() && !reading) {
            this.batch = null;
            batch.free();
        }
    }

    // ---- when to read ----

    void requestRead() {
        readPending = true;
        armForNextRead();
    }

    void pause() {
        readPending = false;
        interest.read(false);
    }

    /** Has epoll report the next datagram if the application wants it, unless a pause goes before. */
    void armForNextRead() {
        if (delay == null && channel.isActive()) {
            interest.read(readPending || config.isAutoRead());
        }
    }

    void cancelDelay() {
        Future<?> delay = this.delay;
        if (delay != null) {
            this.delay = null;
            delay.cancel(false);
        }
    }

    private void delayNextRead(long nanos) {
        if (channel.eventLoop().isShuttingDown()) {
            return; // the loop drops its timers
        }
        interest.read(false);
        try {
            delay = channel.eventLoop().schedule(this::readAfterDelay, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException loopIsShuttingDown) {
            delay = null; // and closes the channel
        }
    }

    private void readAfterDelay() {
        delay = null;
        if (readPending || config.isAutoRead()) {
            read(true);
        }
    }

    // ---- senders ----

    /** Senders are checked until the queue was drained once, as others may have sent before the peer was set. */
    void checkSenders() {
        captureSenders(true);
    }

    /** The kernel now admits no sender but the peer; members of multicast groups must check always. */
    private void trustSenders() {
        if (checksSenders && !config.isDeliverEnvelopes() && endpoint.groups() == 0) {
            captureSenders(false);
        }
    }

    private void captureSenders(boolean wanted) {
        ReceiveBatch batch = this.batch;
        if (batch != null) {
            checksSenders = wanted;
            batch.captureSourceAddress(wanted);
        }
    }

    // ---- reading ----

    /** Called by the event loop. */
    void handle(EpollIoOps ready) {
        if (!channel.isActive()) {
            return;
        }
        try {
            if (ready.contains(EpollIoOps.EPOLLERR)) {
                consumeError();
            }
            if (ready.contains(EpollIoOps.EPOLLIN) && interest.isRead()) {
                read(false);
            }
        } catch (Throwable failed) { // would stop all channels of the loop for a second
            channel.pipeline().fireExceptionCaught(failed);
        }
    }

    /** @param delayed whether the read follows a pause that coalesces wake-ups */
    private void read(boolean delayed) {
        ReceiveBatch batch = this.batch;
        ReadCoalescer coalescer = this.coalescer;
        if (batch == null || coalescer == null || reading || !channel.isActive()) {
            return;
        }
        long datagramsBefore = datagramsDelivered;
        long bytesBefore = bytesDelivered;
        long unexpectedBefore = counters.unexpectedSenders();
        int datagrams = 0;
        int batches = 0;
        boolean drained = false;
        int error = 0;
        Throwable failure = null;
        reading = true;
        try {
            do {
                int received = batch.receive(endpoint.socket().intValue());
                batches++;
                if (received >= 0) {
                    readPending = false;
                    datagrams += received;
                    drained = received < batch.room();
                    drops.received(received, batch.bytes(received),
                            drained || batches == MAX_BATCHES || !config.isAutoRead());
                    deliver(batch, received);
                } else if (received == -Errno.ENOBUFS) {
                    drops.enobufs();
                } else if (received != -Errno.EINTR) {
                    drained = true;
                    error = received == -Errno.EAGAIN ? 0 : -received;
                }
            } while (!drained && channel.isActive() && batches < MAX_BATCHES && config.isAutoRead());
            if (drained && error == 0 && channel.isActive()) {
                trustSenders();
            }
        } catch (Throwable failed) { // nothing was received, for example because there is no memory to receive into
            failure = failed;
        } finally {
            reading = false;
            counters.readLoop(datagramsDelivered - datagramsBefore, bytesDelivered - bytesBefore, batches);
            freeIfUnused();
        }
        boolean busy = coalescer.shouldDelay(System.nanoTime(), datagrams, delayed) && drained;
        if (channel.isActive() && channel.isRegistered() && (busy || failure != null)) {
            // before the pipeline asks for more, so that asking does not wake us for the next datagram
            delayNextRead(failure == null ? coalescer.delayNanos() : FAILURE_DELAY_NANOS);
        }
        finish(datagrams, counters.unexpectedSenders() - unexpectedBefore, error, failure);
    }

    private void finish(int datagrams, long unexpected, int error, @Nullable Throwable failure) {
        if (unexpected > 0) {
            channel.pipeline().fireUserEventTriggered(
                    new NetlinkUnexpectedSender(unexpected, counters.unexpectedSenders()));
        }
        if (failure != null) {
            channel.pipeline().fireExceptionCaught(failure);
        }
        if (datagrams > 0) {
            channel.pipeline().fireChannelReadComplete();
        }
        if (error != 0 && channel.isActive()) {
            // not a bad datagram but a broken socket, whose error would be reported for ever
            channel.pipeline().fireExceptionCaught(AuditNetlinkException.of("recvmmsg", error, config.getProtocol()));
            channel.unsafe().close(channel.voidPromise());
        } else {
            armForNextRead();
        }
    }

    /** Delivers a batch. A datagram whose delivery fails is counted, and the others are delivered. */
    private void deliver(ReceiveBatch batch, int received) {
        boolean envelopes = config.isDeliverEnvelopes();
        int trusted = endpoint.peer().portId();
        int undelivered = 0;
        Throwable firstFailure = null;
        for (int i = 0; i < received; i++) {
            try {
                if (checksSenders && !envelopes && batch.senderPortId(i) != trusted) {
                    counters.unexpectedSenders(1);
                } else {
                    deliver(batch, i, envelopes);
                }
            } catch (Throwable failed) {
                undelivered++;
                firstFailure = firstFailure == null ? failed : firstFailure;
            }
            batch.delivered(i);
        }
        if (firstFailure != null) {
            counters.undelivered(undelivered);
            channel.pipeline().fireUserEventTriggered(new NetlinkUndelivered(undelivered, counters.undelivered()));
            channel.pipeline().fireExceptionCaught(firstFailure);
        }
    }

    private void deliver(ReceiveBatch batch, int i, boolean envelope) {
        ByteBuf datagram = batch.take(i);
        int bytes = datagram.readableBytes();
        if (bytes < batch.datagramLength(i)) {
            NetlinkTruncatedDatagram event = truncated(datagram, batch.datagramLength(i));
            counters.truncated(1);
            channel.pipeline().fireUserEventTriggered(event);
        } else {
            channel.pipeline().fireChannelRead(envelope ? withAddresses(datagram, batch.sender(i)) : datagram);
        }
        datagramsDelivered++;
        bytesDelivered += bytes;
    }

    private static NetlinkTruncatedDatagram truncated(ByteBuf datagram, int length) {
        try {
            byte[] received = new byte[datagram.readableBytes()];
            datagram.readBytes(received);
            return new NetlinkTruncatedDatagram(received, length);
        } finally {
            datagram.release();
        }
    }

    private NetlinkDatagram withAddresses(ByteBuf datagram, NetlinkAddress sender) {
        try {
            NetlinkAddress local = endpoint.local();
            return new NetlinkDatagram(datagram, local == null ? NetlinkAddress.AUTO : local, sender);
        } catch (Throwable failed) {
            datagram.release();
            throw failed;
        }
    }

    /** To be called before the channel closes, as nobody can ask the socket afterwards. */
    void reportLastDrops() {
        if (batch != null && channel.isActive() && channel.isRegistered()) {
            drops.check();
        }
    }

    /** Takes the error that epoll reports; it would be reported again and again otherwise. */
    private void consumeError() {
        int error;
        try {
            error = endpoint.socket().getSoError();
        } catch (IOException failed) {
            channel.pipeline().fireExceptionCaught(failed);
            channel.unsafe().close(channel.voidPromise());
            return;
        }
        if (error == Errno.ENOBUFS) {
            drops.enobufs();
        } else if (error != 0) {
            channel.pipeline().fireExceptionCaught(AuditNetlinkException.of("socket", error, config.getProtocol()));
        }
    }
}
