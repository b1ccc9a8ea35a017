package io.github.nettyaudit.codec.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
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
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many threads on one client, over a channel with real event loops, and a kernel that answers out of order. */
class AuditClientConcurrencyTest {
    private static final int THREADS = 8;
    private static final int REQUESTS = 1_000;

    private final EventLoopGroup kernelGroup = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final AtomicInteger records = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private Channel channel;

    @BeforeEach
    void connect() {
        LocalAddress address = new LocalAddress(AuditClientConcurrencyTest.class);
        new ServerBootstrap().group(kernelGroup).channel(LocalServerChannel.class)
                .childHandler(new KernelPipeline()).bind(address).syncUninterruptibly();
        channel = new Bootstrap().group(group).channel(LocalChannel.class)
                .handler(AuditPipeline.builder().maxInFlight(THREADS * 100).handlers(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ((AuditRecordMessage) message).release();
                        records.incrementAndGet();
                    }
                }).build()).connect(address).syncUninterruptibly().channel();
    }

    @AfterEach
    void shutDown() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        kernelGroup.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void eachRequestGetsItsOwnAnswer() throws InterruptedException {
        AuditClient client = new AuditClient(channel);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicInteger answered = new AtomicInteger();
        inThreads(failures, thread -> {
            Random random = new Random(thread);
            Semaphore unanswered = new Semaphore(50);
            for (int number = 0; number < REQUESTS; number++) {
                long expected = 1L + thread * REQUESTS + number;
                unanswered.acquire();
                Future<Long> future = client.send(echo(expected));
                future.addListener(end -> {
                    ended.incrementAndGet();
                    unanswered.release();
                });
                if (random.nextInt(20) == 0) {
                    future.cancel(false);
                } else if (random.nextInt(4) == 0) {
                    future.await();
                }
                future.addListener(end -> {
                    if (end.isSuccess()) {
                        answered.incrementAndGet();
                        if ((Long) end.getNow() != expected) {
                            failures.add(new AssertionError(end.getNow() + " instead of " + expected));
                        }
                    } else if (!end.isSuccess() && !end.isCancelled()
                            && !(end.cause() instanceof AuditRequestLimitException)) {
                        failures.add(end.cause());
                    }
                });
            }
        });
        // behind every listener of the requests before it
        client.send(echo(7)).syncUninterruptibly();
        AuditRequestHandler handler = channel.pipeline().get(AuditRequestHandler.class);
        while (handler.inFlight() > 0) {
            client.send(echo(7)).awaitUninterruptibly();
        }
        channel.eventLoop().submit(() -> { }).syncUninterruptibly();
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(THREADS * REQUESTS * 3 / 4);
        assertThat(ended).hasValue(THREADS * REQUESTS);
        assertThat(records.get()).isPositive();
    }

    @Test
    void closeEndsTheRequestsOfAllThreads() throws InterruptedException {
        AuditClient client = new AuditClient(channel);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Queue<Future<Long>> futures = new ConcurrentLinkedQueue<>();
        inThreads(failures, thread -> {
            for (int number = 0; number < REQUESTS; number++) {
                futures.add(client.send(echo(number)));
                if (thread == 0 && number == REQUESTS / 2) {
                    channel.close();
                    group.shutdownGracefully(0, 10, TimeUnit.SECONDS);
                }
            }
        });
        assertThat(failures).isEmpty();
        assertThat(futures).hasSize(THREADS * REQUESTS);
        for (Future<Long> future : futures) {
            assertThat(future.awaitUninterruptibly(10, TimeUnit.SECONDS)).isTrue();
        }
        // the loop may still accept tasks, so the request ends on it and not at once
        Future<Long> late = client.send(echo(1));
        assertThat(late.awaitUninterruptibly(10, TimeUnit.SECONDS)).isTrue();
        assertThat(late.cause()).isInstanceOf(AuditChannelClosedException.class);
    }

    @Test
    void aRequestThatMeetsTheMoveToAnotherLoopIsSentThere() throws InterruptedException {
        EventLoopGroup other = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        CountDownLatch leaving = new CountDownLatch(1);
        CountDownLatch queued = new CountDownLatch(1);
        channel.eventLoop().submit(() -> {
            // the old loop waits until the new one has the channel, and only then comes to the request
            channel.deregister().addListener(gone -> other.register(channel).awaitUninterruptibly());
            leaving.countDown();
            queued.await(10, TimeUnit.SECONDS);
            return null;
        });
        leaving.await();
        AtomicReference<Thread> sentBy = new AtomicReference<>();
        Future<?> answer = new AuditClient(channel).send(AuditRequest.acknowledged(AuditMessageType.SET, header -> {
            sentBy.set(Thread.currentThread());
            return new AuditStatusMessage(header, AuditStatus.builder().rateLimit(0).build());
        }));
        queued.countDown();
        answer.syncUninterruptibly();
        assertThat(other.next().submit(Thread::currentThread).syncUninterruptibly().getNow()).isSameAs(sentBy.get());
        channel.close().syncUninterruptibly();
        other.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static AuditRequest<Long> echo(long value) {
        return AuditRequests.set("echo", AuditStatus.builder().rateLimit(value).build(), AuditRequests.OLD_VALUE);
    }

    private interface Body {
        void run(int thread) throws Exception;
    }

    private static void inThreads(Queue<Throwable> failures, Body body) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            new Thread(() -> {
                try {
                    body.run(number);
                } catch (Throwable e) {
                    failures.add(e);
                } finally {
                    done.countDown();
                }
            }, "client-" + thread).start();
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }

    /** The other end: a pipeline of the same codec, and a kernel that keeps requests and answers them shuffled. */
    private static final class KernelPipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(AuditPipeline.records(new ShufflingKernel()));
        }
    }

    private static final class ShufflingKernel extends ChannelInboundHandlerAdapter {
        private final Random random = new Random(20261123);
        private final List<AuditMessage> waiting = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            AuditStatusMessage request = (AuditStatusMessage) message;
            waiting.add(AuditAcknowledgement.of(request.header(), 4711, (int) request.status().rateLimit()));
            waiting.add(KernelSide.record(request.sequence()));
            if (waiting.size() == 2) {
                context.executor().schedule(() -> answer(context), 1, TimeUnit.MILLISECONDS);
            }
        }

        private void answer(ChannelHandlerContext context) {
            Collections.shuffle(waiting, random);
            waiting.forEach(context::write);
            context.flush();
            waiting.clear();
        }
    }
}
