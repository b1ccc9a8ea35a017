package io.github.nettyaudit.daemon.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A source of lines with a thread of its own. */
public interface LineSource {
    /** Hears of the end of a source. */
    @FunctionalInterface
    interface Listener {
        /**
         * The source has ended. Called by its thread, and not after {@link #stop}.
         *
         * @param problem why it could not go on, one sentence without its full stop; {@code null} if it was read to its end
         */
        void ended(@Nullable String problem);
    }

    /**
     * Starts to read.
     *
     * @param listener hears of the end, if the source ends by itself
     */
    void start(Listener listener);

    /**
     * Ends the source after what it can read at once, and closes its intake. Blocks until that is done. Does nothing if the
     * source has ended.
     *
     * @param longest how long to wait for what can be read
     * @throws InterruptedException if the thread is interrupted
     */
    void stop(Duration longest) throws InterruptedException;
}
