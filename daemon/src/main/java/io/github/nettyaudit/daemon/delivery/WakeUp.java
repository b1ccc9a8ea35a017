package io.github.nettyaudit.daemon.delivery;

import java.util.concurrent.locks.LockSupport;

/**
 * Lets a thread sleep until it is woken. What wakes it while it works is not lost: the permit of {@link LockSupport}
 * alone would be, because each lock for which the thread waits may take it.
 */
final class WakeUp implements Runnable {
    private volatile boolean woken;
    private volatile Thread sleeper = Thread.currentThread();

    /** Sets the thread that sleeps. */
    void sleeper(Thread thread) {
        sleeper = thread;
    }

    /** Before the work, whose result the sleep depends on. */
    void begin() {
        woken = false;
    }

    /** Sleeps, unless it was woken since the begin. May end early. */
    void sleep(long nanos) {
        if (!woken) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    @Override
    public void run() {
        woken = true;
        LockSupport.unpark(sleeper);
    }
}
