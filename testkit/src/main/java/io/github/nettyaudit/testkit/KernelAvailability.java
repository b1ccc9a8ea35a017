package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.codec.message.AuditMessageType.GET;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.ECONNREFUSED;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EPERM;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EPROTONOSUPPORT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Why tests cannot have the kernel's audit subsystem, in sentences that say what to do. */
final class KernelAvailability {
    private static final int EAFNOSUPPORT = 97;
    private static final int CAP_AUDIT_CONTROL = 30;
    private static final int LOCKED = 2;
    private static final int PANIC = 2;

    private KernelAvailability() {
    }

    static Optional<String> whyUnavailable() {
        if (!LibC.isAvailable()) {
            return Optional.of("the audit subsystem needs 64-bit Linux; this is " + System.getProperty("os.name"));
        }
        try (KernelSocket socket = new KernelSocket()) {
            return refuse(LiveKernelStatus.of(socket.get(GET)));
        } catch (KernelRequestException exception) {
            return Optional.of(explain(exception));
        }
    }

    /** Why this state is none that a test could change and put back. */
    static Optional<String> refuse(LiveKernelStatus status) {
        if (status.enabled() == LOCKED) {
            return Optional.of("auditing is locked until the next boot (enabled=2), so nothing could be restored");
        }
        return status.failure() == PANIC
                ? Optional.of("the kernel would panic when records are lost (failure=2): no place for tests")
                : Optional.empty();
    }

    private static String explain(KernelRequestException exception) {
        return switch (exception.errno()) {
            case EPERM -> hasCapability() ? "this process is in a pid namespace, where the kernel lets nobody control"
                    + " auditing; run it outside of the container (EPERM)"
                    : "CAP_AUDIT_CONTROL is missing; run as root, or with `setpriv --ambient-caps` (EPERM)";
            case ECONNREFUSED -> "this process is in a user namespace (a container), where the kernel hides auditing;"
                    + " run it outside (ECONNREFUSED)";
            case EPROTONOSUPPORT, EAFNOSUPPORT -> "the kernel was built without auditing (CONFIG_AUDIT) or netlink is"
                    + " forbidden here (errno " + exception.errno() + ")";
            default -> String.valueOf(exception.getMessage());
        };
    }

    private static boolean hasCapability() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16)
                            >>> CAP_AUDIT_CONTROL & 1) == 1);
        } catch (IOException | NumberFormatException exception) {
            return false;
        }
    }
}
