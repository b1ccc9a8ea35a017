package io.github.nettyaudit.server;

import io.github.nettyaudit.server.ctl.HangupSignal;
import io.github.nettyaudit.server.log.OperatorLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action at SIGHUP, on a thread of its own. Signals that come before the start count; those that come while the
 * action runs cause one more run; those that come after the end are ignored until this is closed.
 */
final class HangupReload implements AutoCloseable {
    private final @Nullable HangupSignal signal;
    private @Nullable String problem;
    private @Nullable Thread thread;
    private boolean wanted;
    private boolean ended;

    /** SIGHUP no longer ends the process from now on. */
    HangupReload() {
        signal = handle();
    }

    private @Nullable HangupSignal handle() {
        try {
            return HangupSignal.handle(this::request);
        } catch (UnsupportedOperationException e) {
            problem = e.getMessage();
            return null;
        }
    }

    /** Says if signals cannot be handled. */
    void report(OperatorLog operator) {
        if (problem != null) {
            operator.warn("nothing is read again at SIGHUP: " + problem);
        }
    }

    /** As a signal does. */
    synchronized void request() {
        wanted = true;
        notifyAll();
    }

    /** What a signal starts. */
    @FunctionalInterface
    interface Action {
        void run() throws InterruptedException;
    }

    /** Runs the action at each signal, also at one that has come before. */
    synchronized void start(Action action) {
        Thread started = new Thread(() -> work(action), "audit-reload");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void work(Action action) {
        try {
            while (awaitRequest()) {
                action.run();
            }
        } catch (InterruptedException e) {
            // the end
        }
    }

    private synchronized boolean awaitRequest() throws InterruptedException {
        while (!wanted && !ended) {
            wait();
        }
        wanted = false;
        return !ended;
    }

    /**
     * Starts the action no more.
     *
     * @param patience how long to wait for one that runs; then it is interrupted
     */
    void end(Duration patience) throws InterruptedException {
        Thread running;
        synchronized (this) {
            ended = true;
            running = thread;
            notifyAll();
        }
        if (running != null) {
            running.join(patience.toMillis());
            running.interrupt();
        }
    }

    /** From now on SIGHUP does what it did before. */
    @Override
    public void close() {
        if (signal != null) {
            signal.close();
        }
    }
}
