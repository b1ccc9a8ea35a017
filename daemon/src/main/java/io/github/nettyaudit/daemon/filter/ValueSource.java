package io.github.nettyaudit.daemon.filter;

/** Finds the values of a field of an event. Immutable. */
interface ValueSource {
    /** Whether one of the values passes a test. */
    boolean any(EventView view, ValueTest test);
}
