package io.github.nettyaudit.daemon;

import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of closing an {@link AuditDaemon}.
 *
 * @param restored the settings that were restored to the value that had been found
 * @param left     the settings that close has left as they are, because the kernel is locked (enabled=2), another
 *                 program has changed them, or another process has become the audit daemon; not a problem. A change that
 *                 an {@link io.github.nettyaudit.daemon.settings.AuditSettingChange} has reported is not repeated
 * @param problems one sentence for each thing that could not be undone
 * @param cause    why the daemon ended: {@code null} after {@link AuditDaemon#close()}, otherwise what ended it
 */
public record AuditCloseReport(List<LeasedSetting> restored, List<LeasedSetting> left, List<String> problems,
                               @Nullable Throwable cause) {
    /**
     * Creates a report.
     *
     * @param restored the settings that were restored
     * @param left     the settings that were left as they are
     * @param problems what could not be undone
     * @param cause    why the daemon ended
     */
    public AuditCloseReport {
        restored = List.copyOf(restored);
        left = List.copyOf(left);
        problems = List.copyOf(problems);
    }

    /**
     * Returns whether everything was undone that was to be undone.
     *
     * @return {@code true} if there is no problem; {@link #left()} may still name settings
     */
    public boolean isClean() {
        return problems.isEmpty();
    }
}
