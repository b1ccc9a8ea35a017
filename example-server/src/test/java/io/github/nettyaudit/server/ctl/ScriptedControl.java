package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** {@code ctl} on a scripted kernel. */
final class ScriptedControl implements AutoCloseable {
    final ScriptedKernel kernel = ScriptedKernel.start();
    final ControlConnection connection;

    ScriptedControl() {
        connection = connect();
    }

    /** A further connection, which the caller closes. */
    ControlConnection connect() {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Channel channel = new Bootstrap().group(loop).channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK)
                .handler(AuditPipeline.requests()).connect(kernel.address()).syncUninterruptibly().channel();
        return new ControlConnection(loop, new AuditClient(channel));
    }

    /** What a command printed, on standard output and on standard error, and its exit code. */
    record Ended(int code, List<String> output, String errors) {
    }

    /** Runs a command that asks the kernel. */
    Ended ctl(String... arguments) throws InterruptedException {
        CommandLine line = new CommandLine(new CtlCommand());
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
        KernelCommand command = (KernelCommand) line.parseArgs(arguments).subcommand().commandSpec().userObject();
        int code;
        try {
            command.prepare();
            code = command.run(connection).code();
        } catch (ServerException exception) {
            errors.append(exception.getMessage());
            code = exception.exitCode().code();
        }
        return new Ended(code, output.toString().lines().toList(), errors.toString());
    }

    /** Runs a command that asks nothing of the kernel. */
    static Ended command(String... arguments) {
        CommandLine line = new CommandLine(new CtlCommand());
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
        int code = line.execute(arguments);
        return new Ended(code, output.toString().lines().toList(), errors.toString());
    }

    AuditStatus status() {
        return connection.client().status().syncUninterruptibly().getNow();
    }

    List<AuditRule> rules() {
        return connection.rules().list().syncUninterruptibly().getNow();
    }

    void load(String... lines) {
        for (String line : lines) {
            connection.rules().add(AuditRule.parse(line)).syncUninterruptibly();
        }
    }

    @Override
    public void close() {
        connection.close();
        kernel.close();
    }
}
