package io.github.nettyaudit.daemon.internal.rescue;

import org.jspecify.annotations.Nullable;

/** The kernel refuses a request; another way would not change that. The message says what was refused and why. */
public final class KernelRefusalException extends Exception {
    private static final long serialVersionUID = 1L;

    KernelRefusalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
