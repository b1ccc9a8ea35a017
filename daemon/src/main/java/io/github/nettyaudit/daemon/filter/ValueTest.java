package io.github.nettyaudit.daemon.filter;

/** A test of a value. Immutable. */
interface ValueTest {
    /** Every value passes. */
    ValueTest ANY = (view, bytes, start, end) -> true;

    /**
     * Whether a value passes.
     *
     * @param view  the event; its place is the field, if the value is of one
     * @param bytes has the value, decoded
     * @param start where it starts
     * @param end   where it ends
     */
    boolean test(EventView view, byte[] bytes, int start, int end);
}
