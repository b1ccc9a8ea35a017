package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.ConnectFailure;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.PromiseCombiner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a datagram for each message, over UDP or a Unix socket. A batch is accepted when the kernel of this host has taken
 * all of its datagrams and has not reported at once that nobody receives there. A Unix socket whose queue is full makes the
 * batch wait; UDP is lost then, and nobody is told.
 */
final class DatagramSink implements EventSink {
    /** In which time a host that has no receiver is expected to say so. */
    private static final long ERROR_MILLIS = 20;

    private final String name;
    private final ReceiverAddress address;
    private final MessageEncoder encoder;
    private final SinkLoop loop;

    // confined to the loop; one batch is written at a time
    private final ArrayDeque<SentBatch> waiting = new ArrayDeque<>();
    private @Nullable SentBatch current;
    private @Nullable Channel channel;
    private @Nullable Throwable failure;
    private boolean closed;

    DatagramSink(String name, ReceiverAddress address, MessageEncoder encoder) {
        this.name = name;
        this.address = address;
        this.encoder = encoder;
        loop = new SinkLoop(name);
    }

    @Override
    public CompletionStage<SinkResult> send(SinkBatch batch) {
        SentBatch sent = new SentBatch(encoder.encode(batch));
        try {
            loop.loop().execute(() -> {
                waiting.add(sent);
                next();
            });
            sent.answer().whenComplete((result, problem) -> {
                if (sent.answer().isCancelled()) {
                    loop.loop().execute(() -> givenUp(sent));
                }
            });
        } catch (RejectedExecutionException e) {
            sent.answer().completeExceptionally(new IOException("the sink " + name + " is closed", e));
        }
        return sent.answer();
    }

    private void givenUp(SentBatch sent) {
        if (!waiting.remove(sent) && sent == current && channel != null) {
            channel.close(); // what waits for the receiver's queue would come twice
        }
    }

    private void next() {
        if (current != null) {
            return;
        }
        SentBatch next = waiting.poll();
        if (next == null) {
            return;
        }
        current = next;
        failure = null;
        if (closed) {
            done(next, "the sink is being closed");
        } else if (channel != null && channel.isActive()) {
            write(channel, next);
        } else {
            connect(next);
        }
    }

    private void connect(SentBatch batch) {
        Bootstrap bootstrap = new Bootstrap().group(loop.loop()).handler(new Errors());
        if (address.isPath()) {
            bootstrap.channel(EpollDomainDatagramChannel.class);
        } else {
            bootstrap.channel(EpollDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(512));
        }
        ChannelFuture connecting = bootstrap.connect(address.socketAddress());
        connecting.addListener(connected -> {
            if (connected.isSuccess()) {
                channel = connecting.channel();
                write(connecting.channel(), batch);
            } else {
                connecting.channel().close();
                done(batch, "no connection to " + address + ": " + ConnectFailure.reason(connected.cause()));
            }
        });
    }

    private void write(Channel to, SentBatch batch) {
        PromiseCombiner all = new PromiseCombiner(loop.loop());
        for (int message = 0; message < batch.messages().size(); message++) {
            Future<Void> written = to.write(batch.messages().message(message));
            all.add(written);
        }
        all.finish(loop.loop().<Void>newPromise().addListener(done -> {
            if (!done.isSuccess()) {
                failure = done.cause();
                finish(to, batch);
            } else if (address.isPath()) {
                finish(to, batch);
            } else {
                loop.loop().schedule(() -> finish(to, batch), ERROR_MILLIS, TimeUnit.MILLISECONDS);
            }
        }));
        to.flush();
    }

    private void finish(Channel used, SentBatch batch) {
        Throwable cause = failure;
        if (cause == null) {
            done(batch, null);
        } else {
            channel = null;
            used.close();
            done(batch, "nobody receives at " + address + ": " + cause.getMessage());
        }
    }

    private void done(SentBatch batch, @Nullable String problem) {
        if (problem == null) {
            batch.accept();
        } else {
            batch.fail(problem);
        }
        current = null;
        next();
    }

    @Override
    public CompletionStage<Void> close(Duration timeout) {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        try {
            loop.loop().execute(() -> {
                closed = true;
                if (channel != null) {
                    channel.close();
                }
                quiet.complete(null);
            });
        } catch (RejectedExecutionException e) {
            quiet.complete(null);
        }
        return loop.endAfter(quiet, timeout);
    }

    /** A datagram that a host refuses is reported by the next call, or as an event of the socket. */
    private final class Errors extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failure = cause;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
