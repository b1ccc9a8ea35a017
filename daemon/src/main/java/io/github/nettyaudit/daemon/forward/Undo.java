package io.github.nettyaudit.daemon.forward;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be closed again if a later step fails, the last first. */
final class Undo implements AutoCloseable {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(Undo.class);

    /** One step back. */
    interface Step {
        void run() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(Step step) {
        steps.push(step);
    }

    /** All has succeeded. */
    void forget() {
        steps.clear();
    }

    @Override
    public void close() {
        for (Step step : steps) {
            try {
                step.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOGGER.debug("what was opened could not be closed", e);
            }
        }
    }
}
