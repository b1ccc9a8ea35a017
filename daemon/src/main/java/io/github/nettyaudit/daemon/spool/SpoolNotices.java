package io.github.nettyaudit.daemon.spool;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.function.Consumer;

/**
 * Passes the notices of a spool on to a consumer. One that throws must not keep entries from being written, so that is
 * logged only.
 *
 * @param consumer receives the notices
 */
record SpoolNotices(Consumer<String> consumer) implements Consumer<String> {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(Spool.class);

    /** The default consumer; a method of its own, because java.util.logging prints the name of the caller. */
    static void log(String notice) {
        LOGGER.warn(notice);
    }

    @Override
    public void accept(String notice) {
        try {
            consumer.accept(notice);
        } catch (RuntimeException e) {
            LOGGER.warn("the consumer of notices has failed: {}", notice, e);
        }
    }
}
