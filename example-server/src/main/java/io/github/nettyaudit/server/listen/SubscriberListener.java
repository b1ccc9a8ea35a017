package io.github.nettyaudit.server.listen;

import io.github.nettyaudit.daemon.sink.tls.ServerTls;
import io.github.nettyaudit.server.option.ListenAddress;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections at one address and passes those on whose peer may read the stream. All others get one line that
 * gives the reason, and are closed.
 *
 * <p>Connections that have not sent the token yet are no subscribers. At most {@value #MOST_WAITING} of them are kept,
 * for {@link #PATIENCE}; when there are more, the oldest one is closed.
 */
public final class SubscriberListener implements AutoCloseable {
    /** The time in which a TCP connection must send its token. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);
    static final int MOST_WAITING = 64;

    private static final int CLOSE_SECONDS = 2;

    private final EventLoop loop;
    private final Consumer<Channel> admitted;
    private final Function<String, ByteBuf> refusalLine;
    private final Consumer<String> report;
    private final Duration patience;
    private final ArrayDeque<Channel> waiting = new ArrayDeque<>(); // confined to the loop
    private @Nullable Channel channel;
    private @Nullable UnixSocketFile socketFile;

    /**
     * Creates a listener that does not listen yet.
     *
     * @param loop        accepts connections, and calls {@code admitted}
     * @param admitted    gets each connection that may read the stream
     * @param refusalLine makes the line for a refused connection out of the reason; the listener releases the buffer
     * @param report      gets a sentence for the operator about each refused connection; clients can cause any number
     *                    of them
     */
    public SubscriberListener(EventLoop loop, Consumer<Channel> admitted, Function<String, ByteBuf> refusalLine,
                              Consumer<String> report) {
        this(loop, admitted, refusalLine, report, PATIENCE);
    }

    SubscriberListener(EventLoop loop, Consumer<Channel> admitted, Function<String, ByteBuf> refusalLine,
                       Consumer<String> report, Duration patience) {
        this.loop = loop;
        this.admitted = admitted;
        this.refusalLine = refusalLine;
        this.report = report;
        this.patience = patience;
    }

    /**
     * Listens at a TCP port.
     *
     * @param address   the address; port 0 means any free one
     * @param tokenFile the file with the secret that every connection must send
     * @return the address that subscribers can connect to
     * @throws RefusedFileException if the token file is refused; the message is for the operator
     * @throws IOException          if the token cannot be read or the port cannot be had; the message is for the
     *                              operator
     * @throws InterruptedException if the thread is interrupted
     */
    public ListenAddress.Tcp listen(ListenAddress.Tcp address, Path tokenFile)
            throws IOException, InterruptedException {
        return listen(address, tokenFile, "--token-file", null);
    }

    /**
     * Listens at a TCP port, with TLS, a token or both.
     *
     * @param address   the address; port 0 means any free one
     * @param tokenFile the file with the secret that every connection must send; {@code null} for none
     * @param tokenName the setting that names this file, for messages
     * @param tls       TLS, whose clients have certificates if there is no token; {@code null} for none
     * @return the address that subscribers can connect to
     * @throws RefusedFileException if the token file is refused; the message is for the operator
     * @throws IOException          if the token cannot be read or the port cannot be had; the message is for the
     *                              operator
     * @throws InterruptedException if the thread is interrupted
     */
    public ListenAddress.Tcp listen(ListenAddress.Tcp address, @Nullable Path tokenFile, String tokenName,
            @Nullable ServerTls tls) throws IOException, InterruptedException {
        AccessToken token = tokenFile == null ? null : read(tokenFile, tokenName);
        Channel opened = opened(bootstrap(child -> {
            if (tls != null) {
                awaitHandshake(child, tls, token);
            } else {
                awaitToken(child, Objects.requireNonNull(token, "without TLS there is a token"));
            }
        }).channel(EpollServerSocketChannel.class).option(ChannelOption.SO_REUSEADDR, true).bind(address.address()));
        channel = opened;
        return address.boundTo((InetSocketAddress) opened.localAddress());
    }

    private static AccessToken read(Path tokenFile, String name) throws IOException {
        try {
            return AccessToken.read(tokenFile);
        } catch (RefusedFileException e) {
            throw new RefusedFileException(name + ' ' + tokenFile + ": " + e.getMessage());
        } catch (IOException e) {
            throw new IOException(name + ' ' + tokenFile + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the address of the TCP port.
     *
     * @return the address; {@code null} if it does not listen at one
     */
    public @Nullable InetSocketAddress address() {
        return channel != null && channel.localAddress() instanceof InetSocketAddress address ? address : null;
    }

    /**
     * Listens at a Unix socket.
     *
     * @param address  the path of the socket file
     * @param user     the user who owns the file and may connect besides root and the user of this process;
     *                 {@code null} for none
     * @param userName the setting that names this user, for messages
     * @return the users who may connect, for people
     * @throws IOException          if the socket cannot be created; the message is for the operator
     * @throws InterruptedException if the thread is interrupted
     */
    public String listen(ListenAddress.Unix address, @Nullable Long user, String userName)
            throws IOException, InterruptedException {
        PeerCheck check = new PeerCheck(user);
        UnixSocketFile file = UnixSocketFile.listen(address.path(), user, userName);
        socketFile = file;
        channel = opened(bootstrap(child -> checkPeer(child, check))
                .channelFactory(() -> new EpollServerDomainSocketChannel(file.descriptor(), true)).register());
        return check.toString();
    }

    private ServerBootstrap bootstrap(Consumer<Channel> accept) {
        return new ServerBootstrap().group(loop, loop).childHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel child) {
                child.pipeline().addLast(new QuietEnd());
                accept.accept(child);
            }
        });
    }

    private static Channel opened(ChannelFuture opening) throws IOException, InterruptedException {
        opening.await();
        if (!opening.isSuccess()) {
            throw new IOException(String.valueOf(opening.cause().getMessage()), opening.cause());
        }
        return opening.channel();
    }

    private void checkPeer(Channel child, PeerCheck check) {
        String refusal;
        try {
            refusal = check.refusal(child);
        } catch (IOException e) {
            child.close(); // the peer has gone
            return;
        }
        if (refusal == null) {
            admitted.accept(child);
        } else {
            refuse(child, refusal);
        }
    }

    private void awaitHandshake(Channel child, ServerTls tls, @Nullable AccessToken token) {
        SslHandler handler;
        try {
            handler = tls.newHandler(child.alloc());
        } catch (IOException e) {
            report.accept("refused a connection from " + name(child) + ": " + e.getMessage());
            child.close();
            return;
        }
        removeClosed();
        if (waiting.size() >= MOST_WAITING) {
            waiting.remove().close();
        }
        waiting.add(child);
        handler.setHandshakeTimeoutMillis(patience.toMillis());
        String peer = name(child);
        handler.handshakeFuture().addListener(done -> {
            waiting.remove(child);
            if (!done.isSuccess()) {
                report.accept("refused a connection from " + peer + ": " + done.cause().getMessage());
                child.close();
            } else if (token != null) {
                awaitToken(child, token);
            } else {
                admitted.accept(child);
            }
        });
        child.pipeline().addFirst(handler);
    }

    private void awaitToken(Channel child, AccessToken token) {
        removeClosed();
        if (waiting.size() >= MOST_WAITING) {
            refuse(waiting.poll(), "more than " + MOST_WAITING + " connections wait to send their token");
        }
        waiting.add(child);
        child.pipeline().addLast(new TokenCheck(token, patience.toMillis(), known -> {
            waiting.remove(known);
            admitted.accept(known);
        }, (unknown, reason) -> {
            waiting.remove(unknown);
            refuse(unknown, reason);
        }));
    }

    private void removeClosed() {
        for (Iterator<Channel> each = waiting.iterator(); each.hasNext();) {
            if (!each.next().isOpen()) {
                each.remove();
            }
        }
    }

    private void refuse(Channel child, String reason) {
        report.accept("refused a connection from " + name(child) + ": " + reason);
        child.writeAndFlush(refusalLine.apply(reason)).addListener(ChannelFutureListener.CLOSE);
    }

    private static String name(Channel child) {
        return child.remoteAddress() instanceof InetSocketAddress peer
                ? new ListenAddress.Tcp(peer).toString() : "the Unix socket";
    }

    /** Stops accepting connections and deletes the socket file, if it is still ours. Admitted connections stay open. */
    @Override
    public void close() throws IOException {
        try {
            if (socketFile != null) {
                socketFile.remove(); // before the channel is closed: from then on the inode may be used again
            }
        } finally {
            if (channel != null) {
                channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            loop.execute(() -> waiting.forEach(Channel::close));
        }
    }

    /** Keeps what clients can cause, such as a reset, out of the log. */
    private static final class QuietEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
