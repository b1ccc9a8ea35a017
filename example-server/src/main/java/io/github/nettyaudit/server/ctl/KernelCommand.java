package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.LibraryLog;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A subcommand that talks to the kernel: opens the channel, and reports what goes wrong in one sentence. */
abstract class KernelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        // Netty warns about network interfaces that nobody uses here, and the transport informs about a buffer size that
        // makes no difference here
        LibraryLog.onlyErrors();
        try {
            prepare();
            return connected();
        } catch (ServerException exception) {
            complain(exception.getMessage());
            return exception.exitCode().code();
        } catch (AuditRuleException exception) {
            complain(exception.getMessage());
            return ExitCode.USAGE.code();
        } finally {
            out().flush();
        }
    }

    private int connected() throws ServerException, InterruptedException {
        try (ControlConnection control = ControlConnection.open()) {
            ExitCode code = run(control);
            if (out().checkError()) {
                complain("standard output cannot be written");
                return ExitCode.INPUT_OUTPUT.code();
            }
            return code.code();
        }
    }

    /** Checks what can be checked without the kernel, so that a mistake is named also where the kernel refuses. */
    void prepare() throws ServerException {
    }

    abstract ExitCode run(ControlConnection control) throws ServerException, InterruptedException;

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void complain(String line) {
        spec.commandLine().getErr().println("netty-audit: " + line);
    }
}
