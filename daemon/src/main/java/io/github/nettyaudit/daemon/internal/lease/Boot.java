package io.github.nettyaudit.daemon.internal.lease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Identifies the present boot of the kernel, random(4). */
final class Boot {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {
    }

    /** A string that another boot does not have. */
    static String id() throws IOException {
        return Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip();
    }
}
