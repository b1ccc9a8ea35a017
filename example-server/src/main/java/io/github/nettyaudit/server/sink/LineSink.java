package io.github.nettyaudit.server.sink;

import java.time.Duration;

/** Takes lines without ever blocking the thread that offers them. */
public interface LineSink {
    /**
     * Takes the batch, or drops and counts it. Called from one thread, the loop that reads from the kernel; never
     * blocks and never throws.
     *
     * @param batch the lines; they stay the caller's
     */
    void offer(LineBatch batch);

    /**
     * Returns whether anybody would read what is offered; if not, nothing needs to be written. From any thread.
     *
     * @return whether lines are wanted
     */
    boolean wantsLines();

    /**
     * Returns the bytes that were taken and have not reached the reader's side yet. From any thread.
     *
     * @return a number of bytes
     */
    long pendingBytes();

    /**
     * Returns the records that were dropped since the start because a reader was too slow. From any thread.
     *
     * @return a number of records
     */
    long droppedRecords();

    /**
     * Takes nothing more, passes on what is pending and ends. Called once, after the last {@link #offer}.
     *
     * @param patience the longest wait; what is pending then is discarded
     * @return whether all that was pending could be passed on
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean close(Duration patience) throws InterruptedException;
}
