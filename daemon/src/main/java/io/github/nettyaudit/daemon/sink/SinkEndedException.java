package io.github.nettyaudit.daemon.sink;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A sink will never take anything again, for example because the program that read its pipe has ended. Its delivery
 * ends, with the position of what was accepted.
 */
public final class SinkEndedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message what happened and what to do, for the operator
     * @param cause   the failure, if there was one
     */
    public SinkEndedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
