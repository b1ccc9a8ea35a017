package io.github.nettyaudit.server.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Tells the operator when a server becomes not ready, and why; further reasons when they come; and when it has been ready again
 * for some time. A reason whose numbers have changed is the same one. Not thread-safe.
 */
final class ReadyNotices {
    private static final Pattern NUMBERS = Pattern.compile("\\d+");
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<String> warnings;
    private final Consumer<String> notices;
    private final Set<String> told = new HashSet<>();
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
            if (told.isEmpty()) {
                since = nanos;
            }
            List<String> reasons = health.reasons().stream()
                    .filter(reason -> told.add(NUMBERS.matcher(reason).replaceAll("0"))).toList();
            if (!reasons.isEmpty()) {
                warnings.accept("not ready: " + String.join("; ", reasons));
            }
        } else if (!told.isEmpty() && nanos - wrongAt >= CALM_NANOS) {
            told.clear();
            notices.accept("ready again, after " + TimeUnit.NANOSECONDS.toSeconds(wrongAt - since) + " seconds");
        }
    }
}
