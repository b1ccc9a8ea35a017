package io.github.nettyaudit.server.metrics;

import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a server does what it is there for, at one moment.
 *
 * @param dead     why it should be started anew; empty if it lives
 * @param notReady why it does not do all of its work now; empty if it does
 */
public record Health(List<String> dead, List<String> notReady) {
    /** Nothing is wrong. */
    static final Health GOOD = new Health(List.of(), List.of());

    /**
     * Copies the lists.
     *
     * @param dead     why it should be started anew; empty if it lives
     * @param notReady why it does not do all of its work now; empty if it does
     */
    public Health {
        dead = List.copyOf(dead);
        notReady = List.copyOf(notReady);
    }

    /**
     * Returns all that is wrong.
     *
     * @return why it does not live, and then why it is not ready; empty if it is
     */
    public List<String> reasons() {
        return Stream.concat(dead.stream(), notReady.stream()).toList();
    }

    /**
     * Returns whether the server lives.
     *
     * @return whether it need not be started anew
     */
    public boolean isAlive() {
        return dead.isEmpty();
    }

    /**
     * Returns whether the server does all of its work.
     *
     * @return whether it does; {@code false} if it does not live
     */
    public boolean isReady() {
        return dead.isEmpty() && notReady.isEmpty();
    }
}
