package io.github.nettyaudit.codec.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A daemon on event loops with threads of their own: registration at connect, waiting threads, timers at shutdown. */
@Execution(ExecutionMode.CONCURRENT) // it mostly waits for quiet periods and timers
class LocalDaemonTest {
    private final EventLoopGroup kernelLoop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoopGroup controlLoop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoopGroup dataLoop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final LocalAddress address = new LocalAddress(LocalDaemonTest.class);
    private final BlockingQueue<AuditStatus> changes = new LinkedBlockingQueue<>();
    private final List<Object> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startKernel() throws InterruptedException {
        new ServerBootstrap().group(kernelLoop).channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(AuditPipeline.records(new Kernel()));
                    }
                }).bind(address).sync();
    }

    @AfterEach
    void shutDown() {
        for (EventLoopGroup each : List.of(dataLoop, controlLoop, kernelLoop)) {
            each.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** Acknowledges all requests. */
    private final class Kernel extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof AuditStatusMessage set) {
                changes.add(set.status());
            }
            context.writeAndFlush(AuditAcknowledgement.of(((AuditMessage) message).header(), 4711, 0));
            ReferenceCountUtil.release(message);
        }
    }

    private Channel connect(EventLoopGroup loop, AuditPipeline pipeline) throws InterruptedException {
        return new Bootstrap().group(loop).channel(LocalChannel.class).handler(pipeline).connect(address).sync()
                .channel();
    }

    private Channel daemon(Channel control) throws InterruptedException {
        return connect(dataLoop, AuditPipeline.builder()
                .daemon(AuditDaemonHandler.builder(new AuditClient(control)).pid(4711))
                .handlers(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                        events.add(event);
                    }
                }).build());
    }

    @Test
    void registersWhenTheChannelBecomesActiveAndLeavesWhenItCloses() throws Exception {
        Channel control = connect(controlLoop, AuditPipeline.requests());
        Channel data = daemon(control);
        Future<Void> registered = data.pipeline().get(AuditDaemonHandler.class).registered();
        assertThat(registered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(registered.isSuccess()).isTrue();
        assertThat(changes.take()).isEqualTo(AuditStatus.builder().pid(4711).build());
        CountDownLatch notified = new CountDownLatch(1);
        registered.addListener(ended -> {
            assertThat(data.eventLoop().inEventLoop()).isTrue();
            notified.countDown();
        });
        assertThat(notified.await(10, TimeUnit.SECONDS)).isTrue();

        data.close().sync();
        assertThat(changes.take()).isEqualTo(AuditStatus.builder().pid(0).build());
        assertThat(changes).as("one registration, one end").isEmpty();
        assertThat(events).extracting(event -> ((AuditDaemonEvent) event).kind())
                .containsExactly(Kind.REGISTERED, Kind.UNREGISTERED);
        control.close().sync();
    }

    @Test
    void aHandlerAddedToAChannelThatIsActiveRegistersOnce() throws Exception {
        Channel control = connect(controlLoop, AuditPipeline.requests());
        Channel data = connect(dataLoop, AuditPipeline.records());
        AuditDaemonHandler handler = AuditDaemonHandler.builder(new AuditClient(control)).pid(4711).build();
        data.pipeline().addLast(handler);
        assertThat(handler.registered().await(10, TimeUnit.SECONDS)).isTrue();
        data.pipeline().fireChannelActive();
        data.close().sync();
        assertThat(changes).containsExactly(AuditStatus.builder().pid(4711).build(),
                AuditStatus.builder().pid(0).build());
        control.close().sync();
    }

    @Test
    void aRequestHandlerAddedToAChannelThatIsRegisteredSeesTheEndOfItsLoop() throws Exception {
        Channel channel = connect(dataLoop, AuditPipeline.records());
        channel.pipeline().remove(AuditRequestHandler.class);
        AuditRequestHandler handler = new AuditRequestHandler();
        CountDownLatch added = new CountDownLatch(1);
        channel.eventLoop().execute(() -> {
            channel.pipeline().addLast(handler);
            added.countDown();
        });
        assertThat(added.await(10, TimeUnit.SECONDS)).isTrue();
        channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message); // no reply arrives
            }
        });
        Future<Void> change = new AuditClient(channel).setRateLimit(1);
        assertThat(changes.take().rateLimit()).isOne();
        channel.deregister().sync();
        dataLoop.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        assertThat(change.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(change.cause()).isInstanceOf(AuditChannelClosedException.class);
    }

    @Test
    void aTimerRunsOnALoopThatIsBeingShutDown() throws Exception {
        Channel channel = connect(dataLoop, AuditPipeline.records());
        ChannelHandlerContext context = channel.pipeline().lastContext();
        CountDownLatch ran = new CountDownLatch(1);
        CountDownLatch cancelledRan = new CountDownLatch(1);
        List<Boolean> onLoop = new CopyOnWriteArrayList<>();
        long start = System.nanoTime();
        channel.eventLoop().submit(() -> {
            ChannelTimer.start(context, () -> {
                onLoop.add(channel.eventLoop().inEventLoop());
                ran.countDown();
            }, TimeUnit.MILLISECONDS.toNanos(500));
            ChannelTimer cancelled = ChannelTimer.start(context, cancelledRan::countDown, 1_000_000);
            cancelled.cancel();
        }).sync();
        dataLoop.shutdownGracefully(5, 30, TimeUnit.SECONDS);
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(System.nanoTime() - start).as("the rest of the time alone").isLessThan(TimeUnit.SECONDS.toNanos(15));
        assertThat(onLoop).containsExactly(true);
        assertThat(cancelledRan.getCount()).isOne();
    }

    @Test
    void aTimerThatIsStartedWhileTheLoopIsShutDownRunsToo() throws Exception {
        Channel channel = connect(dataLoop, AuditPipeline.records());
        ChannelHandlerContext context = channel.pipeline().lastContext();
        CountDownLatch ran = new CountDownLatch(1);
        dataLoop.shutdownGracefully(5, 30, TimeUnit.SECONDS);
        channel.eventLoop().submit(() -> ChannelTimer.start(context, ran::countDown, 1_000_000)).sync();
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
