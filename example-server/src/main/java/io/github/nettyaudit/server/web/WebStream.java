package io.github.nettyaudit.server.web;

import java.util.concurrent.CompletionStage;

/**
 * The Server-Sent Events of one client. The server sends a comment at intervals, so that an end of the client is noticed;
 * it closes a client that takes nothing for too long. Thread-safe.
 */
public interface WebStream {
    /**
     * Returns whether the client takes what is sent.
     *
     * @return {@code false} if so much waits for the client that {@link #send} sends nothing, and after the end
     */
    boolean isWritable();

    /**
     * Sends a message. Never waits, and never lets more wait than a bound.
     *
     * @param event the type of the message: a word
     * @param data  the data, in UTF-8, not to be changed afterwards
     * @return whether it was sent; if not, the producer counts it as skipped
     */
    boolean send(String event, byte[] data);

    /**
     * Runs something once, on the event loop, as soon as the client takes what is sent: at once if it does now. Replaces
     * what was given before and has not run. Not run if the stream ends.
     *
     * @param again what to run; must not block
     */
    void whenWritable(Runnable again);

    /** Ends the stream. */
    void close();

    /**
     * Returns the end of the stream.
     *
     * @return a stage that completes when the stream has ended, by either side
     */
    CompletionStage<Void> closed();
}
