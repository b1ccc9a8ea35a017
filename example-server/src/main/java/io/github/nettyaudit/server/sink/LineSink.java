package io.github.nettyaudit.server.sink;

import java.time.Duration;

/** Takes lines without ever making the giver wait. */
public interface LineSink {
    /**
     * Takes the batch, or drops and counts it. Called from one thread, the loop that reads from the kernel; never
     * blocks and never throws.
     */
    void offer(LineBatch batch);

    /** Whether anybody would read what is offered; if not, nothing needs to be written. From any thread. */
    boolean wantsLines();

    /** Bytes taken and not yet passed on to the reader's side. From any thread. */
    long pendingBytes();

    /** Records dropped since the start because a reader was too slow. From any thread. */
    long droppedRecords();

    /**
     * Takes nothing more, passes on what is pending and ends. Waits until that is done, or gives it up after
     * {@code patience}. Called once, after the last {@link #offer}.
     *
     * @return whether all that was pending could be passed on
     */
    boolean close(Duration patience) throws InterruptedException;
}
