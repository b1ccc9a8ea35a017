package io.github.nettyaudit.server.listen;

import java.io.IOException;

/** A file can be read, and is refused because of its content, its type, or the users who have access to it. */
public final class RefusedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedFileException(String message) {
        super(message);
    }
}
