package io.github.nettyaudit.server.decode;

import java.io.IOException;

/** Everything that was asked for is printed, so that the rest of the input need not be read. */
final class EnoughPrinted extends IOException {
    private static final long serialVersionUID = 1L;

    EnoughPrinted() {
        super("everything that was asked for is printed");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
