package io.github.nettyaudit.server.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to the operator.
 *
 * @param time   when it was written
 * @param level  how much it matters
 * @param logger the class of a library that has written it; {@link #SERVER} for the server's own
 * @param text   the message
 * @param error  what went wrong; {@code null} if the text says it
 */
record LogMessage(Instant time, LogLevel level, String logger, String text, @Nullable Throwable error) {
    /** The logger of the server's own messages. */
    static final String SERVER = "netty-audit";

    static LogMessage now(LogLevel level, String logger, String text, @Nullable Throwable error) {
        return new LogMessage(Instant.now(), level, logger, text, error);
    }

    boolean isOfLibrary() {
        return !logger.equals(SERVER);
    }

    LogMessage withText(String other) {
        return new LogMessage(time, level, logger, other, error);
    }
}
