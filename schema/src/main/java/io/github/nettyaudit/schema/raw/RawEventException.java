package io.github.nettyaudit.schema.raw;

import java.io.IOException;

/** A line is not an event in the form of {@link RawEventEncoder}. The message names what is wrong, and where. */
public final class RawEventException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what is wrong, for people; without any byte of a record
     */
    public RawEventException(String message) {
        super(message);
    }
}
