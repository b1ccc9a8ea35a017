package io.github.nettyaudit.server.web;

import io.github.nettyaudit.daemon.sink.tls.ServerTls;
import io.github.nettyaudit.server.listen.PeerCheck;
import io.github.nettyaudit.server.listen.UnixSocketFile;
import io.github.nettyaudit.server.option.ListenAddress;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server with an event loop of its own. What clients do reaches neither the source nor the sinks. Thread-safe.
 *
 * <pre>{@code
 * WebRoutes routes = WebRoutes.builder()
 *         .get("/metrics", WebAccess.READER, request -> request.work(() -> WebResponse.of(200, TYPE, metrics.scrape())))
 *         .build();
 * try (WebServer server = WebServer.open("metrics", door, routes, counters)) {
 *     ...
 * }
 * }</pre>
 */
public final class WebServer implements AutoCloseable {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int BACKLOG = 1024;
    private static final int SEND_BUFFER = 256 << 10;
    private static final int LARGEST_READ = 16 << 10;
    private static final int CLOSE_SECONDS = 2;
    private static final int MOST_REFUSED = 32;
    private static final long LONGEST_REFUSAL_MILLIS = 1000;

    private final WebService service;
    private final WebDoor door;
    private final @Nullable PeerCheck socketUsers;
    /** Connections that were refused, and are not closed yet; on the event loop. */
    private int refused;
    private final MultiThreadIoEventLoopGroup group;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Channel channel;
    private @Nullable UnixSocketFile socketFile;

    private WebServer(String name, WebService service, WebDoor door, @Nullable PeerCheck socketUsers) {
        this.service = service;
        this.door = door;
        this.socketUsers = socketUsers;
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("audit-web-" + name, true),
                EpollIoHandler.newFactory());
    }

    /**
     * Listens.
     *
     * @param name     the name of the section that describes the door, for messages
     * @param door     where to listen, and whom to let in
     * @param routes   what to answer
     * @param counters counts what happens
     * @return the server
     * @throws IOException          if it cannot listen; the message is for the operator
     * @throws InterruptedException if the thread is interrupted
     */
    public static WebServer open(String name, WebDoor door, WebRoutes routes, WebCounters counters)
            throws IOException, InterruptedException {
        return open(name, door, routes, counters, WebLimits.DEFAULTS, InternalLoggerFactory.getInstance(WebServer.class));
    }

    static WebServer open(String name, WebDoor door, WebRoutes routes, WebCounters counters, WebLimits limits,
            InternalLogger log) throws IOException, InterruptedException {
        boolean isUnix = door.listen() instanceof ListenAddress.Unix;
        WebService service = new WebService(name, log, door, routes, limits, isUnix ? HostNames.any() : names(door),
                new PeerUsers(door.user()), counters);
        WebServer server = new WebServer(name, service, door, isUnix ? new PeerCheck(door.user()) : null);
        try {
            server.listen();
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException(name + ".listen: cannot listen at " + door.listen() + ": " + e.getMessage(), e);
        } catch (InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static HostNames names(WebDoor door) throws IOException {
        List<String> names = new ArrayList<>(door.hosts());
        if (door.listen() instanceof ListenAddress.Tcp tcp && !tcp.address().getAddress().isLoopbackAddress()) {
            names.add(Files.readString(HOST_NAME).strip());
        }
        return HostNames.of(names);
    }

    private void listen() throws IOException, InterruptedException {
        ChannelFuture opening;
        if (door.listen() instanceof ListenAddress.Unix unix) {
            UnixSocketFile file = UnixSocketFile.listen(unix.path(), door.user(), "user");
            socketFile = file;
            opening = bootstrap().channelFactory(() -> new EpollServerDomainSocketChannel(file.descriptor(), true))
                    .register();
        } else {
            opening = bootstrap().channel(EpollServerSocketChannel.class).option(ChannelOption.SO_REUSEADDR, true)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG).childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) service.limits().drain().toMillis())
                    .bind(((ListenAddress.Tcp) door.listen()).address());
        }
        opening.await();
        if (!opening.isSuccess()) {
            throw new IOException(String.valueOf(opening.cause().getMessage()), opening.cause());
        }
        channel = opening.channel();
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap().group(group)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 2048, LARGEST_READ))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(WebLimits.STREAM_BYTES / 2,
                        WebLimits.STREAM_BYTES))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        accept(child);
                    }
                });
    }

    private void accept(Channel child) {
        SocketAddress peer = child.remoteAddress();
        WebConnection connection = new WebConnection(service, child, peer);
        String refusal = service.connections().add(connection, peer);
        SslHandler encryption = null;
        try {
            if (refusal == null && socketUsers != null) {
                refusal = socketUsers.refusal(child);
            }
            ServerTls tls = door.tls();
            if (tls != null && refusal == null) {
                encryption = tls.newHandler(child.alloc());
                encryption.setHandshakeTimeoutMillis(service.limits().head().toMillis());
            }
        } catch (IOException e) {
            service.warn("refused a connection: " + e.getMessage());
            service.connections().remove(connection, peer);
            child.close();
            return;
        }
        if (refusal != null) {
            service.connections().remove(connection, peer);
            service.refusedConnection(child, refusal);
            refuse(child, socketUsers == null ? 503 : 403, refusal);
            return;
        }
        child.pipeline().addLast(connection.arrivals());
        if (encryption != null) {
            child.pipeline().addLast(encryption);
        }
        child.pipeline().addLast(new HttpServerCodec(new HttpDecoderConfig().setMaxInitialLineLength(WebLimits.LINE)
                .setMaxHeaderSize(WebLimits.HEADERS).setMaxChunkSize(LARGEST_READ)), connection);
    }

    /**
     * Without a codec, so that a refusal costs little. The connection is closed when the client's request has come, so that the
     * client gets the refusal and not a reset; but if there are many of these, at once.
     */
    private void refuse(Channel child, int status, String reason) {
        if (door.tls() != null) {
            child.close();
            return;
        }
        WebResponse problem = WebResponse.problem(status, reason);
        ByteBuf bytes = Unpooled.copiedBuffer("HTTP/1.1 " + status + (status == 403 ? " Forbidden" : " Service Unavailable")
                + "\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: "
                + problem.body().length + "\r\n\r\n" + new String(problem.body(), StandardCharsets.UTF_8),
                StandardCharsets.UTF_8);
        boolean waits = refused < MOST_REFUSED;
        if (waits) {
            refused++;
            child.closeFuture().addListener(closed -> refused--);
        }
        child.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                ChannelFuture written = context.writeAndFlush(bytes);
                if (waits) {
                    context.executor().schedule(() -> context.close(), LONGEST_REFUSAL_MILLIS, TimeUnit.MILLISECONDS);
                } else {
                    written.addListener(ChannelFutureListener.CLOSE);
                }
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
                context.close();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                context.close();
            }
        });
    }

    /**
     * Returns where the server listens.
     *
     * @return the address, with the port that was given by the kernel if it was 0
     */
    public ListenAddress address() {
        return channel != null && channel.localAddress() instanceof InetSocketAddress bound
                && door.listen() instanceof ListenAddress.Tcp tcp ? tcp.boundTo(bound) : door.listen();
    }

    WebCounters counters() {
        return service.counters();
    }

    /** Stops accepting, deletes the socket file, and ends all streams and connections. Takes a few seconds at most. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (socketFile != null) {
                socketFile.remove(); // before the channel is closed: from then on the inode may be used again
            }
        } catch (IOException e) {
            service.warn("the socket file cannot be deleted: " + e.getMessage());
        }
        if (channel != null) {
            channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
        group.submit(() -> service.connections().all().forEach(WebConnection::close))
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        service.pool().close();
    }
}
