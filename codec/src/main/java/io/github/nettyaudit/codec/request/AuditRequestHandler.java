package io.github.nettyaudit.codec.request;

import static io.netty.util.internal.ObjectUtil.checkPositive;
import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditDoneMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditOverrunMessage;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.request.AuditRequest.ReplyMode;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Joins answers to requests by netlink sequence and type. Stands behind {@code AuditMessageDecoder}; takes out of the
 * stream what answers a request that it has sent, and passes on all else: records, answers to requests of others.
 *
 * <p>Each request ends exactly once: answered, refused by the kernel, not sent, timed out, cancelled, or failed because
 * the channel closed. A sequence whose request ended without its answer is held back for a while; an answer that comes
 * after the end is counted and becomes an {@link AuditLateReply} user event. A listing during which datagrams were lost
 * starts again, at most {@value #MAX_RESTARTS} times.
 *
 * <p>One instance per channel; {@link AuditClient} finds it in the pipeline. {@link #inFlight} and {@link #lateReplies}
 * may be called from any thread; everything else happens on the channel's event loop.
 */
public final class AuditRequestHandler extends ChannelInboundHandlerAdapter {
    /** Requests that may be in flight at a time unless the constructor says otherwise. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 1024;

    /** Many, since during a storm on the same socket each batch may bring news of another loss. */
    static final int MAX_RESTARTS = 20;
    private static final int REMEMBERED = 4096;
    /**
     * A timer that fires this much too late shows that the loop stood still, most likely asleep in the kernel's sendto.
     * KernelReplies may wait unread in the socket, so the request gets as much time again for them to be read.
     */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int maxInFlight;
    private final PendingRequests calls;
    private final AtomicInteger places = new AtomicInteger();
    private final AtomicLong lateReplies = new AtomicLong();
    private volatile @Nullable ChannelHandlerContext context;
    private boolean closed;
    private final ChannelEnd end = new ChannelEnd(this::close, this::failPending);
    /** Listings whose NLMSG_DONE came in the present read loop. */
    private final List<PendingRequest<?>> complete = new ArrayList<>();

    /** Creates a handler that allows {@value #DEFAULT_MAX_IN_FLIGHT} requests in flight. */
    public AuditRequestHandler() {
        this(DEFAULT_MAX_IN_FLIGHT);
    }

    /**
     * Creates a handler.
     *
     * @param maxInFlight how many requests may be in flight at a time; further requests fail with
     *                    {@link AuditRequestLimitException}
     * @throws IllegalArgumentException if {@code maxInFlight} is not positive
     */
    public AuditRequestHandler(int maxInFlight) {
        this(maxInFlight, 1, Math.max(maxInFlight, REMEMBERED));
    }

    /**
     * @param firstSequence where sequences start
     * @param remembered    how many completed requests are remembered of each kind
     */
    AuditRequestHandler(int maxInFlight, int firstSequence, int remembered) {
        this.maxInFlight = checkPositive(maxInFlight, "maxInFlight");
        calls = new PendingRequests(firstSequence, remembered);
    }

    /** How many requests are in flight, those included that still wait for the event loop. Any thread. */
    public int inFlight() {
        return places.get();
    }

    /** How many answers came to requests that had ended. Any thread. */
    public long lateReplies() {
        return lateReplies.get();
    }

    /**
     * Sends a request. Never blocks the caller. Listeners of the future run on the channel's event loop. Any thread.
     *
     * @param timeoutNanos how long to wait for the answer, from when the request has been handed to the kernel
     * @return what the request is answered with; fails with an {@link AuditRequestException}
     */
    <T> Future<T> send(AuditRequest<T> request, long timeoutNanos) {
        ChannelHandlerContext context = this.context;
        if (context == null) {
            return failed(new AuditChannelClosedException(request, 0, null));
        }
        if (places.incrementAndGet() > maxInFlight) {
            places.decrementAndGet();
            return failed(new AuditRequestLimitException(request, maxInFlight));
        }
        PendingRequest<T> call = new PendingRequest<>(request, timeoutNanos, new LoopPromise<>(context::channel));
        startOnLoop(context, call);
        return call.promise;
    }

    /** Starts the call on the channel's loop, also if the channel moves to another one meanwhile. */
    private void startOnLoop(ChannelHandlerContext context, PendingRequest<?> call) {
        if (context.executor().inEventLoop()) {
            start(context, call);
            return;
        }
        try {
            context.executor().execute(() -> startOnLoop(context, call));
        } catch (RejectedExecutionException e) {
            places.decrementAndGet();
            call.promise.tryFailure(new AuditChannelClosedException(call.request, 0, e));
        }
    }

    static <T> Future<T> failed(AuditRequestException cause) {
        return ImmediateEventExecutor.INSTANCE.newFailedFuture(cause);
    }

    private void start(ChannelHandlerContext context, PendingRequest<?> call) {
        if (closed) {
            places.decrementAndGet();
            call.promise.tryFailure(new AuditChannelClosedException(call.request, 0, null));
        } else if (call.promise.isDone()) {
            places.decrementAndGet(); // cancelled before it was sent
        } else {
            transmit(context, call);
            // after the call has been taken in: a future cancelled in this very moment must find it there
            call.promise.addListener(ended -> {
                if (ended.isCancelled()) {
                    leave(call, AuditRequestOutcome.CANCELLED);
                }
            });
        }
    }

    private void transmit(ChannelHandlerContext context, PendingRequest<?> call) {
        calls.add(call);
        int sequence = call.sequence;
        AuditMessage message;
        try {
            message = requireNonNull(call.request.message(sequence), "message");
        } catch (Throwable e) {
            fail(call, AuditRequestOutcome.SEND_FAILED, new AuditRequestException(
                    AuditRequestException.describe(call.request, sequence) + " could not be made: " + e,
                    call.request, sequence, e));
            return;
        }
        context.writeAndFlush(message).addListener((ChannelFuture sent) -> {
            // the answer may be here before the news that the request was sent
            if (call.sequence == sequence && calls.contains(call)) {
                sent(context, call, sent);
            }
        });
    }

    private void sent(ChannelHandlerContext context, PendingRequest<?> call, ChannelFuture sent) {
        if (!sent.isSuccess()) {
            fail(call, AuditRequestOutcome.SEND_FAILED, sendFailure(call, sent.cause()));
        } else if (call.awaits(ReplyMode.NOTHING)) {
            succeed(call, AuditRequestOutcome.NOT_AWAITED, () -> null);
        } else {
            startTimer(context, call, call.timeoutNanos);
        }
    }

    private static AuditRequestException sendFailure(PendingRequest<?> call, Throwable cause) {
        return cause instanceof ClosedChannelException
                // a transport that sends on another thread may be at it still, so this is not "was not sent"
                ? new AuditChannelClosedException(call.request, call.sequence, cause)
                : new AuditRequestException(AuditRequestException.describe(call.request, call.sequence)
                + " could not be sent: " + cause.getMessage(), call.request, call.sequence, cause);
    }

    private void startTimer(ChannelHandlerContext context, PendingRequest<?> call, long nanos) {
        long deadline = context.executor().ticker().nanoTime() + nanos;
        int sequence = call.sequence;
        call.cancelTimer();
        call.timer = ChannelTimer.start(context, () -> expire(context, call, sequence, deadline), nanos);
    }

    private void expire(ChannelHandlerContext context, PendingRequest<?> call, int sequence, long deadline) {
        if (call.sequence != sequence || !calls.contains(call)) {
            return;
        }
        if (context.executor().ticker().nanoTime() - deadline > GRACE_NANOS && !call.graceGiven) {
            call.graceGiven = true;
            startTimer(context, call, GRACE_NANOS);
        } else if (call.complete) {
            succeed(call, AuditRequestOutcome.ANSWERED, call::parts); // a channel that reports no end of a read loop
        } else {
            fail(call, AuditRequestOutcome.TIMED_OUT, new AuditRequestTimeoutException(call));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        // records are nearly all that comes, and this is all that they cost here
        if (message instanceof AuditRecordMessage record && record.header().sequence() == 0
                || !(message instanceof AuditMessage answer) || !take(context, answer)) {
            context.fireChannelRead(message);
        }
    }

    /** @return {@code true} if the message was an answer to a request of ours and has been dealt with */
    private boolean take(ChannelHandlerContext context, AuditMessage answer) {
        if (answer instanceof AuditOverrunMessage) {
            restartListings(context);
            return false;
        }
        PendingRequest<?> call = calls.get(answer.sequence());
        if (call == null) {
            CompletedRequest ended = calls.ended(answer.sequence());
            return ended != null && ended.isAnsweredBy(answer) && takeLate(context, ended, answer);
        }
        if (!call.request.answerRule().matches(answer)) {
            return false;
        }
        if (answer instanceof InvalidAuditMessage invalid) {
            fail(call, AuditRequestOutcome.ANSWERED, new AuditRequestException(
                    AuditRequestException.describe(call.request, call.sequence) + " got an answer that makes no sense: "
                    + invalid.cause().getMessage(), call.request, call.sequence, invalid.cause()));
            return false; // whoever counts or logs invalid messages sees this one too
        }
        if (answer instanceof AuditAcknowledgement acknowledgement) {
            return takeAcknowledgement(context, call, acknowledgement);
        }
        if (answer instanceof AuditDoneMessage) {
            // a loss among the parts may be reported as late as the end of this read loop
            call.complete = true;
            complete.add(call);
            return true;
        }
        takeReply(context, call, answer);
        return true;
    }

    private boolean takeAcknowledgement(ChannelHandlerContext context, PendingRequest<?> call,
                                        AuditAcknowledgement acknowledgement) {
        if (acknowledgement.errno() != 0) {
            call.acknowledged = true;
            fail(call, AuditRequestOutcome.ANSWERED,
                    new AuditErrnoException(call.request, call.sequence, acknowledgement));
        } else if (call.awaits(ReplyMode.ACKNOWLEDGEMENT)) {
            call.acknowledged = true;
            succeed(call, AuditRequestOutcome.ANSWERED, () -> call.request.value(acknowledgement));
        } else if (call.acknowledged) {
            return takeLate(context, new CompletedRequest(call, AuditRequestOutcome.ANSWERED), acknowledgement);
        }
        call.acknowledged = true;
        return true;
    }

    private void takeReply(ChannelHandlerContext context, PendingRequest<?> call, AuditMessage reply) {
        try {
            if (call.awaits(ReplyMode.LIST)) {
                call.addPart(call.request.value(reply));
                call.graceGiven = false;
                startTimer(context, call, call.timeoutNanos);
            } else {
                succeed(call, AuditRequestOutcome.ANSWERED, () -> call.request.value(reply));
            }
        } catch (Throwable e) {
            fail(call, AuditRequestOutcome.ANSWERED, conversionFailure(call, e));
        } finally {
            ReferenceCountUtil.release(reply);
        }
    }

    private boolean takeLate(ChannelHandlerContext context, CompletedRequest ended, AuditMessage answer) {
        if (!ended.takeOwedAcknowledgement(answer)) {
            lateReplies.incrementAndGet();
            context.fireUserEventTriggered(new AuditLateReply(answer.header().toHeader(), ended.requestType,
                    ended.ending, answer instanceof ByteBufHolder ? null : answer));
        }
        ReferenceCountUtil.release(answer);
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!complete.isEmpty()) {
            List<PendingRequest<?>> settled = List.copyOf(complete);
            complete.clear();
            for (PendingRequest<?> call : settled) {
                if (call.complete) { // not started again meanwhile
                    succeed(call, AuditRequestOutcome.ANSWERED, call::parts);
                }
            }
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // a datagram of an unexpected sender is none of the kernel's
        if (event instanceof NetlinkLoss loss && loss.kind() != NetlinkLoss.Kind.UNEXPECTED_SENDER) {
            restartListings(context);
        }
        context.fireUserEventTriggered(event);
    }

    private void restartListings(ChannelHandlerContext context) {
        for (PendingRequest<?> call : calls.all()) {
            if (!call.awaits(ReplyMode.LIST)) {
                continue; // an answer that was lost makes it time out; doing it twice is not for us to decide
            }
            if (call.restarts == MAX_RESTARTS) {
                fail(call, AuditRequestOutcome.INTERRUPTED, new AuditListInterruptedException(call));
            } else if (calls.remove(call, AuditRequestOutcome.INTERRUPTED)) {
                call.restart();
                transmit(context, call);
            }
        }
    }

    private void succeed(PendingRequest<?> call, AuditRequestOutcome ending, Supplier<@Nullable Object> result) {
        if (!leave(call, ending)) {
            return;
        }
        Object value;
        try {
            value = result.get();
        } catch (Throwable e) {
            call.promise.tryFailure(conversionFailure(call, e));
            return;
        }
        call.succeed(value);
    }

    private static AuditRequestException conversionFailure(PendingRequest<?> call, Throwable cause) {
        return new AuditRequestException(AuditRequestException.describe(call.request, call.sequence)
                + " was answered, but the answer could not be converted: " + cause,
                call.request, call.sequence, cause);
    }

    private void fail(PendingRequest<?> call, AuditRequestOutcome ending, AuditRequestException cause) {
        if (leave(call, ending)) {
            call.promise.tryFailure(cause);
        }
    }

    /** Every call that was sent leaves through here, once, before its promise is told. */
    private boolean leave(PendingRequest<?> call, AuditRequestOutcome ending) {
        boolean left = calls.remove(call, ending);
        if (left) {
            places.decrementAndGet();
        }
        return left;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
        end.watch(context.channel());
    }

    @Override
    public void channelRegistered(ChannelHandlerContext context) {
        end.watchLoop(context.channel());
        context.fireChannelRegistered();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        close();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end.unwatch(context.channel());
        close();
    }

    private void close() {
        closed = true;
        failPending();
    }

    private void failPending() {
        for (PendingRequest<?> call : calls.all()) {
            fail(call, AuditRequestOutcome.CANCELLED,
                    new AuditChannelClosedException(call.request, call.sequence, null));
        }
    }
}
