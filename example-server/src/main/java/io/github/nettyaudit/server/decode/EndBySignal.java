package io.github.nettyaudit.server.decode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the program print what it has when a signal ends it: SIGINT and SIGTERM end the input, and the process waits
 * until the rest is printed, for some seconds.
 */
final class EndBySignal {
    private static final int PATIENCE_SECONDS = 5;

    private final CountDownLatch done = new CountDownLatch(1);

    /** Has the input ended by a signal from now on. */
    void end(Runnable input) {
        Thread hook = new Thread(() -> {
            input.run();
            try {
                done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "decode-signal");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already
            input.run();
        }
    }

    /** Everything is printed. */
    void done() {
        done.countDown();
    }
}
