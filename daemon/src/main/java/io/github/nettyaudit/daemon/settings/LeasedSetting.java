package io.github.nettyaudit.daemon.settings;

import static java.util.Objects.requireNonNull;

/**
 * A setting that a daemon has changed for as long as it runs. At close the daemon restores {@link #found()} if the
 * kernel still has {@link #set()}; any other value was set by another program and is left alone.
 *
 * @param setting the setting
 * @param found   the value before the change, unsigned 32-bit
 * @param set     the value that the daemon has set, unsigned 32-bit
 */
public record LeasedSetting(AuditSetting setting, long found, long set) {
    private static final long LARGEST = 0xffffffffL;

    /**
     * Creates the description of a change.
     *
     * @param setting the setting
     * @param found   the value before the change
     * @param set     the value that the daemon has set
     * @throws IllegalArgumentException if a value does not fit into 32 bits
     */
    public LeasedSetting {
        requireNonNull(setting, "setting");
        if (found < 0 || found > LARGEST || set < 0 || set > LARGEST) {
            throw new IllegalArgumentException(setting + ": " + found + " -> " + set + " (expected: 0-" + LARGEST
                    + ')');
        }
    }

    /**
     * Returns the change in words.
     *
     * @return for example {@code backlog_limit 64 -> 8192}
     */
    @Override
    public String toString() {
        return setting + " " + found + " -> " + set;
    }
}
