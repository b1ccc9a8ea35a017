package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditDoneMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Matches replies with the requests of one channel. Used on the channel's event loop only, except for the number of
 * late replies.
 */
final class ReplyReceiver {
    /** Many, because during a storm on the same socket each batch may report another loss. */
    static final int MAX_RESTARTS = 20;

    private final PendingRequests pending;
    private final RequestSender sender;
    private final AtomicLong lateReplies = new AtomicLong();
    /** Listings whose NLMSG_DONE arrived in the present read loop. */
    private List<PendingRequest<?>> complete = new ArrayList<>(0);

    ReplyReceiver(PendingRequests pending, RequestSender sender) {
        this.pending = pending;
        this.sender = sender;
    }

    /** Any thread. */
    long lateReplies() {
        return lateReplies.get();
    }

    /** @return {@code true} if the message was a reply to a request of this channel and was consumed */
    boolean take(ChannelHandlerContext context, AuditMessage reply) {
        PendingRequest<?> request = pending.get(reply.sequence());
        if (request == null) {
            CompletedRequest completed = pending.completed(reply.sequence());
            if (completed == null || !completed.isRepliedBy(reply)) {
                return false;
            }
            takeLate(context, completed, reply);
            return true;
        }
        if (!request.request.replyMatcher().matches(reply)) {
            return false;
        }
        if (reply instanceof InvalidAuditMessage invalid) {
            pending.fail(request, AuditRequestOutcome.COMPLETED, request.failure(
                    "got a reply that could not be decoded: " + invalid.cause().getMessage(), invalid.cause()));
            return false; // handlers that count or log invalid messages see this one too
        }
        if (reply instanceof AuditAcknowledgement acknowledgement) {
            takeAcknowledgement(context, request, acknowledgement);
        } else if (reply instanceof AuditDoneMessage) {
            // a loss among the parts may be reported as late as the end of this read loop
            request.complete = true;
            complete.add(request);
        } else {
            takeReply(context, request, reply);
        }
        return true;
    }

    private void takeAcknowledgement(ChannelHandlerContext context, PendingRequest<?> request,
                                     AuditAcknowledgement acknowledgement) {
        if (acknowledgement.errno() != 0) {
            request.acknowledged = true;
            pending.fail(request, AuditRequestOutcome.COMPLETED,
                    new AuditErrnoException(request.request, request.sequence, acknowledgement));
        } else if (request.awaits(ReplyMode.ACKNOWLEDGEMENT)) {
            request.acknowledged = true;
            pending.complete(request, AuditRequestOutcome.COMPLETED, () -> request.request.value(acknowledgement));
        } else if (request.acknowledged) {
            takeLate(context, new CompletedRequest(request, AuditRequestOutcome.COMPLETED), acknowledgement);
        }
        request.acknowledged = true;
    }

    private void takeReply(ChannelHandlerContext context, PendingRequest<?> request, AuditMessage reply) {
        try {
            if (request.awaits(ReplyMode.LIST)) {
                request.addPart(request.request.value(reply));
                sender.startTimer(context, request);
            } else {
                pending.complete(request, AuditRequestOutcome.COMPLETED, () -> request.request.value(reply));
            }
        } catch (Throwable e) {
            pending.fail(request, AuditRequestOutcome.COMPLETED, PendingRequests.conversionFailure(request, e));
        } finally {
            ReferenceCountUtil.release(reply);
        }
    }

    private void takeLate(ChannelHandlerContext context, CompletedRequest request, AuditMessage reply) {
        try {
            if (!request.takeOwedAcknowledgement(reply)) {
                lateReplies.incrementAndGet();
                context.fireUserEventTriggered(new AuditLateReply(reply.header().toHeader(), request.requestType(),
                        request.outcome, reply instanceof ByteBufHolder ? null : reply));
            }
        } finally {
            ReferenceCountUtil.release(reply);
        }
    }

    /**
     * The read loop has ended: listings whose end arrived in it, and during which no loss was reported, are complete.
     */
    void readComplete() {
        if (complete.isEmpty()) {
            return;
        }
        List<PendingRequest<?>> settled = complete;
        complete = new ArrayList<>(0);
        for (PendingRequest<?> request : settled) {
            if (request.complete) { // not started again meanwhile
                pending.complete(request, AuditRequestOutcome.COMPLETED, request::parts);
            }
        }
    }

    /** Datagrams were lost: listings may be incomplete and are started again. */
    void restartListings(ChannelHandlerContext context) {
        for (PendingRequest<?> request : pending.all()) {
            if (!request.awaits(ReplyMode.LIST)) {
                continue; // if its reply was lost, it times out; whether to send it again is up to the caller
            }
            if (request.restarts == MAX_RESTARTS) {
                pending.fail(request, AuditRequestOutcome.INTERRUPTED, new AuditListInterruptedException(request));
            } else if (pending.end(request, AuditRequestOutcome.INTERRUPTED)) {
                request.restart();
                sender.send(context, request);
            }
        }
    }
}
