package io.github.nettyaudit.testkit;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A daemon as the example of {@link AuditPipeline} opens it: two channels on two loops of one group. */
final class DaemonChannels {
    final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    final RecordCollector collector = new RecordCollector();
    final Channel control;
    final Channel data;

    private DaemonChannels(int protocol, NetlinkAddress kernel) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap().group(loops).channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.PROTOCOL, protocol);
        control = bootstrap.clone().handler(AuditPipeline.requests()).connect(kernel).sync().channel();
        AuditClient client = new AuditClient(control);
        data = bootstrap.clone().option(AuditNetlinkChannelOption.SEND_EXECUTOR, control.eventLoop())
                .handler(AuditPipeline.builder().daemon(AuditDaemonHandler.builder(client).enableWhileRegistered()
                                .closeTimeout(Duration.ofSeconds(30))) // a busy machine reads slowly
                        .handlers(collector).build())
                .connect(kernel).sync().channel();
        data.pipeline().get(AuditDaemonHandler.class).registered().sync();
    }

    static DaemonChannels open(ScriptedKernel kernel) throws InterruptedException {
        return new DaemonChannels(NetlinkProtocol.USERSOCK, kernel.address());
    }

    /** Of the real kernel. */
    static DaemonChannels open() throws InterruptedException {
        return new DaemonChannels(NetlinkProtocol.AUDIT, NetlinkAddress.KERNEL);
    }

    /** All ways in which the channels of a program end. */
    enum End {
        IN_ORDER {
            @Override
            void run(DaemonChannels daemon) throws InterruptedException {
                daemon.data.close().sync();
                daemon.control.close().sync();
                endLoopsAtOnce(daemon);
            }
        },
        CONTROL_FIRST {
            @Override
            void run(DaemonChannels daemon) throws InterruptedException {
                daemon.control.close().sync();
                daemon.data.close().sync();
                endLoopsAtOnce(daemon);
            }
        },
        CONTROL_LOOP_FIRST {
            @Override
            void run(DaemonChannels daemon) throws InterruptedException {
                daemon.control.eventLoop().shutdownGracefully(1, 10, TimeUnit.SECONDS).sync();
                daemon.data.close().sync();
                endLoopsAtOnce(daemon);
            }
        },
        DATA_LOOP_FIRST {
            @Override
            void run(DaemonChannels daemon) throws InterruptedException {
                daemon.data.eventLoop().shutdownGracefully().sync();
                daemon.control.close().sync();
                endLoopsAtOnce(daemon);
            }
        },
        LOOPS_ONLY {
            @Override
            void run(DaemonChannels daemon) throws InterruptedException {
                daemon.loops.shutdownGracefully().sync();
            }
        },
        CLOSE_WITHOUT_WAITING_AND_LOOPS {
            @Override
            void run(DaemonChannels daemon) throws InterruptedException {
                daemon.data.close();
                daemon.control.close();
                Future<?> ended = daemon.loops.shutdownGracefully();
                ended.sync();
            }
        };

        abstract void run(DaemonChannels daemon) throws InterruptedException;

        /** Both channels are closed: what is left to do on their loops must be there already, no quiet period waits. */
        private static void endLoopsAtOnce(DaemonChannels daemon) throws InterruptedException {
            daemon.loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }
}
