package io.github.nettyaudit.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.channel.ChannelHandler;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A scripted kernel, an event loop group with two loops, and what a daemon says. */
final class Scripted implements AutoCloseable {
    final ScriptedKernel kernel = ScriptedKernel.start();
    final List<String> notices = new CopyOnWriteArrayList<>();
    final MultiThreadIoEventLoopGroup group = group(2);
    private final List<AuditDaemon> opened = new CopyOnWriteArrayList<>();
    private boolean kernelClosed;

    static MultiThreadIoEventLoopGroup group(int loops) {
        return new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("test", true),
                EpollIoHandler.newFactory());
    }

    AuditEndpoint endpoint() {
        return new AuditEndpoint(NetlinkProtocol.USERSOCK, kernel.address());
    }

    AuditDaemonOptionsBuilder options() {
        return AuditDaemonOptions.builder().endpoint(endpoint()).notices(notices::add).shutdownHook(false);
    }

    AuditDaemon open(AuditDaemonOptionsBuilder options, ChannelHandler... handlers) {
        AuditDaemon daemon = get(AuditDaemon.open(group, options.build(), handlers));
        opened.add(daemon);
        return daemon;
    }

    Throwable refused(AuditDaemonOptionsBuilder options, ChannelHandler... handlers) {
        Future<AuditDaemon> opening = AuditDaemon.open(group, options.build(), handlers);
        assertThat(opening.awaitUninterruptibly(30, TimeUnit.SECONDS)).isTrue();
        assertThat(opening.isSuccess()).isFalse();
        return opening.cause();
    }

    static <T> T get(Future<T> future) {
        assertThat(future.awaitUninterruptibly(30, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(future.cause()).isNull();
        return future.getNow();
    }

    /** Says so if a value has not been restored. */
    void assertAsFound() {
        assertThat(kernel.state().enabled()).as("enabled").isZero();
        assertThat(kernel.state().daemonPid()).as("pid").isZero();
        assertThat(kernel.state().backlogLimit()).as("backlog_limit").isEqualTo(64);
        assertThat(kernel.state().backlogWaitTime()).as("backlog_wait_time").isEqualTo(15_000);
        assertThat(kernel.state().rateLimit()).as("rate_limit").isZero();
    }

    /** Closes the daemons first: the next test's kernel may have the same port id. */
    @Override
    public void close() {
        opened.forEach(daemon -> daemon.close().awaitUninterruptibly(30, TimeUnit.SECONDS));
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        closeKernel();
    }

    /** The scripted kernel may be closed only once. */
    void closeKernel() {
        if (!kernelClosed) {
            kernelClosed = true;
            kernel.close();
        }
    }
}
