package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.server.exit.ServerException;
import java.time.Duration;
import java.util.function.Consumer;

/** Loads the rules of {@code --rules} while the server runs. */
public interface RuleLoader extends AutoCloseable {
    /**
     * Reads the rules and reports what is wrong with them. Asks nothing of the kernel.
     *
     * @throws ServerException when the rules could not be applied
     */
    void check() throws ServerException;

    /**
     * Loads the rules on a thread of its own.
     *
     * @param failed called if that fails; the kernel's rules are then as they were, or the message says what is changed
     */
    void load(Consumer<ServerException> failed);

    /**
     * Loads the rules again, if they may have changed.
     *
     * @param failed as for {@link #load}
     * @return whether they may have changed
     */
    boolean reload(Consumer<ServerException> failed);

    /** Leaves the rules loaded at the end, for the next process; {@link #close(Duration)} is called afterwards. */
    void leave();

    /**
     * Ends the loader. Loading that is under way is stopped and undone.
     *
     * @param patience how long to wait for that
     * @throws InterruptedException when interrupted while waiting
     */
    void close(Duration patience) throws InterruptedException;

    /** Ends the loader as soon as possible. */
    @Override
    void close();
}
