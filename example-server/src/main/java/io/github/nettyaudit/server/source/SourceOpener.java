package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.pcapng.NetlinkTap;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.AuditDaemonMode;
import io.github.nettyaudit.daemon.AuditDaemonOptions;
import io.github.nettyaudit.daemon.AuditDaemonOptionsBuilder;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.KernelOptions;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.option.SourceMode;
import io.github.nettyaudit.server.tap.TapFile;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens the audit daemon that the options ask for, and reports which mode was chosen and why. */
public final class SourceOpener {
    private static final int LOOPS = 2;
    private static final Duration SHORTEST_CLOSE = Duration.ofSeconds(5);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(10);

    private final ServerOptions options;
    private final OperatorLog operator;
    private final KernelEvents events;
    private final ChannelHandler handler;
    private final @Nullable TapFile tap;
    private final Runnable whenDemoEnds;

    /**
     * Creates an opener.
     *
     * @param options      the options of the server
     * @param operator     gets sentences for the operator
     * @param events       the first of the server's handlers
     * @param handler      the end of the data channel's pipeline
     * @param tap          gets a copy of all traffic, if there is one
     * @param whenDemoEnds run when the demo has sent all its records
     */
    public SourceOpener(ServerOptions options, OperatorLog operator, KernelEvents events, ChannelHandler handler,
                        @Nullable TapFile tap, Runnable whenDemoEnds) {
        this.options = options;
        this.operator = operator;
        this.events = events;
        this.handler = handler;
        this.tap = tap;
        this.whenDemoEnds = whenDemoEnds;
    }

    /**
     * Returns how long closing the daemon may take at most, see {@link AuditDaemonOptionsBuilder#closeTimeout}.
     *
     * @param options the options of the server
     * @return the timeout
     */
    public static Duration closeTimeout(ServerOptions options) {
        Duration timeout = Duration.ofSeconds(options.shutdownTimeout());
        return timeout.compareTo(SHORTEST_CLOSE) < 0 ? SHORTEST_CLOSE : timeout;
    }

    /**
     * Opens the source; blocks until records can be received. If it fails, nothing is left open and nothing changed.
     *
     * @return the open source
     * @throws ServerException      if it cannot be opened; the message is for the operator
     * @throws InterruptedException if the thread is interrupted
     */
    public KernelSource open() throws ServerException, InterruptedException {
        AuditNetlinkException unavailable = AuditNetlinkChannel.unavailabilityCause();
        if (unavailable != null) {
            throw KernelReplies.failure(unavailable);
        }
        DemoKernel demo = options.source() == SourceMode.DEMO ? new DemoKernel() : null;
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(LOOPS, new DefaultThreadFactory("audit-kernel", true),
                EpollIoHandler.newFactory());
        boolean opened = false;
        try {
            Future<AuditDaemon> opening = AuditDaemon.open(group, daemonOptions(demo), events, handler);
            if (!opening.await().isSuccess()) {
                throw KernelReplies.failure(opening.cause());
            }
            KernelSource source = opened(group, opening.getNow(), demo);
            opened = true;
            return source;
        } finally {
            if (!opened) {
                KernelSource.end(group);
                if (demo != null) {
                    demo.close();
                }
            }
        }
    }

    private AuditDaemonOptions daemonOptions(@Nullable DemoKernel demo) {
        KernelOptions kernel = options.kernel;
        int interval = options.statisticsInterval();
        AuditDaemonOptionsBuilder builder = AuditDaemonOptions.builder()
                .mode(switch (options.source()) {
                    case AUTO -> AuditDaemonMode.AUTO;
                    case UNICAST, DEMO -> AuditDaemonMode.DAEMON;
                    case MULTICAST -> AuditDaemonMode.MULTICAST;
                })
                .enable(kernel.enable())
                .registerAgain(kernel.reregister())
                .receiveBuffer(kernel.receiveBuffer())
                .watchInterval(interval > 0 ? Duration.ofSeconds(interval) : USUAL_INTERVAL)
                .closeTimeout(closeTimeout(options))
                .shutdownHook(false) // the server closes in its own hook, in the order in which records flow
                // the settings of a scripted kernel are of no interest
                .notices(demo == null ? operator::say : line -> { });
        if (kernel.backlogLimit() != null) {
            builder.backlogLimit(kernel.backlogLimit());
        }
        if (kernel.backlogWaitTime() != null) {
            builder.backlogWaitTime(kernel.backlogWaitTime());
        }
        if (demo != null) {
            builder.endpoint(demo.endpoint());
        } else {
            builder.stateDirectory(kernel.stateDirectory());
        }
        if (tap != null) {
            builder.channelInitializer((channel, role) -> channel.pipeline()
                    .addLast(new NetlinkTap(tap.writer(), tap.describe(role.toString()))));
        }
        return builder.build();
    }

    private KernelSource opened(EventLoopGroup group, AuditDaemon daemon, @Nullable DemoKernel demo) {
        AuditStatus status = daemon.lastStatus();
        if (status != null) {
            events.statusReceived(status);
        }
        if (demo != null) {
            operator.say("source: demo, " + options.demo.rate() + (options.demo.rate() == 1 ? " record" : " records")
                    + " per second; these are events of a made-up host, repeated with the present time, and the"
                    + " kernel's audit is not used");
            demo.start(options.demo, whenDemoEnds);
            return new KernelSource("demo", group, daemon, demo);
        }
        boolean unicast = daemon.mode() == AuditDaemonMode.DAEMON;
        operator.say("source: " + (unicast ? "unicast, " : "multicast, read-only, ") + because(daemon.reason())
                + (unicast ? "; this process (pid " + ProcessHandle.current().pid() + ") is the audit daemon now" : ""));
        return new KernelSource(unicast ? "unicast" : "multicast", group, daemon, null);
    }

    private static String because(String reason) {
        return reason.startsWith("as ") ? reason : "because " + reason;
    }
}
