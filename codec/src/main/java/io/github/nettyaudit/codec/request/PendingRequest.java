package io.github.nettyaudit.codec.request;

import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sending of an {@link AuditRequest}: what it waits for, what has come so far, and whom to tell. Used on the
 * channel's event loop only, but for the promise.
 */
final class PendingRequest<T> {
    final AuditRequest<T> request;
    final long timeoutNanos;
    final Promise<T> promise;

    /** The netlink sequence of the present attempt; 0 before the first. */
    int sequence;
    /** Whether the kernel has acknowledged the request. */
    boolean acknowledged;
    /** Whether the NLMSG_DONE of a listing has come. */
    boolean complete;
    /** How often a listing was started again. */
    int restarts;
    /** Whether the request was given more time because the loop had stood still. */
    boolean graceGiven;
    @Nullable ChannelTimer timer;
    private List<@Nullable Object> parts = new ArrayList<>(0);

    PendingRequest(AuditRequest<T> request, long timeoutNanos, Promise<T> promise) {
        this.request = request;
        this.timeoutNanos = timeoutNanos;
        this.promise = promise;
    }

    boolean awaits(AuditRequest.ReplyMode awaited) {
        return request.awaited() == awaited;
    }

    void addPart(@Nullable Object part) {
        parts.add(part);
    }

    List<@Nullable Object> parts() {
        return parts;
    }

    /** Forgets what has come so far, before a listing is sent anew. */
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

    void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
