package io.github.nettyaudit.schema.process;

import java.util.Locale;

/** A part of a {@link ProcessInfo} that may be missing. Stored forms have the ordinal: new constants come last. */
public enum ProcessPart {
    /** When the process was started. */
    START,
    /** The process that started it, or that took its place when it ended. */
    PARENT,
    /** The name of the process, {@code comm}. */
    NAME,
    /** The path of its program. */
    EXECUTABLE,
    /** The script, if the program is an interpreter. */
    SCRIPT,
    /** The control group, and with it container and unit. */
    CONTROL_GROUP,
    /** The user who logged in, and the login session. */
    LOGIN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /**
     * Returns the part as documents name it.
     *
     * @return the name of the constant in lower case
     */
    public String word() {
        return word;
    }
}
