package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.stream.StreamHandler;
import java.util.function.BiConsumer;

/** Reports to the operator what happens on the data channel, and ends the server if the options demand it. */
final class DaemonReports implements StreamHandler.Listener {
    private final OperatorLog operator;
    private final boolean reregister;
    private final BiConsumer<ExitCode, String> end;

    /**
     * @param reregister whether the daemon registers again when the kernel has ended the registration; else the server ends
     * @param end        ends the server
     */
    DaemonReports(OperatorLog operator, boolean reregister, BiConsumer<ExitCode, String> end) {
        this.operator = operator;
        this.reregister = reregister;
        this.end = end;
    }

    @Override
    public void daemonChanged(AuditDaemonEvent event) {
        switch (event.kind()) {
            case DROPPED -> {
                operator.warn("the kernel no longer sends its records to this process"
                        + (event.pid() == 0 ? "" : "; process " + event.pid() + " is the audit daemon now"));
                if (!reregister) {
                    end.accept(ExitCode.OTHER_DAEMON, "the loss of the registration as the audit daemon");
                }
            }
            case REGISTERED_AGAIN -> operator.say("this process is the audit daemon again");
            case REGISTRATION_FAILED -> operator.warn("this process could not become the audit daemon again: "
                    + message(event));
            case CHALLENGED -> operator.warn("process " + event.pid() + " asked the kernel to become the audit daemon; the"
                    + " kernel refuses that while this process is alive");
            case CHECK_FAILED -> operator.sayRarely("registration checks", "it is not known whether this process is still"
                    + " the audit daemon: " + message(event));
            case UNREGISTRATION_FAILED -> operator.warn("the registration as the audit daemon could not be ended: "
                    + message(event));
            case REGISTERED, LOCKED, UNREGISTERED -> {
                // reported where it is asked for, or in the stream
            }
        }
    }

    private static String message(AuditDaemonEvent event) {
        Throwable cause = event.cause();
        return cause == null ? "the reason is not known" : cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    public void channelClosed() {
        // the daemon reports that, with the reason
    }

    @Override
    public void failed(Throwable cause) {
        operator.sayRarely("failures", "a handler of the data channel failed unexpectedly: " + cause);
    }
}
