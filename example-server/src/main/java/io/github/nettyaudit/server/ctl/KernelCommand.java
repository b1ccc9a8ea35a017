package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A subcommand that talks to the kernel: opens the channel, and tells what went wrong in one sentence. */
abstract class KernelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (ControlConnection control = ControlConnection.open()) {
            return run(control).code();
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

    abstract ExitCode run(ControlConnection control) throws ServerException, InterruptedException;

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void complain(String line) {
        spec.commandLine().getErr().println("netty-audit: " + line);
    }
}
