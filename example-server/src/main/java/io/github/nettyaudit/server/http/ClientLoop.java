package io.github.nettyaudit.server.http;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An event loop for one client: of epoll, or of NIO where that is not there. Name look-ups block it, and nobody else. */
public final class ClientLoop {
    private static final long QUIET_MILLIS = 20;

    private final EventLoopGroup group;

    /**
     * Creates a loop whose thread starts with the first task.
     *
     * @param name the name of the thread
     */
    public ClientLoop(String name) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), io);
    }

    /**
     * Returns the group of the one loop.
     *
     * @return the group
     */
    public EventLoopGroup group() {
        return group;
    }

    /**
     * Returns what makes connections for this loop.
     *
     * @return a factory of channels
     */
    public ChannelFactory<SocketChannel> channels() {
        return Epoll.isAvailable() ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    /**
     * Ends the loop.
     *
     * @param timeout how long that may take
     * @return completed when it has ended, or a moment after the timeout
     */
    public CompletableFuture<Void> close(Duration timeout) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        long most = Math.max(1, timeout.toMillis());
        // without a quiet period the loop may end before the handlers of its connections have heard of their end
        group.shutdownGracefully(Math.min(QUIET_MILLIS, most), most, TimeUnit.MILLISECONDS)
                .addListener(done -> closed.complete(null));
        return closed;
    }
}
