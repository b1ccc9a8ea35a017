package io.github.nettyaudit.server.systemd;

import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives the service manager signs of life, twice in its interval, for as long as all event loops of the source run what
 * they are given: a loop that hangs reads nothing, and the service manager then starts the server anew.
 */
public final class Watchdog implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-watchdog");
        thread.setDaemon(true);
        return thread;
    });
    private final ServiceManager manager;
    private final List<? extends EventExecutor> loops;

    /**
     * Starts.
     *
     * @param manager the service manager; if it wants no signs of life, nothing is done
     * @param loops   the event loops that must run
     */
    public Watchdog(ServiceManager manager, List<? extends EventExecutor> loops) {
        this.manager = manager;
        this.loops = List.copyOf(loops);
        long nanos = manager.watchdogInterval().toNanos() / 2;
        if (nanos > 0) {
            timer.scheduleAtFixedRate(() -> ask(0), 0, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Asks one loop after the other; the timer's thread speaks, since a send may wait. */
    private void ask(int loop) {
        try {
            if (loop < loops.size()) {
                loops.get(loop).execute(() -> ask(loop + 1));
            } else {
                timer.execute(manager::alive);
            }
        } catch (RejectedExecutionException e) {
            // the loop, or this watchdog, has ended
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
