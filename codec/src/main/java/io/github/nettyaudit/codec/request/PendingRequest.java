package io.github.nettyaudit.codec.request;

import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request in flight: the reply that it awaits, the parts received so far, and its promise. Used on the channel's
 * event loop only, except for the promise.
 */
final class PendingRequest<T> {
    final AuditRequest<T> request;
    final long timeoutNanos;
    final Promise<T> promise;

    /** The netlink sequence of the present attempt; 0 before the first. */
    int sequence;
    /** Whether the kernel has acknowledged the request. */
    boolean acknowledged;
    /** Whether the NLMSG_DONE of a listing has arrived. */
    boolean complete;
    /** How often a listing was started again. */
    int restarts;
    /** Whether the request was given more time because the event loop had stood still. */
    boolean graceGiven;
    private @Nullable ChannelTimer timer;
    private List<@Nullable Object> parts = new ArrayList<>(0);

    PendingRequest(AuditRequest<T> request, long timeoutNanos, Promise<T> promise) {
        this.request = request;
        this.timeoutNanos = timeoutNanos;
        this.promise = promise;
    }

    boolean awaits(ReplyMode mode) {
        return request.replyMatcher().mode() == mode;
    }

    void addPart(@Nullable Object part) {
        parts.add(part);
    }

    List<@Nullable Object> parts() {
        return parts;
    }

    /** Forgets what has arrived so far, before a listing is sent again. */
    void restart() {
        restarts++;
        acknowledged = false;
        complete = false;
        graceGiven = false;
        parts = new ArrayList<>(0);
    }

    @SuppressWarnings("unchecked") // the factories of AuditRequest tie T to what their converter returns
    void succeed(@Nullable Object value) {
        promise.trySuccess((T) value);
    }

    /** Replaces the timer. */
    void timer(ChannelTimer timer) {
        cancelTimer();
        this.timer = timer;
    }

    void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Returns for example {@code set enabled (AUDIT_SET, sequence 12)}. */
    String describe() {
        return AuditRequestException.describe(request, sequence);
    }

    AuditRequestException failure(String problem, @Nullable Throwable cause) {
        return new AuditRequestException(describe() + ' ' + problem, request, sequence, cause);
    }
}
