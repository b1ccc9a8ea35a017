package io.github.nettyaudit.daemon.spool;

import java.io.IOException;

/** An entry of the spool is not an event. The message names what is wrong, and where. */
public final class StoredEventException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The byte of the entry at which it is wrong. */
    private final int offset;

    StoredEventException(String problem, int offset) {
        super(problem + " (byte " + offset + " of the entry)");
        this.offset = offset;
    }

    /**
     * Returns where the entry is wrong.
     *
     * @return the number of bytes before that
     */
    public int offset() {
        return offset;
    }
}
