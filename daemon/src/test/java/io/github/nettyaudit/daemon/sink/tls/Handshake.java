package io.github.nettyaudit.daemon.sink.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** A handshake of two handlers in memory. */
final class Handshake implements AutoCloseable {
    private final SslHandler client;
    private final SslHandler server;
    private final EmbeddedChannel clientChannel;
    private final EmbeddedChannel serverChannel;

    Handshake(SslHandler client, SslHandler server) {
        this.client = client;
        this.server = server;
        serverChannel = new EmbeddedChannel(server, new Quiet());
        clientChannel = new EmbeddedChannel(client, new Quiet());
        while (move(clientChannel, serverChannel) | move(serverChannel, clientChannel)) {
            // until neither has more to say
        }
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        ByteBuf bytes = from.readOutbound();
        if (bytes == null) {
            return false;
        }
        if (to.isOpen()) {
            to.writeInbound(bytes);
        } else {
            bytes.release();
        }
        return true;
    }

    /** Why the client has failed; {@code null} if it has not. */
    @Nullable Throwable clientFailure() {
        return client.handshakeFuture().cause();
    }

    @Nullable Throwable serverFailure() {
        return server.handshakeFuture().cause();
    }

    boolean isComplete() {
        return client.handshakeFuture().isSuccess() && server.handshakeFuture().isSuccess();
    }

    @Override
    public void close() {
        clientChannel.finishAndReleaseAll();
        serverChannel.finishAndReleaseAll();
    }

    /** Failures are in the futures. */
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
