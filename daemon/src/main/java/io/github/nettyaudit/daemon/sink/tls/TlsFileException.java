package io.github.nettyaudit.daemon.sink.tls;

import io.github.nettyaudit.daemon.sink.SettingKey;
import java.io.IOException;
import java.io.Serial;

/** A file that a setting names cannot be used. */
final class TlsFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient SettingKey<?> key;
    private final String problem;

    /** @param problem what is wrong, without the key: {@code names FILE, which …} */
    TlsFileException(SettingKey<?> key, String problem) {
        super(key.name() + ' ' + problem);
        this.key = key;
        this.problem = problem;
    }

    SettingKey<?> key() {
        return key;
    }

    String problem() {
        return problem;
    }
}
