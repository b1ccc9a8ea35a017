package io.github.nettyaudit.daemon.internal.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the kernel's multicast reaches this process, see namespaces(7). */
public final class NetworkNamespace {
    private NetworkNamespace() {
    }

    /** {@code true} if this process is known to be in another network namespace than process 1. */
    public static boolean isKnownToBeForeign() {
        try {
            return !Files.readSymbolicLink(Path.of("/proc/self/ns/net"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/1/ns/net")));
        } catch (IOException e) {
            return false; // this process may not see it
        }
    }
}
