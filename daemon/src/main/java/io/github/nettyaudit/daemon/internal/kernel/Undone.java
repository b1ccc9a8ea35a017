package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.util.List;

/**
 * The result of an undo.
 *
 * @param restored the settings that have been restored
 * @param left     the settings that are left to the lock, to another program or to another daemon
 * @param problems one sentence for each thing that could not be undone
 */
public record Undone(List<LeasedSetting> restored, List<LeasedSetting> left, List<String> problems) {
    /** The result of an undo that failed as a whole. */
    public static Undone failed(String problem) {
        return new Undone(List.of(), List.of(), List.of(problem));
    }
}
