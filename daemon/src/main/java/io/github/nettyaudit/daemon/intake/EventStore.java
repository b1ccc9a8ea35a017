package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEvent;

/**
 * Where an {@link EventWriter} puts events. Called by the writer's thread only. A method may block, and it may throw:
 * the
 * writer logs an exception once for each class, and calls again with the same arguments a moment later.
 *
 * <p>A position is stored with the events, at one go: after a crash, what was stored must consist of the events before
 * a
 * position, and the position. {@link EventWriter.Builder#stored(long, long)} receives it at the next start.
 */
public interface EventStore {
    /**
     * Takes an event.
     *
     * @param event    the event, of which the writer keeps its reference; the store copies what it needs
     * @param source   the number of the ring
     * @param position if the store has to write what it has collected before, without this event, it does so with this
     *                 position
     * @return {@code false} if there is no space for it; the writer calls again later with the same event, and
     * meanwhile the
     * ring fills
     * @throws IllegalArgumentException if the event can never be stored; a loss event takes its place
     */
    boolean append(AuditEvent event, long source, long position);

    /**
     * Writes the events that were appended and not written yet, so that they outlive the process. Afterwards, the
     * ring's
     * space is used again.
     *
     * @param source   the number of the ring
     * @param position belongs to these events
     * @return {@code false} if there is no space for them; the writer calls again later
     */
    boolean flush(long source, long position);

    /**
     * Called about once a second, and between events, so that the store can append what it has to say itself.
     *
     * @param source   the number of the ring
     * @param position as for {@link #append}
     * @return whether something was appended, which is to be flushed
     */
    default boolean tick(long source, long position) {
        return false;
    }

    /**
     * Called when the writer ends in good order and all events were appended; perhaps more than once.
     *
     * @param source   the number of the ring
     * @param position as for {@link #append}
     * @return whether something was appended, which is to be flushed
     */
    default boolean end(long source, long position) {
        return false;
    }
}
