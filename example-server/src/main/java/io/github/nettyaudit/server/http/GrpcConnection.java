package io.github.nettyaudit.server.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connection to one server, made when it is needed, and the calls that wait. Belongs to the event loop. */
final class GrpcConnection {
    private static final int MOST_WAITING = 1024;

    private final HttpEndpoint endpoint;
    private final HttpOptions options;
    private final ClientLoop loop;
    private final ArrayDeque<GrpcCall> waiting = new ArrayDeque<>();
    private int inFlight;
    private @Nullable ChannelFuture connection;
    private String lastFailure = "";

    GrpcConnection(HttpEndpoint endpoint, HttpOptions options, ClientLoop loop) {
        this.endpoint = endpoint;
        this.options = options;
        this.loop = loop;
    }

    void submit(GrpcCall call) {
        if (waiting.size() >= MOST_WAITING) {
            call.fail("too many calls wait for the server");
            return;
        }
        waiting.add(call);
        sendNext();
    }

    private void sendNext() {
        while (inFlight < options.connections()) {
            GrpcCall call = waiting.poll();
            if (call == null) {
                return;
            }
            if (call.reply().isDone()) {
                call.discard(); // nobody waits for it any more
                continue;
            }
            inFlight++;
            call.reply().whenComplete((reply, failure) -> loop.group().execute(() -> {
                inFlight--;
                sendNext();
            }));
            send(call);
        }
    }

    private void send(GrpcCall call) {
        ChannelFuture current = connection;
        if (current == null || current.isDone() && !current.channel().isActive()) {
            try {
                current = connect();
            } catch (IOException e) {
                call.fail(HttpConnection.words(e));
                return;
            }
            connection = current;
        }
        current.addListener(done -> {
            if (done.isSuccess()) {
                open(call, ((ChannelFuture) done).channel());
            } else {
                connection = null;
                call.fail("no connection: " + HttpConnection.words(done.cause()));
            }
        });
    }

    private void open(GrpcCall call, Channel channel) {
        if (call.reply().isDone()) {
            call.discard(); // nobody waits for it any more
            return;
        }
        Future<Http2StreamChannel> opened = new Http2StreamChannelBootstrap(channel).handler(call).open();
        Future<?> timeout = channel.eventLoop().schedule(() -> {
            call.fail("the server has not answered within " + options.requestTimeout().toMillis() + " ms");
            forget(channel);
            channel.close(); // it may be one that nobody serves any more
        }, options.requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
        call.reply().whenComplete((reply, failure) -> timeout.cancel(false));
        opened.addListener(done -> {
            if (!done.isSuccess()) {
                forget(channel);
                channel.close();
                call.fail(lastFailure.isEmpty() ? "no stream: " + HttpConnection.describe(done.cause()) : lastFailure);
                return;
            }
            Channel stream = opened.getNow();
            call.send(stream);
            call.reply().whenComplete((reply, failure) -> {
                if (failure != null) {
                    stream.close();
                }
            });
        });
    }

    private ChannelFuture connect() throws IOException {
        lastFailure = "";
        SslHandler encryption = endpoint.isEncrypted() && options.tls() != null
                ? options.tls().newHandler(ByteBufAllocator.DEFAULT, endpoint.host(), endpoint.port()) : null;
        return new Bootstrap().group(loop.group()).channelFactory(loop.channels())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (encryption != null) {
                            channel.pipeline().addLast(encryption);
                        }
                        channel.pipeline().addLast(Http2FrameCodecBuilder.forClient()
                                .initialSettings(Http2Settings.defaultSettings().pushEnabled(false)).build(),
                                new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()), new Watch());
                    }
                }).connect(endpoint.host(), endpoint.port());
    }

    /** The next call gets a new connection. */
    private void forget(Channel channel) {
        ChannelFuture current = connection;
        if (current != null && current.channel() == channel) {
            connection = null;
        }
    }

    void close() {
        waiting.forEach(call -> call.fail("the client is closed"));
        waiting.clear();
        ChannelFuture current = connection;
        if (current != null) {
            current.channel().close();
        }
    }

    /** What concerns the connection and no stream. */
    private final class Watch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2GoAwayFrame) {
                forget(context.channel()); // what it has is answered yet
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            lastFailure = HttpConnection.describe(cause);
            forget(context.channel());
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            forget(context.channel());
            context.fireChannelInactive();
        }
    }
}
