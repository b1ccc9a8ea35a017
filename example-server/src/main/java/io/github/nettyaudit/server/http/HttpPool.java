package io.github.nettyaudit.server.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections to one server, and the exchanges that wait for one. Belongs to the event loop. */
final class HttpPool {
    /** Routers between this host and the server forget connections that are quiet, without telling either. */
    private static final long LONGEST_IDLE = Duration.ofSeconds(30).toNanos();
    private static final int LONGEST_REPLY = 32 << 20;
    private static final int MOST_WAITING = 1024;

    private final HttpEndpoint endpoint;
    private final HttpOptions options;
    private final Bootstrap bootstrap;
    private final ArrayDeque<HttpConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<HttpExchange> waiting = new ArrayDeque<>();
    private final Set<Channel> open = new HashSet<>();

    HttpPool(HttpEndpoint endpoint, HttpOptions options, Bootstrap bootstrap) {
        this.endpoint = endpoint;
        this.options = options;
        this.bootstrap = bootstrap;
    }

    void submit(HttpExchange exchange) {
        if (exchange.reply().isDone()) {
            exchange.discard(); // nobody waits for it any more
            return;
        }
        HttpConnection connection = takeIdle();
        if (connection != null) {
            connection.send(exchange, options.requestTimeout().toNanos());
        } else if (open.size() < options.connections()) {
            connect(exchange);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(exchange);
        } else {
            exchange.fail("too many requests wait for a connection");
        }
    }

    private @Nullable HttpConnection takeIdle() {
        for (HttpConnection connection = idle.pollLast(); connection != null; connection = idle.pollLast()) {
            if (connection.channel().isActive() && !connection.isIdleFor(LONGEST_IDLE)) {
                return connection;
            }
            connection.channel().close();
        }
        return null;
    }

    private void connect(HttpExchange exchange) {
        SslHandler encryption = null;
        if (endpoint.isEncrypted() && options.tls() != null) {
            try {
                encryption = options.tls().newHandler(ByteBufAllocator.DEFAULT, endpoint.host(), endpoint.port());
            } catch (IOException e) {
                exchange.fail(HttpConnection.words(e));
                return;
            }
        }
        ChannelFuture connected = bootstrap.clone().handler(new Pipeline(encryption))
                .connect(endpoint.host(), endpoint.port());
        Channel channel = connected.channel();
        open.add(channel);
        channel.closeFuture().addListener(closed -> forget(channel));
        connected.addListener(done -> {
            if (done.isSuccess()) {
                HttpConnection connection = new HttpConnection(channel, this::free);
                channel.pipeline().addLast(connection);
                if (exchange.reply().isDone()) {
                    exchange.discard(); // nobody waits for it any more
                    connection.free();
                } else {
                    connection.send(exchange, options.requestTimeout().toNanos());
                }
            } else {
                exchange.fail("no connection: " + HttpConnection.words(done.cause()));
            }
        });
    }

    /** A connection has closed: another one may be made for what waits. */
    private void forget(Channel channel) {
        open.remove(channel);
        idle.removeIf(connection -> connection.channel() == channel);
        sendNext();
    }

    private void free(HttpConnection connection) {
        idle.addLast(connection);
        sendNext();
    }

    private void sendNext() {
        HttpExchange next = waiting.poll();
        while (next != null && next.reply().isDone()) {
            next.discard();
            next = waiting.poll();
        }
        if (next != null) {
            submit(next);
        }
    }

    void close() {
        waiting.forEach(exchange -> exchange.fail("the client is closed"));
        waiting.clear();
        Set.copyOf(open).forEach(Channel::close);
    }

    /** The handlers of a connection, but for the last. */
    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final @Nullable SslHandler encryption;

        Pipeline(@Nullable SslHandler encryption) {
            this.encryption = encryption;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (encryption != null) {
                channel.pipeline().addLast(encryption);
            }
            channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(LONGEST_REPLY));
        }
    }
}
