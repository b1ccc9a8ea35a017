package example;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.AuditDaemonOptions;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Uses the codec on an embedded channel, says what an event means, then the transport and the daemon against a scripted kernel. Needs no privilege.
 */
public final class Consumer {
    private Consumer() {
    }

    private static final class Counter extends SimpleChannelInboundHandler<AuditRecordMessage> {
        private final CountDownLatch first = new CountDownLatch(1);
        private int records;

        @Override
        protected void channelRead0(ChannelHandlerContext context, AuditRecordMessage record) {
            records++;
            first.countDown();
        }
    }

    /**
     * Prints one line per part.
     *
     * @param arguments the first is a directory for the daemon's state file
     * @throws Exception if a channel cannot be opened or does not answer
     */
    public static void main(String[] arguments) throws Exception {
        System.out.println("module: " + AuditNetlinkChannel.class.getModule().getName());

        Counter counter = new Counter();
        EmbeddedChannel embedded = new EmbeddedChannel(AuditPipeline.records(counter));
        CapturedDatagrams.liveMulticast().forEach(embedded::writeInbound);
        embedded.finishAndReleaseAll();
        System.out.println("codec: " + counter.records + " records");
        schema();

        EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        try (ScriptedKernel kernel = ScriptedKernel.start()) {
            transport(group, kernel);
            daemon(group, kernel, Path.of(arguments[0]));
        } finally {
            group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        }
    }

    private static void schema() {
        Normalizer normalizer = new Normalizer(NormalizationTable.builtIn(), NameService.NONE);
        try (AuditLogReader reader = new AuditLogReader(event -> {
            System.out.println("schema: " + normalizer.normalize(event));
            event.release();
        })) {
            reader.read(Unpooled.copiedBuffer("type=USER_LOGIN msg=audit(1700000000.123:5): pid=7 uid=0 auid=1000 ses=1"
                    + " msg='op=login acct=\"alice\" terminal=ssh res=success'\n", StandardCharsets.US_ASCII));
        }
    }

    private static void transport(EventLoopGroup group, ScriptedKernel kernel) throws Exception {
        Channel control = new Bootstrap().group(group).channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK)
                .handler(AuditPipeline.requests())
                .connect(kernel.address()).sync().channel();
        System.out.println("transport: backlog limit " + new AuditClient(control).status().get().backlogLimit());
        control.close().sync();
    }

    private static void daemon(EventLoopGroup group, ScriptedKernel kernel, Path state) throws Exception {
        AuditDaemonOptions options = AuditDaemonOptions.builder()
                .endpoint(new AuditEndpoint(NetlinkProtocol.USERSOCK, kernel.address()))
                .stateDirectory(Files.createDirectories(state))
                .build();
        Counter counter = new Counter();
        AuditDaemon daemon = AuditDaemon.open(group, options, counter).sync().getNow();
        kernel.record(1112, "pid=1 uid=0 msg='op=login res=success'").sync();
        boolean received = counter.first.await(20, TimeUnit.SECONDS);
        daemon.close().sync();
        System.out.println("daemon: " + (received ? "received" : "received nothing")
                + ", registered after close: " + kernel.state().daemonPid());
    }
}
