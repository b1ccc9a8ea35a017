package io.github.nettyaudit.daemon.name;

/**
 * Whether the name service was too slow for a caller and has not answered since: then no other caller waits for it.
 * Thread-safe.
 */
final class SlowService {
    private volatile boolean slow;

    boolean isSlow() {
        return slow;
    }

    void timedOut() {
        slow = true;
    }

    void answered() {
        slow = false;
    }
}
