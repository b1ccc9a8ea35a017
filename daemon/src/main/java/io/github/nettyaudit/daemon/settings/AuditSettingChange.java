package io.github.nettyaudit.daemon.settings;

import static java.util.Objects.requireNonNull;

/**
 * User event of the data channel: another program has changed a kernel setting while the daemon was running. The daemon
 * noticed it when it asked for the status, so the change happened at some time since the status before. If the daemon
 * had changed the setting itself, it will not restore it any more.
 *
 * @param setting the setting
 * @param before  the value in the status before, unsigned 32-bit
 * @param now     the value now, unsigned 32-bit
 */
public record AuditSettingChange(AuditSetting setting, long before, long now) {
    /**
     * Creates the event.
     *
     * @param setting the setting
     * @param before  the value before
     * @param now     the value now
     */
    public AuditSettingChange {
        requireNonNull(setting, "setting");
    }

    /**
     * Returns the change in one sentence for people.
     *
     * @return for example {@code another program has changed backlog_limit from 8192 to 64}
     */
    public String describe() {
        if (setting == AuditSetting.ENABLED) {
            return switch ((int) now) {
                case 0 -> "another program has turned auditing off (enabled " + before + " -> 0): hardly any record"
                        + " will be received until it is turned on again";
                case 1 -> "another program has turned auditing on (enabled " + before + " -> 1)";
                default -> "another program has locked the audit configuration until the next boot (enabled " + before
                        + " -> " + now + "): no setting can be changed or restored";
            };
        }
        return "another program has changed " + setting + " from " + before + " to " + now + "; it is left so at close";
    }
}
