package io.github.nettyaudit.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The first example of README.md, on a scripted kernel; {@link AuditDaemonLiveTest} runs it on the real one. */
class ReadmeExampleTest {
    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();

    /** The handler of the example. */
    static final class YourHandler extends SimpleChannelInboundHandler<AuditRecordMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, AuditRecordMessage record) {
            RECEIVED.add(record.text());
        }
    }

    @Test
    void leavesTheKernelAsFound() throws Exception {
        try (ScriptedKernel kernel = ScriptedKernel.start()) {
            AuditDaemonOptions options = AuditDaemonOptions.builder()
                    .endpoint(new AuditEndpoint(NetlinkProtocol.USERSOCK, kernel.address())).build();

            EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
            AuditDaemon daemon = AuditDaemon.open(group, options, new YourHandler()).sync().getNow();
            kernel.record(1112, "pid=1 msg='op=login res=success'").sync();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> RECEIVED.stream().anyMatch(text -> text.contains("op=login")));
            daemon.close().sync();
            group.shutdownGracefully().sync();

            assertThat(kernel.state().enabled()).isZero();
            assertThat(kernel.state().daemonPid()).isZero();
        }
    }
}
