package io.github.nettyaudit.server.privilege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The capabilities that this process has in effect. */
final class ProcessCapabilities {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";
    private static final int HEXADECIMAL = 16;

    private ProcessCapabilities() {
    }

    /**
     * Reads the set, a bit for each capability.
     *
     * @throws IOException if {@code /proc} cannot be read
     */
    static long effective() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(EFFECTIVE)) {
                return Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).strip(), HEXADECIMAL);
            }
        }
        throw new IOException(STATUS + " has no line " + EFFECTIVE);
    }
}
