package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.server.stream.StreamHandler;
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
        if (event instanceof AuditDaemonEvent change && !StreamHandler.isOwnChallenge(change)) {
            reports.daemonChanged(change);
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reports.failed(cause);
    }
}
