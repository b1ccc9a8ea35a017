package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a channel can still do while its event loop is being shut down. */
@Execution(ExecutionMode.CONCURRENT) // it mostly waits for quiet periods and timers
class LoopShutdownTest {
    private final NetlinkPair pair = new NetlinkPair();
    private final NetlinkPair.Collector peerSees = new NetlinkPair.Collector();
    private final NetlinkPair.Collector sees = new NetlinkPair.Collector();

    @AfterEach
    void close() {
        pair.close();
    }

    /** Defers the close of its channel until it is told. */
    private static final class Deferring extends ChannelDuplexHandler {
        final CountDownLatch asked = new CountDownLatch(1);
        volatile ChannelHandlerContext context;
        volatile ChannelPromise promise;

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            this.context = context;
            this.promise = promise;
            asked.countDown();
        }

        void closeNow() {
            context.executor().execute(() -> context.close(promise));
        }
    }

    @Test
    void aHandlerMayDeferTheCloseAndTheChannelSendsAndReadsMeanwhile() throws Exception {
        AuditNetlinkChannel peer = pair.peer(peerSees);
        Deferring deferring = new Deferring();
        // every datagram starts a pause between reads, whose timer the loop drops when it is shut down
        AuditNetlinkChannel channel = pair.connect(pair.with(sees, AuditNetlinkChannelOption.COALESCE_RATE, 1)
                .option(AuditNetlinkChannelOption.COALESCE_NANOS, 50_000_000L)
                .option(AuditNetlinkChannelOption.SEND_EXECUTOR, pair.otherGroup.next()), peer);
        channel.pipeline().addLast(deferring);
        NetlinkPair.send(peer, channel, NetlinkPair.bytes(1, 0));
        eventually(() -> assertThat(sees.datagrams).hasSize(1));

        Future<?> ended = pair.group.shutdownGracefully(5, 30, TimeUnit.SECONDS);
        assertThat(deferring.asked.await(10, TimeUnit.SECONDS)).isTrue();
        channel.writeAndFlush(NetlinkPair.bytes(3, 1)).sync();
        eventually(() -> assertThat(peerSees.datagrams).hasSize(1));
        for (int i = 0; i < 1_000; i++) {
            NetlinkPair.send(peer, channel, NetlinkPair.bytes(4, i));
        }
        eventually(() -> assertThat(sees.datagrams).hasSize(1_001));
        assertThat(channel.isOpen()).isTrue();

        deferring.closeNow();
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(deferring.promise.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(deferring.promise.isSuccess()).isTrue();
        assertThat(ended.isDone()).as("the quiet period is not over").isFalse();
    }

    @Test
    void aLoopThatIsShutDownAsSendExecutorLeavesTheSendingToTheChannelsLoop() throws Exception {
        AuditNetlinkChannel peer = pair.peer(peerSees);
        try (NetlinkPair sender = new NetlinkPair()) {
            AuditNetlinkChannel channel = pair.connect(
                    pair.with(sees, AuditNetlinkChannelOption.SEND_EXECUTOR, sender.group.next()), peer);
            channel.writeAndFlush(NetlinkPair.bytes(3, 1)).sync();
            sender.group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
            channel.writeAndFlush(NetlinkPair.bytes(3, 2)).sync();
            eventually(() -> assertThat(peerSees.datagrams).hasSize(2));
        }
    }

    @Test
    void aHandlerThatNeverClosesDoesNotKeepTheSocketAfterTheLoop() throws Exception {
        AuditNetlinkChannel peer = pair.peer(peerSees);
        Deferring deferring = new Deferring();
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(sees), peer);
        channel.pipeline().addLast(deferring);
        channel.eventLoop().submit(() -> { }).sync(); // Netty calls a handler only after its handlerAdded has run
        pair.group.shutdownGracefully(2, 4, TimeUnit.SECONDS).sync();
        assertThat(deferring.asked.getCount()).isZero();
        eventually(() -> assertThat(channel.isOpen()).isFalse());
        assertThatNobodyReceivesAt(channel.localAddress(), peer);
    }

    @RepeatedTest(5) // a loop that is shut down at once closes its channels only now and then
    void writesThatAreNotDoneWhenTheLoopEndsFailAndAreReleased() throws Exception {
        List<Runnable> sends = new CopyOnWriteArrayList<>(); // a send executor that runs no task by itself
        AuditNetlinkChannel channel = pair.connect(
                pair.with(sees, AuditNetlinkChannelOption.SEND_EXECUTOR, (Executor) sends::add)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1, 2)),
                pair.peer(peerSees));
        channel.pipeline().addLast(new Deferring());
        ByteBuf handedOver = NetlinkPair.bytes(3, 1);
        ByteBuf flushed = NetlinkPair.bytes(3, 2);
        ByteBuf unflushed = NetlinkPair.bytes(3, 3);
        List<ChannelFuture> writes = List.of(channel.writeAndFlush(handedOver), channel.writeAndFlush(flushed),
                channel.write(unflushed));
        eventually(() -> assertThat(sends).hasSize(1));
        channel.eventLoop().submit(() -> { }).sync(); // all three have reached the channel

        pair.group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        eventually(() -> assertThat(writes).allMatch(ChannelFuture::isDone));
        sends.get(0).run();

        assertThat(writes).allSatisfy(write -> assertThat(write.cause()).isInstanceOf(ClosedChannelException.class));
        eventually(() -> assertThat(List.of(handedOver, flushed, unflushed)).allMatch(buffer -> buffer.refCnt() == 0));
    }

    @RepeatedTest(5)
    void aCancelledWriteThatMakesTheChannelWritableAfterTheLoopDoesNotKeepTheSocket() throws Exception {
        List<Runnable> sends = new CopyOnWriteArrayList<>(); // a send executor that runs no task by itself
        AuditNetlinkChannel peer = pair.peer(peerSees);
        AuditNetlinkChannel channel = pair.connect(
                pair.with(sees, AuditNetlinkChannelOption.SEND_EXECUTOR, (Executor) sends::add)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(150, 200)), peer);
        channel.pipeline().addLast(new Deferring());
        ChannelFuture flushed = channel.writeAndFlush(NetlinkPair.bytes(1, 1));
        ChannelFuture cancelled = channel.write(NetlinkPair.bytes(120, 2));
        ChannelFuture unflushed = channel.write(NetlinkPair.bytes(3, 3));
        eventually(() -> assertThat(channel.isWritable()).isFalse());
        channel.eventLoop().submit(() -> { }).sync();
        assertThat(cancelled.cancel(false)).isTrue();

        pair.group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();

        eventually(() -> assertThat(List.of(flushed, cancelled, unflushed)).allMatch(ChannelFuture::isDone));
        assertThat(flushed.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(unflushed.cause()).isInstanceOf(ClosedChannelException.class);
        sends.get(0).run();
        assertThatNobodyReceivesAt(channel.localAddress(), peer);
    }

    /** The socket is closed a moment after the channel, on another thread. */
    private static void assertThatNobodyReceivesAt(NetlinkAddress address, AuditNetlinkChannel peer) {
        eventually(() -> assertThat(peer.writeAndFlush(new NetlinkDatagram(NetlinkPair.bytes(1, 1), address)).await()
                .cause()).hasMessageContaining("ECONNREFUSED"));
    }

    @Test
    void withoutSuchAHandlerTheChannelClosesAtOnce() throws Exception {
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(sees), pair.peer(peerSees));
        pair.group.shutdownGracefully(2, 10, TimeUnit.SECONDS);
        assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
        eventually(() -> assertThat(sees.lifecycle).contains("inactive"));
    }
}
