package io.github.nettyaudit.daemon.guest;

import io.github.nettyaudit.testkit.GuestKernel;
import io.github.nettyaudit.testkit.GuestLockedChecks;
import io.github.nettyaudit.testkit.GuestOpenChecks;
import io.github.nettyaudit.testkit.GuestReport;
import io.github.nettyaudit.testkit.GuestServerLockedChecks;
import io.github.nettyaudit.testkit.GuestServerOpenChecks;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The program that {@code testkit/src/guest/run.sh} runs in a virtual machine: checks of the library, the daemon and the
 * server on a kernel whose audit configuration is locked until it is switched off. <strong>Never run it on a machine
 * that is needed afterwards.</strong> It refuses to run if the kernel's command line lacks the script's word.
 *
 * <p>The configuration can be locked once per boot, so there are two programs: {@code checks}, in which the server locks
 * it by its rules file, and {@code lock}, in which it is locked under an open daemon.
 */
final class GuestProgram {
    private static final String GUEST_WORD = "netty_audit_guest=1";

    private final GuestReport report;
    private final GuestKernel kernel;

    private GuestProgram(GuestReport report, GuestKernel kernel) {
        this.report = report;
        this.kernel = kernel;
    }

    /** @param arguments {@code checks} or {@code lock}, and the server's jar file */
    public static void main(String[] arguments) throws Exception {
        if (!Files.readString(Path.of("/proc/cmdline")).contains(GUEST_WORD)) {
            System.err.println("This locks the kernel's audit configuration: only in a guest of src/guest/run.sh");
            System.exit(2);
        }
        GuestReport report = new GuestReport(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        try (GuestKernel kernel = GuestKernel.open()) {
            GuestProgram program = new GuestProgram(report, kernel);
            if (arguments[0].equals("lock")) {
                new GuestDaemonChecks(report, kernel).lockedMeanwhile();
            } else {
                program.checks(arguments[1]);
            }
        } catch (Exception | AssertionError failure) {
            report.check("the checks come to their end", () -> {
                throw new IllegalStateException(failure);
            });
        }
        System.exit(report.end() ? 0 : 1);
    }

    private void checks(String jar) throws Exception {
        new GuestOpenChecks(report, kernel).run();
        GuestDaemonChecks daemon = new GuestDaemonChecks(report, kernel);
        daemon.open();
        GuestServerOpenChecks server = new GuestServerOpenChecks(report, kernel, jar);
        server.killed();
        Process shell = GuestKernel.shell();
        kernel.addRule(shell);
        server.locks(shell);
        new GuestLockedChecks(report, kernel).run(shell);
        daemon.locked();
        new GuestServerLockedChecks(report, kernel, jar).run();
    }
}
