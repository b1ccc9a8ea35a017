package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The handler in pipelines that change: moved to another loop, closed while on none, changed by other handlers (L2). */
class AuditEventAssemblerLifeTest {
    private final EventLoopGroup first = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoopGroup second = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    private record Received(AuditEventState state, long serial, int size, boolean inEventLoop) {
    }

    @AfterEach
    void stop() {
        first.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        second.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static AuditRecordMessage record(int type, long serial) {
        return new AuditRecordMessage(new NetlinkMessage(type, 0, 0, 0, Unpooled.copiedBuffer(
                "audit(1364481363.243:" + serial + "): a=b", StandardCharsets.US_ASCII)));
    }

    private Channel open(Duration timeout) {
        LocalAddress address = new LocalAddress(AuditEventAssemblerLifeTest.class);
        new ServerBootstrap().group(second).channel(LocalServerChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public boolean isSharable() {
                        return true;
                    }
                }).bind(address).syncUninterruptibly();
        Channel channel = new Bootstrap().group(first).channel(LocalChannel.class)
                .handler(new ChannelInboundHandlerAdapter()).connect(address).syncUninterruptibly().channel();
        channel.pipeline().addLast(new AuditEventAssembler(
                EventAssemblerOptions.live().toBuilder().timeout(timeout).detectGaps(false).build()),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        AuditEvent event = (AuditEvent) message;
                        received.add(new Received(event.state(), event.serial(), event.size(),
                                context.channel().eventLoop().inEventLoop()));
                        event.release();
                    }
                });
        return channel;
    }

    private static void receive(Channel channel, int type, long serial) {
        channel.eventLoop().submit(() -> channel.pipeline().fireChannelRead(record(type, serial)))
                .syncUninterruptibly();
    }

    @Test
    void theTimerMovesWithTheChannel() throws InterruptedException {
        Channel channel = open(Duration.ofSeconds(1));
        receive(channel, AuditMessageType.SYSCALL, 1);
        channel.deregister().syncUninterruptibly();
        second.register(channel).syncUninterruptibly();
        // a timer of the old loop would never run
        first.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(new Received(AuditEventState.TIMED_OUT, 1, 1, true));
        channel.close().syncUninterruptibly();
    }

    @Test
    void openEventsMoveWithTheChannel() throws InterruptedException {
        Channel channel = open(Duration.ofHours(1));
        receive(channel, AuditMessageType.SYSCALL, 1);
        channel.deregister().syncUninterruptibly();
        second.register(channel).syncUninterruptibly();
        channel.close().syncUninterruptibly();
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(new Received(AuditEventState.UNFINISHED, 1, 1, true));
    }

    @Test
    void aChannelThatIsClosedWhileOnNoLoopDeliversItsOpenEvents() throws InterruptedException {
        Channel channel = open(Duration.ofHours(1));
        receive(channel, AuditMessageType.SYSCALL, 1);
        channel.deregister().syncUninterruptibly();
        channel.close().syncUninterruptibly();
        assertThat(received.poll(20, TimeUnit.SECONDS)).extracting(Received::state)
                .isEqualTo(AuditEventState.UNFINISHED);
    }

    @Test
    void aHandlerThatRemovesTheAssemblerDuringAnEvictionHarmsNothing() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new AuditEventAssembler(EventAssemblerOptions.live().toBuilder().maxEvents(1).build()),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        AuditEvent event = (AuditEvent) message;
                        received.add(new Received(event.state(), event.serial(), event.size(), true));
                        ReferenceCountUtil.release(message);
                        if (context.pipeline().get(AuditEventAssembler.class) != null) {
                            context.pipeline().remove(AuditEventAssembler.class);
                        }
                    }
                });
        AuditRecordMessage evicted = record(AuditMessageType.SYSCALL, 1);
        AuditRecordMessage next = record(AuditMessageType.SYSCALL, 2);
        channel.writeInbound(evicted, next);
        assertThat(received).extracting(Received::state)
                .containsExactly(AuditEventState.EVICTED, AuditEventState.LOSS, AuditEventState.UNFINISHED);
        assertThat(received).extracting(Received::serial).containsExactly(1L, 1L, 2L);
        assertThat(evicted.refCnt()).isZero();
        assertThat(next.refCnt()).isZero();
        // no timer is left
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
        channel.finishAndReleaseAll();
    }

    @Test
    void aHandlerThatFiresARecordWhileItGetsAnEventHarmsNothing() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new AuditEventAssembler(EventAssemblerOptions.live().toBuilder().maxEvents(1).build()),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        AuditEvent event = (AuditEvent) message;
                        received.add(new Received(event.state(), event.serial(), event.size(), true));
                        event.release();
                        if (event.state() == AuditEventState.EVICTED && event.serial() == 1) {
                            context.pipeline().fireChannelRead(record(AuditMessageType.PATH, 2));
                            context.pipeline().fireChannelRead(record(AuditMessageType.SYSCALL, 3));
                        }
                    }
                });
        channel.writeInbound(record(AuditMessageType.SYSCALL, 1), record(AuditMessageType.SYSCALL, 2));
        channel.close();
        assertThat(received).filteredOn(event -> event.state() != AuditEventState.LOSS)
                .containsExactly(new Received(AuditEventState.EVICTED, 1, 1, true),
                        new Received(AuditEventState.EVICTED, 2, 2, true),
                        new Received(AuditEventState.UNFINISHED, 3, 1, true));
        channel.finishAndReleaseAll();
    }

    @Test
    void theCountersAreTheSameObjectBeforeAndAfter() {
        AuditEventAssembler assembler = new AuditEventAssembler();
        EventCounters counters = assembler.counters();
        assertThat(counters.records()).isZero();
        EmbeddedChannel channel = new EmbeddedChannel(assembler);
        channel.writeInbound(record(AuditMessageType.FIRST_USER_MSG, 1));
        assertThat(counters.records()).isOne();
        channel.pipeline().remove(assembler);
        assertThat(assembler.counters()).isSameAs(counters);
        channel.finishAndReleaseAll();
    }

    @Test
    void otherThreadsSeeTheCountersRise() throws InterruptedException {
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), AuditEvent::release);
        EventCounters counters = assembler.counters();
        boolean[] sawAll = {false};
        Thread reader = new Thread(() -> {
            // a plain field may be read once and never again
            while (counters.records() < 100_000 && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            sawAll[0] = counters.records() == 100_000;
        });
        reader.start();
        for (int serial = 0; serial < 100_000; serial++) {
            assembler.add(record(AuditMessageType.FIRST_USER_MSG, serial));
        }
        reader.join(20_000);
        reader.interrupt();
        reader.join();
        assertThat(sawAll[0]).isTrue();
    }
}
