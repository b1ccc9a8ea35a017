package io.github.nettyaudit.server.log;

import java.util.Locale;

/** How much a message matters. A log that is set to a level has the messages of this level and of those before it. */
public enum LogLevel {
    /** The server ends, or does not do something that it was told to do. */
    ERROR(3),
    /** Something is wrong, and the server goes on. */
    WARN(4),
    /** What the server does. */
    INFO(6),
    /** What a developer asks for, also of the libraries. */
    DEBUG(7),
    /** All that the libraries can tell. */
    TRACE(7);

    private final int priority;

    LogLevel(int priority) {
        this.priority = priority;
    }

    /** The number that syslog(3) and sd-daemon(3) give the level. */
    int priority() {
        return priority;
    }

    /**
     * Returns the level as configurations and JSON have it.
     *
     * @return a word in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a log of this level has messages of another level. */
    boolean includes(LogLevel other) {
        return other.compareTo(this) <= 0;
    }

    /**
     * The level that the loggers of libraries have in a log of this level. What they report as information is of
     * interest to developers only.
     */
    LogLevel ofLibraries() {
        return this == INFO ? WARN : this;
    }
}
