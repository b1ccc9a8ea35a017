package io.github.nettyaudit.daemon;

import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of closing an {@link AuditDaemon}.
 *
 * @param restored the settings that were restored to the value that had been found
 * @param problems one sentence for each thing that could not be undone; empty if the kernel is as it was found. A value
 *                 that another program has changed, or that the kernel has locked, is not a problem
 * @param cause    why the daemon ended: {@code null} after {@link AuditDaemon#close()}, otherwise what ended it
 */
public record AuditCloseReport(List<LeasedSetting> restored, List<String> problems, @Nullable Throwable cause) {
    /** Creates a report. */
    public AuditCloseReport {
        restored = List.copyOf(restored);
        problems = List.copyOf(problems);
    }

    /**
     * Returns whether nothing that the daemon has changed is left behind.
     *
     * @return {@code true} if there is no problem
     */
    public boolean isClean() {
        return problems.isEmpty();
    }
}
