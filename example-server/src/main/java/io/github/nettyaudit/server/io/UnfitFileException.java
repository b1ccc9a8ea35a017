package io.github.nettyaudit.server.io;

import java.io.IOException;
import java.io.Serial;

/** A file that a setting names is there, and cannot be what the setting needs. The message names the file. */
public final class UnfitFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    UnfitFileException(String message) {
        super(message);
    }
}
