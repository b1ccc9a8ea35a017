package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns auditing on and remembers whether it has to be turned off again. Used on the daemon channel's event loop only.
 *
 * <p>It is enough to remember that it was off and is on because of us. If somebody else turns it off meanwhile, turning
 * it off once more changes nothing; if somebody locks it, the kernel refuses to turn it off.
 */
final class EnabledLease {
    private final AuditClient control;
    private boolean held;

    EnabledLease(AuditClient control) {
        this.control = control;
    }

    /** Whether auditing is on because of us, as far as is known. */
    boolean isHeld() {
        return held;
    }

    /**
     * Turns auditing on if it is off.
     *
     * @param ended receives {@code null}, or the reason why it may be off still
     */
    void acquire(ChannelHandlerContext context, Consumer<@Nullable Throwable> ended) {
        ChannelLoop.whenEnded(context, control.status(), status -> {
            if (!status.isSuccess()) {
                ended.accept(status.cause());
            } else if (status.getNow().enabled() != AuditEnabled.OFF) {
                ended.accept(null);
            } else {
                held = true; // from now on, as the request may be carried out although it fails
                ChannelLoop.whenEnded(context, control.setEnabled(AuditEnabled.ON), enabled -> {
                    if (!enabled.isSuccess()) {
                        held = isUndecided(enabled.cause());
                    }
                    ended.accept(enabled.cause());
                });
            }
        });
    }

    /** Whether a request may have been carried out although it failed. */
    static boolean isUndecided(Throwable cause) {
        return cause instanceof AuditRequestTimeoutException
                || cause instanceof AuditChannelClosedException closed && closed.sequence() != 0;
    }

    /** Gives the lease up if somebody else has changed the setting. */
    void observe(AuditStatus status) {
        held &= status.enabled() == AuditEnabled.ON;
    }

    /**
     * Turns auditing off again after the registration was lost, unless another daemon relies on it.
     *
     * @return ends when that is done or has failed
     */
    Future<Void> restoreUnlessTaken(Duration timeout) {
        held = false;
        AuditClient client = control.withTimeout(timeout);
        Promise<Void> done = new LoopPromise<>(client::channel);
        client.status().addListener((Future<AuditStatus> ended) -> {
            AuditStatus status = ended.isSuccess() ? ended.getNow() : null;
            if (status == null || status.pid() != 0 || status.enabled() != AuditEnabled.ON) {
                done.trySuccess(null);
            } else {
                client.setEnabled(AuditEnabled.OFF).addListener(disabled -> done.trySuccess(null));
            }
        });
        return done;
    }

    /** Leaves auditing on, because another daemon relies on it, or because it was turned off. */
    void giveUp() {
        held = false;
    }
}
