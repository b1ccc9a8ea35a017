package io.github.nettyaudit.daemon.internal.rescue;

import org.jspecify.annotations.Nullable;

/** The way to the kernel is closed, or no answer came in time; another way may work. */
public final class KernelLinkException extends Exception {
    private static final long serialVersionUID = 1L;

    KernelLinkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
