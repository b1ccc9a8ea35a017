package io.github.nettyaudit.daemon.intake;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Identifies the present boot of the kernel, random(4). Serials of events begin anew with each boot. */
final class BootNumber {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(BootNumber.class);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private BootNumber() {
    }

    /** A number that another boot does not have, all but certainly; 0 if it cannot be read. */
    static long read() {
        try {
            UUID id = UUID.fromString(Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip());
            return id.getMostSignificantBits() ^ id.getLeastSignificantBits();
        } catch (IOException | IllegalArgumentException e) {
            LOGGER.debug("{} cannot be read", BOOT_ID, e);
            return 0;
        }
    }
}
