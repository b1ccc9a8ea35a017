package io.github.nettyaudit.daemon.internal.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the kernel's multicast reaches this process, see namespaces(7). */
public final class NetworkNamespace {
    private static final Path SETTINGS = Path.of("/proc/sys/net/core");
    /** Only the initial namespace has it: {@code net_core_table} of {@code net/core/sysctl_net_core.c}. */
    private static final String OF_THE_INITIAL = "netdev_max_backlog";

    private NetworkNamespace() {
    }

    /** {@code true} if this process is known to be in another network namespace than the initial one. */
    public static boolean isKnownToBeForeign() {
        return lacksInitialSettings(SETTINGS) || isOtherThanOfProcess1();
    }

    /** In a pid namespace of its own, process 1 says nothing of the host; the settings of the network do. */
    static boolean lacksInitialSettings(Path settings) {
        return Files.isDirectory(settings) && Files.notExists(settings.resolve(OF_THE_INITIAL));
    }

    private static boolean isOtherThanOfProcess1() {
        try {
            return !Files.readSymbolicLink(Path.of("/proc/self/ns/net"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/1/ns/net")));
        } catch (IOException e) {
            return false; // this process may not see it
        }
    }
}
