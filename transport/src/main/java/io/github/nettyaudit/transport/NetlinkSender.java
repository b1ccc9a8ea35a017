package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.StringUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a channel: one datagram at a time, in order, on the event loop or by the send executor. Confined
 * to the channel's event loop, apart from {@link Task}.
 */
final class NetlinkSender {
    private static final InternalLogger logger = InternalLoggerFactory.getInstance(AuditNetlinkChannel.class);
    /** A full receiver does not report when it has room again, so the send is tried again after a while. */
    private static final long RETRY_NANOS = 1_000_000;

    private final AuditNetlinkChannel channel;
    private final NetlinkEndpoint endpoint;
    /** The result of a send by another thread, until the event loop takes it. */
    private final AtomicReference<@Nullable Task> finished = new AtomicReference<>();
    /** Whether another thread is sending. */
    private boolean sending;
    private @Nullable Future<?> retry;

    NetlinkSender(AuditNetlinkChannel channel, NetlinkEndpoint endpoint) {
        this.channel = channel;
        this.endpoint = endpoint;
    }

    /** A message that can be sent: its bytes are in one piece of native memory. */
    Object prepare(Object message) {
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

    private ByteBuf direct(ByteBuf buffer) {
        if (buffer.isDirect() && buffer.nioBufferCount() == 1) {
            return buffer;
        }
        ByteBuf direct = channel.alloc().directBuffer(Math.max(1, buffer.readableBytes()));
        try {
            direct.writeBytes(buffer, buffer.readerIndex(), buffer.readableBytes());
            buffer.release();
        } catch (Throwable failed) { // the buffer is released already
            direct.release();
            throw failed;
        }
        return direct;
    }

    /** Sends at most {@code limit} messages, and leaves the others to a later flush. */
    void write(ChannelOutboundBuffer outbound, int limit) {
        for (int left = limit; !sending; left--) {
            Object message = outbound.current();
            if (message == null) {
                return;
            }
            if (left == 0) {
                flushLater();
                return;
            }
            Executor executor = sendExecutor();
            try {
                if (executor != null) {
                    sendElsewhere(executor, message, outbound);
                } else if (send(endpoint.socket(), message)) {
                    outbound.remove();
                } else {
                    flushAfterDelay();
                    return;
                }
            } catch (AuditNetlinkException | RuntimeException failed) {
                outbound.remove(failed); // for example a buffer that is released already: this write fails, no other
            }
        }
    }

    /** Returns {@code null} if the channel's own loop sends: also while one of the two is being shut down. */
    private @Nullable Executor sendExecutor() {
        Executor executor = channel.config().getSendExecutor();
        return channel.eventLoop().isShuttingDown()
                || executor instanceof EventExecutorGroup group && group.isShuttingDown() ? null : executor;
    }

    private boolean send(NetlinkSocket socket, Object message) throws AuditNetlinkException {
        ByteBuf content = message instanceof NetlinkDatagram datagram ? datagram.content() : (ByteBuf) message;
        NetlinkAddress recipient =
                message instanceof NetlinkDatagram datagram ? datagram.recipient() : endpoint.peer();
        return socket.send(MmsghdrArray.addressOf(content, content.readerIndex(), content.readableBytes()),
                content.readableBytes(), recipient);
    }

    /** Has another thread send, which may sleep in the kernel meanwhile. */
    private void sendElsewhere(Executor executor, Object message, ChannelOutboundBuffer outbound) {
        NetlinkSocket socket = endpoint.socket();
        Task task = new Task(socket, ReferenceCountUtil.retain(message));
        if (!socket.acquire()) { // closed, and with it everything in the outbound buffer
            ReferenceCountUtil.release(message);
            outbound.remove(new ClosedChannelException());
            return;
        }
        sending = true;
        try {
            executor.execute(task);
        } catch (Throwable refused) {
            if (!task.begin()) { // the executor has accepted the task and failed afterwards
                logger.warn("SEND_EXECUTOR of {} failed after it had accepted a task", channel, refused);
                return;
            }
            sending = false;
            task.releaseAll();
            outbound.remove(new ChannelException("SEND_EXECUTOR of " + channel + " does not accept tasks", refused));
        }
    }

    /** Has the event loop take the result of a send. If the channel is between two loops, the second one will. */
    private void notifyLoop() {
        try {
            channel.eventLoop().execute(this::takeResult);
        } catch (RejectedExecutionException loopIsGone) {
            logger.debug("the event loop of {} has ended", channel);
        }
    }

    /** Ends the write whose datagram another thread has sent, if there is one, and goes on with the next. */
    void takeResult() {
        if (channel.isOpen() && !channel.isRegistered()) {
            return; // called again when the channel is registered
        }
        if (!channel.eventLoop().inEventLoop()) { // checked second: a registered channel has its loop already
            notifyLoop();
            return;
        }
        Task task = finished.getAndSet(null);
        if (task == null) {
            return;
        }
        sending = false;
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound == null) {
            return; // closed meanwhile, all writes have failed
        }
        if (task.failure != null) {
            outbound.remove(task.failure);
        } else if (task.sent) {
            outbound.remove();
        } else {
            flushAfterDelay();
            return;
        }
        channel.flushPending();
    }

    private void flushLater() {
        try {
            channel.eventLoop().execute(channel::flushPending);
        } catch (RejectedExecutionException loopIsGone) {
            logger.debug("the event loop of {} has ended", channel);
        }
    }

    private void flushAfterDelay() {
        if (retry != null || !channel.isRegistered()) {
            return;
        }
        try {
            retry = channel.eventLoop().schedule(() -> {
                retry = null;
                channel.flushPending();
            }, RETRY_NANOS, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException loopIsGone) {
            logger.debug("the event loop of {} has ended", channel);
        }
    }

    void cancelRetry() {
        Future<?> retry = this.retry;
        if (retry != null) {
            this.retry = null;
            retry.cancel(false);
        }
    }

    /**
     * Fails the writes that are left after the event loop has ended. No other thread uses the outbound buffer then,
     * except that a send by another thread may still hold its own reference to a message.
     */
    void failWritesAfterLoop() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound == null) {
            return;
        }
        ClosedChannelException closed = new ClosedChannelException();
        for (boolean left = true; left;) {
            try {
                outbound.addFlush();
                left = outbound.remove(closed);
            } catch (RejectedExecutionException loopIsGone) { // the message is removed; the writability is not reported
                logger.debug("the event loop of {} has ended", channel);
            }
        }
    }

    /** One send by another thread. */
    private final class Task implements Runnable {
        private final NetlinkSocket socket;
        private final Object message;
        private final AtomicBoolean begun = new AtomicBoolean();
        private boolean sent;
        private @Nullable Throwable failure;

        Task(NetlinkSocket socket, Object message) {
            this.socket = socket;
            this.message = message;
        }

        /** Whether the caller is the first, and thus the one that has to deal with the message. */
        boolean begin() {
            return begun.compareAndSet(false, true);
        }

        void releaseAll() {
            ReferenceCountUtil.release(message);
            try {
                socket.releaseUse();
            } catch (IOException failed) {
                logger.warn("closing {} failed", socket, failed);
            }
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            try {
                sent = send(socket, message);
            } catch (Throwable failed) {
                failure = failed;
            } finally {
                releaseAll();
            }
            finished.set(this);
            notifyLoop();
        }
    }
}
