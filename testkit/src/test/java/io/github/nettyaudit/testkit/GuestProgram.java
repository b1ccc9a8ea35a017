package io.github.nettyaudit.testkit;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code testkit/src/guest/run.sh} runs in a virtual machine: the library and the server on a kernel whose audit
 * configuration gets locked until it is switched off. <strong>Never to be run on a machine that is needed
 * afterwards</strong>; it refuses to where the script's word for a guest is missing on the kernel's command line.
 */
final class GuestProgram {
    private static final String GUEST_WORD = "netty_audit_guest=1";

    private GuestProgram() {
    }

    /** @param arguments the server's jar file */
    public static void main(String[] arguments) throws Exception {
        if (!Files.readString(Path.of("/proc/cmdline")).contains(GUEST_WORD)) {
            System.err.println("This locks the kernel's audit configuration: only in a guest of src/guest/run.sh");
            System.exit(2);
        }
        PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        GuestReport report = new GuestReport(output);
        try (Loops loops = new Loops()) {
            GuestKernel kernel = new GuestKernel(loops);
            new GuestOpenChecks(report, loops, kernel).run();
            new GuestLockedChecks(report, kernel).run();
            new GuestServerChecks(report, kernel, arguments[0]).run();
        } catch (Exception | AssertionError failure) {
            report.check("the checks come to their end", () -> {
                throw new IllegalStateException(failure);
            });
        }
        System.exit(report.end() ? 0 : 1);
    }
}
