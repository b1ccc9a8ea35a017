package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.ConnectFailure;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a receiver. Confined to its loop.
 *
 * <p>Acknowledgements of the receiver's kernel count only when the connection is {@link #PROBATION} old: a receiver that
 * refuses this client after the handshake, or a load balancer without a receiver, closes it within that time, although
 * its kernel has acknowledged what was sent.
 */
final class StreamConnection {
    /** How old a connection must be. */
    static final Duration PROBATION = Duration.ofMillis(500);
    private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final EventLoop loop;
    private final ReceiverAddress address;
    private final Listener listener;
    private final SocketBytes socketBytes = new SocketBytes();
    private final UnacknowledgedBytes unacknowledged = new UnacknowledgedBytes();
    private final ArrayDeque<SentBatch> sent = new ArrayDeque<>();
    private final EpollSocketChannel channel = new EpollSocketChannel();
    private @Nullable String failure;
    private boolean open;
    private boolean ended;
    private long openedAt;
    private long pause = FIRST_LOOK;
    private boolean looks;

    /** Is told what happens, on the loop. */
    interface Listener {
        /** Messages may be written. */
        void opened(StreamConnection connection);

        /** The receiver's kernel has all messages of a batch. */
        void acknowledged(SentBatch batch);

        /**
         * The connection has ended, or could not be opened; called once.
         *
         * @param batches what was written and not acknowledged
         * @param wasOpen whether messages could be written
         * @param reason  why, for the operator
         */
        void ended(Iterable<SentBatch> batches, boolean wasOpen, String reason);
    }

    StreamConnection(EventLoop loop, ReceiverAddress address, Listener listener) {
        this.loop = loop;
        this.address = address;
        this.listener = listener;
    }

    /** Begins to open it; called once. */
    void connect(@Nullable ClientTls tls, Duration timeout) {
        // after the exception that has closed it: TLS reports it last
        channel.closeFuture().addListener(closed -> loop.execute(this::end));
        new Bootstrap().group(loop).channelFactory(() -> channel)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(ChannelOption.SO_KEEPALIVE, true).option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) throws IOException {
                        made.pipeline().addLast(socketBytes);
                        if (tls != null) {
                            SslHandler handler = tls.newHandler(made.alloc(), address.host(), address.port());
                            handler.setHandshakeTimeoutMillis(timeout.toMillis());
                            handler.handshakeFuture().addListener(shaken -> {
                                if (!shaken.isSuccess()) {
                                    failed(shaken.cause());
                                }
                            });
                            made.pipeline().addLast(handler);
                        }
                        made.pipeline().addLast(new End());
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        failed(cause);
                        context.close();
                    }
                }).connect(address.socketAddress()).addListener(connected -> {
                    if (!connected.isSuccess()) {
                        failed(connected.cause());
                        end();
                    } else if (tls == null) {
                        opened();
                    }
                });
    }

    boolean isOpen() {
        return open && !ended && failure == null; // with a failure it is being closed
    }

    boolean has(SentBatch batch) {
        return sent.contains(batch);
    }

    /** Writes messages that are not waited for. */
    void write(ByteBuf messages) {
        channel.writeAndFlush(messages);
    }

    /** Writes a batch; what becomes of it, the listener is told. */
    void write(SentBatch batch) {
        if (batch.answer().isDone()) {
            return; // not waited for any more
        }
        sent.add(batch);
        channel.writeAndFlush(batch.messages().all()).addListener(written -> {
            if (written.isSuccess()) {
                batch.isFlushed = true;
                pause = FIRST_LOOK;
                lookAfter(0);
            } else {
                failed(written.cause());
                channel.close();
            }
        });
    }

    /** Closes the connection at once. */
    void abort(String reason) {
        if (failure == null) {
            failure = reason;
        }
        channel.config().setSoLinger(0); // what is in the kernel must not arrive after what comes again
        channel.close();
    }

    /** Closes the sending side; the receiver closes its own when it has read everything. */
    void finish() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (!open) {
            channel.close();
        } else if (tls != null) {
            tls.closeOutbound().addListener(told -> channel.shutdownOutput());
        } else {
            channel.shutdownOutput();
        }
    }

    private void opened() {
        open = true;
        openedAt = System.nanoTime();
        listener.opened(this);
    }

    private void failed(Throwable cause) {
        if (failure == null) {
            String explained = ClientTls.explain(cause);
            failure = explained != null ? "the connection to " + address + " fails: " + explained
                    : open ? "the connection to " + address + " was cut: " + message(cause)
                    : "no connection to " + address + ": " + message(cause);
        }
    }

    private static String message(Throwable cause) {
        return ConnectFailure.reason(cause);
    }

    private void end() {
        if (!ended) {
            ended = true;
            listener.ended(new ArrayList<>(sent), open, failure != null ? failure
                    : "the connection to " + address + " was closed by the receiver");
            sent.clear();
        }
    }

    private void lookAfter(long nanos) {
        if (looks || ended) {
            return;
        }
        looks = true;
        long young = openedAt + PROBATION.toNanos() - System.nanoTime();
        loop.schedule(() -> {
            looks = false;
            look();
        }, Math.max(nanos, young), TimeUnit.NANOSECONDS);
    }

    /** Asks the kernel what is acknowledged. */
    private void look() {
        if (ended || sent.isEmpty() || !channel.isActive()) {
            return;
        }
        long acknowledged;
        try {
            acknowledged = socketBytes.written() - unacknowledged.of(channel.fd().intValue());
        } catch (IOException e) {
            failed(e);
            channel.close();
            return;
        }
        int before = sent.size();
        for (SentBatch first = sent.peek(); first != null && first.isFlushed; first = sent.peek()) {
            if (first.target < 0) {
                first.target = socketBytes.written();
            }
            if (acknowledged < first.target) {
                break;
            }
            listener.acknowledged(sent.remove());
        }
        if (!sent.isEmpty()) {
            pause = sent.size() < before ? FIRST_LOOK : Math.min(2 * pause, LONGEST_PAUSE);
            lookAfter(pause);
        }
    }

    /** Sees the end of the handshake and of the connection; receivers send nothing. */
    private final class End extends ChannelInboundHandlerAdapter {
        private static final String NEWEST = "TLSv1.3";
        private static final long MOST_SILENCE = 1;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                if (channel.pipeline().get(SslHandler.class).engine().getSession().getProtocol().equals(NEWEST)) {
                    // the server may still refuse this client; if it does not, it sends a ticket, or nothing
                    socketBytes.whenRead(this::accepted);
                    context.executor().schedule(this::accepted, MOST_SILENCE, TimeUnit.SECONDS);
                } else {
                    accepted();
                }
            }
            context.fireUserEventTriggered(event);
        }

        private void accepted() {
            if (!open && !ended && channel.isActive()) {
                opened();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(cause);
            context.close();
        }
    }
}
