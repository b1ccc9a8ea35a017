package io.github.nettyaudit.codec.request;

import static io.netty.util.internal.ObjectUtil.checkPositive;

import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditOverrunMessage;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Matches replies with requests by netlink sequence and type. The handler is placed after
 * {@link io.github.nettyaudit.codec.message.AuditMessageDecoder}. It consumes the replies to the requests that it has
 * sent and passes on everything else: records, and replies to requests of others.
 *
 * <p><b>Outcome.</b> Each request ends exactly once: it is answered, refused by the kernel, not sent, timed out,
 * cancelled, or failed because the channel was closed. The sequence of a request that ended without a reply is not
 * reused for a while. A reply that arrives after the end of its request is counted and becomes an {@link
 * AuditLateReply} user event.
 *
 * <p><b>Listings.</b> A listing completes at the end of the read loop in which its last part arrived, and only if no
 * loss of datagrams was reported until then ({@link NetlinkLoss} user events, {@code NLMSG_OVERRUN} messages).
 * Otherwise it is started again, at most {@value ReplyReceiver#MAX_RESTARTS} times, and fails with {@link
 * AuditListInterruptedException} after that. A listing from which parts were lost therefore never completes, if the
 * channel reports the loss no later than with {@code channelReadComplete}.
 *
 * <p>One instance per channel; {@link AuditClient} finds it in the pipeline. {@link #inFlight} and {@link #lateReplies}
 * may be called from any thread; all other methods run on the channel's event loop.
 */
public final class AuditRequestHandler extends ChannelInboundHandlerAdapter {
    /** The number of requests that may be in flight at a time by default. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 1024;

    private static final int REMEMBERED = 4096;

    private final PendingRequests pending;
    private final RequestSender sender;
    private final ReplyReceiver receiver;
    private final ChannelEnd end;
    private volatile @Nullable ChannelHandlerContext context;
    private boolean closed;

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
        pending = new PendingRequests(checkPositive(maxInFlight, "maxInFlight"), remembered,
                new AtomicInteger(firstSequence)::getAndIncrement);
        sender = new RequestSender(pending);
        receiver = new ReplyReceiver(pending, sender);
        end = new ChannelEnd(this::close, pending::failAll);
    }

    /**
     * Returns the bound on requests in flight. Any thread.
     *
     * @return how many requests may be in flight at a time
     */
    public int maxInFlight() {
        return pending.maxInFlight();
    }

    /**
     * Returns the number of requests in flight, including those that wait for the event loop. Any thread.
     *
     * @return 0 to {@link #maxInFlight()}
     */
    public int inFlight() {
        return pending.inFlight();
    }

    /**
     * Returns how many replies arrived after the end of their request. Any thread.
     *
     * @return the count since the handler was created
     */
    public long lateReplies() {
        return receiver.lateReplies();
    }

    /**
     * Sends a request. Does not block. Listeners of the future run on the channel's event loop. Any thread.
     *
     * @param timeoutNanos how long to wait for the reply, from the moment at which the request was handed to the kernel
     * @return the result; fails with an {@link AuditRequestException}
     */
    <T> Future<T> send(AuditRequest<T> request, long timeoutNanos) {
        ChannelHandlerContext context = this.context;
        if (context == null) {
            return failed(new AuditRequestException(AuditRequestException.describe(request, 0) + " was not sent: the"
                    + " channel is not registered with an event loop yet", request, 0, null));
        }
        if (!pending.admit()) {
            return failed(new AuditRequestLimitException(request, pending.maxInFlight()));
        }
        PendingRequest<T> added = new PendingRequest<>(request, timeoutNanos, new LoopPromise<>(context::channel));
        startOnLoop(context, added);
        return added.promise;
    }

    /** Starts the request on the channel's loop, also if the channel moves to another loop meanwhile. */
    private void startOnLoop(ChannelHandlerContext context, PendingRequest<?> request) {
        if (context.executor().inEventLoop()) {
            start(context, request);
            return;
        }
        try {
            context.executor().execute(() -> startOnLoop(context, request));
        } catch (RejectedExecutionException e) {
            pending.dismiss();
            request.promise.tryFailure(new AuditChannelClosedException(request.request, 0, e));
        }
    }

    static <T> Future<T> failed(AuditRequestException cause) {
        return ImmediateEventExecutor.INSTANCE.newFailedFuture(cause);
    }

    private void start(ChannelHandlerContext context, PendingRequest<?> request) {
        if (closed) {
            pending.dismiss();
            request.promise.tryFailure(new AuditChannelClosedException(request.request, 0, null));
        } else if (request.promise.isDone()) {
            pending.dismiss(); // cancelled before it was sent
        } else {
            sender.send(context, request);
            // after the request was taken in: a future that is cancelled at this moment must find it there
            request.promise.addListener(ended -> {
                if (ended.isCancelled()) {
                    pending.remove(request, AuditRequestOutcome.CANCELLED);
                }
            });
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        // nearly all messages are records, and this is all that they cost here
        if (message instanceof AuditRecordMessage record && record.header().sequence() == 0
                || !(message instanceof AuditMessage reply) || !take(context, reply)) {
            context.fireChannelRead(message);
        }
    }

    private boolean take(ChannelHandlerContext context, AuditMessage message) {
        if (message instanceof AuditOverrunMessage) {
            receiver.restartListings(context);
            return false;
        }
        return receiver.take(context, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        receiver.readComplete();
        context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // a datagram of an unexpected sender is not one that the kernel has sent
        if (event instanceof NetlinkLoss loss && loss.kind() != NetlinkLoss.Kind.UNEXPECTED_SENDER) {
            receiver.restartListings(context);
        }
        context.fireUserEventTriggered(event);
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
    public void handlerRemoved(ChannelHandlerContext context) {
        end.unwatch(context.channel());
        close();
    }

    private void close() {
        closed = true;
        pending.failAll();
    }
}
