package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.util.List;

/**
 * The result of an undo.
 *
 * @param restored the settings that have been restored
 * @param problems one sentence for each thing that could not be undone
 */
public record Undone(List<LeasedSetting> restored, List<String> problems) {
}
