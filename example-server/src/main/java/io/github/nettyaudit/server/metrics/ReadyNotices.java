package io.github.nettyaudit.server.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells the operator when a server becomes not ready, with the reasons of that moment, and when it has been ready again for
 * some time. Not thread-safe.
 */
final class ReadyNotices {
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<String> warnings;
    private final Consumer<String> notices;
    private boolean isTold;
    private long since;
    private long wrongAt;

    /**
     * @param warnings gets what is wrong
     * @param notices  gets that it is over
     */
    ReadyNotices(Consumer<String> warnings, Consumer<String> notices) {
        this.warnings = warnings;
        this.notices = notices;
    }

    void look(Health health, long nanos) {
        if (!health.isReady()) {
            wrongAt = nanos;
            if (!isTold) {
                isTold = true;
                since = nanos;
                List<String> reasons = new ArrayList<>(health.dead());
                reasons.addAll(health.notReady());
                warnings.accept("not ready: " + String.join("; ", reasons));
            }
        } else if (isTold && nanos - wrongAt >= CALM_NANOS) {
            isTold = false;
            notices.accept("ready again, after " + TimeUnit.NANOSECONDS.toSeconds(wrongAt - since) + " seconds");
        }
    }
}
