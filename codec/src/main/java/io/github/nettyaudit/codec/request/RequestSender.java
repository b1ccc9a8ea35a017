package io.github.nettyaudit.codec.request;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditMessage;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/** Sends the requests of one channel and measures their timeouts. Used on the channel's event loop only. */
final class RequestSender {
    /**
     * A timer that fires this much too late shows that the event loop stood still, most likely asleep in the kernel's
     * sendto. Replies may wait unread in the socket, so the request gets this much time again for them to be read.
     */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PendingRequests pending;

    RequestSender(PendingRequests pending) {
        this.pending = pending;
    }

    /** Gives the request a new sequence and sends it. */
    void send(ChannelHandlerContext context, PendingRequest<?> request) {
        pending.add(request);
        int sequence = request.sequence;
        AuditMessage message;
        try {
            message = requireNonNull(request.request.message(sequence), "message");
        } catch (Throwable e) {
            pending.fail(request, AuditRequestOutcome.SEND_FAILED, request.failure("could not be created: " + e, e));
            return;
        }
        context.writeAndFlush(message).addListener((ChannelFuture sent) -> {
            // the reply may have arrived before the write has ended
            if (request.sequence == sequence && pending.contains(request)) {
                sent(context, request, sent);
            }
        });
    }

    private void sent(ChannelHandlerContext context, PendingRequest<?> request, ChannelFuture sent) {
        if (!sent.isSuccess()) {
            pending.fail(request, AuditRequestOutcome.SEND_FAILED, sendFailure(request, sent.cause()));
        } else if (request.awaits(ReplyMode.NONE)) {
            pending.complete(request, AuditRequestOutcome.NOT_AWAITED, () -> null);
        } else {
            startTimer(context, request);
        }
    }

    private static AuditRequestException sendFailure(PendingRequest<?> request, Throwable cause) {
        return cause instanceof ClosedChannelException
                // a transport that sends on another thread may still be doing so, hence not "was not sent"
                ? new AuditChannelClosedException(request.request, request.sequence, cause)
                : request.failure("could not be sent: " + cause.getMessage(), cause);
    }

    /** Starts the timeout, again if it runs already. */
    void startTimer(ChannelHandlerContext context, PendingRequest<?> request) {
        request.graceGiven = false;
        startTimer(context, request, request.timeoutNanos);
    }

    private void startTimer(ChannelHandlerContext context, PendingRequest<?> request, long nanos) {
        long deadline = context.executor().ticker().nanoTime() + nanos;
        int sequence = request.sequence;
        request.timer(ChannelTimer.start(context, () -> expire(context, request, sequence, deadline), nanos));
    }

    private void expire(ChannelHandlerContext context, PendingRequest<?> request, int sequence, long deadline) {
        if (request.sequence != sequence || !pending.contains(request)) {
            return;
        }
        if (context.executor().ticker().nanoTime() - deadline > GRACE_NANOS && !request.graceGiven) {
            request.graceGiven = true;
            startTimer(context, request, GRACE_NANOS);
        } else if (request.complete) {
            // a channel that reports no end of a read loop
            pending.complete(request, AuditRequestOutcome.COMPLETED, request::parts);
        } else {
            pending.fail(request, AuditRequestOutcome.TIMED_OUT, new AuditRequestTimeoutException(request));
        }
    }
}
