package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sends that another thread makes, as a channel that receives records must have them. */
class SendExecutorTest {
    private final NetlinkPair pair = new NetlinkPair();
    private final Collector received = new Collector();
    private final HeldExecutor executor = new HeldExecutor();
    private final AuditNetlinkChannel peer = pair.peer(received);
    private final AuditNetlinkChannel channel = pair.connect(
            pair.with(new Collector(), AuditNetlinkChannelOption.SEND_EXECUTOR, executor), peer);

    @AfterEach
    void closeAll() {
        executor.release();
        pair.close();
    }

    @Test
    void theChannelsLoopDoesNotSend() {
        ChannelFuture first = channel.write(bytes(16, 1));
        ChannelFuture second = channel.writeAndFlush(bytes(16, 2));
        eventually(() -> assertThat(executor.size()).isEqualTo(1));
        assertThat(first.isDone()).isFalse();

        // the loop is free meanwhile, and receives
        NetlinkPair.send(peer, channel, bytes(16, 3));
        eventually(() -> assertThat(channel.counters().datagrams()).isEqualTo(1));

        executor.runOne();
        first.syncUninterruptibly();
        assertThat(second.isDone()).isFalse();
        eventually(() -> assertThat(executor.size()).isEqualTo(1));
        executor.runOne();
        second.syncUninterruptibly();
        eventually(() -> assertThat(received.datagrams).hasSize(2));
        assertThat(received.datagrams.poll()[0]).isEqualTo((byte) 1);
    }

    @Test
    void aFailureReachesTheWriteThatCausedIt() {
        ChannelFuture refused =
                channel.write(new NetlinkDatagram(bytes(16, 1), NetlinkAddress.port(0x7ffffff1)));
        ChannelFuture good = channel.writeAndFlush(bytes(16, 2));
        executor.release();
        assertThat(refused.awaitUninterruptibly().cause()).isInstanceOf(AuditNetlinkException.class);
        good.syncUninterruptibly();
    }

    @Test
    void theDescriptorStaysOpenUntilThePresentSendHasEnded() throws Exception {
        ChannelFuture write = channel.writeAndFlush(bytes(16, 1));
        eventually(() -> assertThat(executor.size()).isEqualTo(1));
        int before = netlinkDescriptors();

        channel.close().syncUninterruptibly();

        assertThat(write.awaitUninterruptibly().cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(netlinkDescriptors()).isEqualTo(before);
        executor.runOne();
        eventually(() -> assertThat(netlinkDescriptors()).isEqualTo(before - 1));
        eventually(() -> assertThat(received.datagrams).hasSize(1)); // it was on its way
    }

    @Test
    void theEndOfASendIsReportedOnTheLoopThatTheChannelHasMovedTo() {
        EventLoop before = channel.eventLoop();
        ChannelFuture first = channel.write(bytes(16, 1));
        ChannelFuture second = channel.writeAndFlush(bytes(16, 2));
        eventually(() -> assertThat(executor.size()).isEqualTo(1));
        channel.deregister().syncUninterruptibly();
        pair.otherGroup.register(channel).syncUninterruptibly();
        CountDownLatch stuck = new CountDownLatch(1);
        before.execute(() -> AuditNetlinkChannelTest.awaitUninterruptibly(stuck));
        try {
            executor.release();
            assertThat(first.awaitUninterruptibly(10, TimeUnit.SECONDS)).isTrue();
            assertThat(second.awaitUninterruptibly(10, TimeUnit.SECONDS)).isTrue();
            eventually(() -> assertThat(received.datagrams).hasSize(2));
        } finally {
            stuck.countDown();
        }
    }

    @Test
    void theEndOfASendBetweenTwoLoopsIsReportedOnTheSecond() {
        ChannelFuture first = channel.write(bytes(16, 1));
        ChannelFuture second = channel.writeAndFlush(bytes(16, 2));
        eventually(() -> assertThat(executor.size()).isEqualTo(1));
        channel.deregister().syncUninterruptibly();
        executor.runOne();
        pair.otherGroup.register(channel).syncUninterruptibly();
        first.syncUninterruptibly();
        executor.release();
        second.syncUninterruptibly();
        eventually(() -> assertThat(received.datagrams).hasSize(2));
    }

    @Test
    void anExecutorThatRejectsTasksFailsTheWrite() {
        executor.refuse = true;
        assertThatThrownBy(() -> channel.writeAndFlush(bytes(16, 1)).syncUninterruptibly())
                .isInstanceOf(ChannelException.class).hasMessageContaining("SEND_EXECUTOR")
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(channel.isActive()).isTrue();
        executor.refuse = false;
        executor.release();
        channel.writeAndFlush(bytes(16, 2)).syncUninterruptibly();
    }

    @Test
    void anExecutorThatFailsInAnotherWayFailsTheWriteToo() throws Exception {
        int before = netlinkDescriptors();
        AuditNetlinkChannel other = pair.connect(pair.bootstrap(new Collector()), peer);
        executor.failure = new StackOverflowError("test");
        other.config().setSendExecutor(executor);
        assertThat(other.writeAndFlush(bytes(16, 1)).awaitUninterruptibly().cause())
                .isInstanceOf(ChannelException.class).hasMessageContaining("SEND_EXECUTOR")
                .hasCause(executor.failure);
        executor.failure = null;
        executor.release();
        other.writeAndFlush(bytes(16, 2)).syncUninterruptibly();
        eventually(() -> assertThat(received.datagrams).extracting(datagram -> (int) datagram[0]).containsExactly(2));
        other.close().syncUninterruptibly();
        eventually(() -> assertThat(netlinkDescriptors()).isEqualTo(before)); // nothing holds the descriptor
    }

    @Test
    void anExecutorThatFailsAfterItHasRunTheTaskEndsNoOtherWrite() {
        channel.config().setSendExecutor(task -> {
            task.run();
            throw new IllegalStateException("after the task");
        });
        ChannelFuture first = channel.write(bytes(16, 1));
        ChannelFuture second = channel.writeAndFlush(bytes(16, 2));
        first.syncUninterruptibly();
        second.syncUninterruptibly();
        eventually(() -> assertThat(received.datagrams).hasSize(2));
    }

    @Test
    void aTaskThatRunsAfterItWasRefusedDoesNothing() {
        Queue<Runnable> late = new ArrayDeque<>();
        channel.config().setSendExecutor(task -> {
            late.add(task);
            throw new IllegalStateException("queued all the same");
        });
        assertThat(channel.writeAndFlush(bytes(16, 1)).awaitUninterruptibly().cause())
                .isInstanceOf(ChannelException.class);
        late.remove().run();
        channel.config().setSendExecutor(Runnable::run);
        channel.writeAndFlush(bytes(16, 2)).syncUninterruptibly();
        eventually(() -> assertThat(received.datagrams).extracting(datagram -> (int) datagram[0]).containsExactly(2));
    }

    @Test
    void datagramsForAFullReceiverAreSentLater() {
        AuditNetlinkChannel full = pair.bind(pair.with(received, AuditNetlinkChannelOption.RECEIVE_BUFFER, 4096)
                .option(AuditNetlinkChannelOption.DELIVER_ENVELOPES, true)
                .option(io.netty.channel.ChannelOption.AUTO_READ, false));
        executor.release();
        java.util.List<ChannelFuture> writes = new java.util.ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(channel.write(new NetlinkDatagram(bytes(100, i), full.localAddress())));
        }
        channel.flush();
        writes.get(0).syncUninterruptibly();
        assertThat(writes.get(99).isDone()).isFalse();
        full.config().setAutoRead(true);
        writes.forEach(ChannelFuture::syncUninterruptibly);
        eventually(() -> assertThat(received.datagrams.size()).isEqualTo(100));
    }

    @Test
    void aBufferThatIsReleasedAlreadyFailsItsWriteAndNoOther() {
        executor.release();
        for (boolean elsewhere : new boolean[] {true, false}) {
            channel.config().setSendExecutor(elsewhere ? executor : null);
            io.netty.buffer.ByteBuf released = channel.alloc().directBuffer(16).writeZero(16);
            ChannelFuture failing = channel.write(released);
            channel.eventLoop().submit(() -> released.release()).syncUninterruptibly();
            ChannelFuture good = channel.writeAndFlush(bytes(16, 1));
            assertThat(failing.awaitUninterruptibly().cause())
                    .isInstanceOf(io.netty.util.IllegalReferenceCountException.class);
            good.syncUninterruptibly();
        }
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aHeapBufferThatIsReleasedAlreadyFailsItsWriteAndLeavesNoCopy() {
        FailingAllocator allocator = new FailingAllocator();
        AuditNetlinkChannel other = pair.bind(
                pair.bootstrap(new Collector()).option(io.netty.channel.ChannelOption.ALLOCATOR, allocator));
        long before = allocator.used();
        io.netty.buffer.ByteBuf released = bytes(16, 0);
        assertThat(released.release()).isTrue();
        assertThat(other.writeAndFlush(released).awaitUninterruptibly().cause()).isInstanceOf(RuntimeException.class);
        assertThat(allocator.used()).isEqualTo(before);
    }

    private static int netlinkDescriptors() throws Exception {
        int count = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    count += Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
                } catch (java.io.IOException gone) {
                    // the directory stream's own
                }
            }
        }
        return count;
    }

    /** Runs tasks when the test says so. */
    private static final class HeldExecutor implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean released;
        volatile boolean refuse;
        volatile Error failure;

        @Override
        public void execute(Runnable task) {
            synchronized (this) {
                if (refuse) {
                    throw new RejectedExecutionException("test");
                }
                if (failure != null) {
                    throw failure;
                }
                if (!released) {
                    tasks.add(task);
                    return;
                }
            }
            task.run();
        }

        synchronized int size() {
            return tasks.size();
        }

        void runOne() {
            Runnable task;
            synchronized (this) {
                task = tasks.remove();
            }
            task.run();
        }

        void release() {
            for (;;) {
                Runnable task;
                synchronized (this) {
                    released = true;
                    task = tasks.poll();
                }
                if (task == null) {
                    return;
                }
                task.run();
            }
        }
    }
}
