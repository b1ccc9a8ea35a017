package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Reports to the operator what happens on the data channel of a forwarder. Stands after the handler of the intake. */
final class ForwarderReports extends ChannelInboundHandlerAdapter {
    private final DaemonReports reports;

    ForwarderReports(DaemonReports reports) {
        this.reports = reports;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof AuditDaemonEvent change && !isOwnChallenge(change)) {
            reports.daemonChanged(change);
        }
        context.fireUserEventTriggered(event);
    }

    /** The kernel challenges the daemon at each change of the registration, also if this process has requested it. */
    private static boolean isOwnChallenge(AuditDaemonEvent change) {
        return change.kind() == AuditDaemonEvent.Kind.CHALLENGED && change.pid() == ProcessHandle.current().pid();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reports.failed(cause);
    }
}
