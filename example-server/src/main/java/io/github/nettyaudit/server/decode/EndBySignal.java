package io.github.nettyaudit.server.decode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the program print what it has when a signal ends it: SIGINT and SIGTERM end the input, and the process waits
 * until the rest is printed, for some seconds. It then ends with the exit code that the program has; the JVM would make
 * 130 or 143 of it, which remains the code if not everything is printed by then.
 */
final class EndBySignal {
    private static final int PATIENCE_SECONDS = 5;

    private static final int NONE = -1;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int code = NONE;

    /** Has the input ended by a signal from now on. */
    void end(Runnable input) {
        Thread hook = new Thread(() -> endAtSignal(input), "decode-signal");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already
            input.run();
        }
    }

    private void endAtSignal(Runnable input) {
        if (done.getCount() == 0) {
            // the program has ended by itself
            return;
        }
        input.run();
        try {
            if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && code != NONE) {
                Runtime.getRuntime().halt(code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is printed, and this is the exit code. */
    void done(int exitCode) {
        code = exitCode;
        done.countDown();
    }

    /** The program has ended in a way that has no exit code yet. Without effect after {@link #done(int)}. */
    void failed() {
        done.countDown();
    }
}
