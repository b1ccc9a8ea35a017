package io.github.nettyaudit.server.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process can be reached by the kernel's multicast, see namespaces(7). */
final class NetworkNamespace {
    private NetworkNamespace() {
    }

    /** {@code true} if this process' network namespace is seen to be another than that of process 1. */
    static boolean isKnownToBeForeign() {
        try {
            return !Files.readSymbolicLink(Path.of("/proc/self/ns/net"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/1/ns/net")));
        } catch (IOException e) {
            return false; // not for us to see
        }
    }
}
