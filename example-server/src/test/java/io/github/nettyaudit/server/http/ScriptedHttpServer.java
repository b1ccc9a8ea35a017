package io.github.nettyaudit.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server over HTTP that answers as a test says: with whatever bytes, late, in part, or not at all. */
public final class ScriptedHttpServer implements AutoCloseable {
    /** A header with the length of the body as it was sent. */
    public static final String SENT_LENGTH = "x-sent-length";
    private static final int LONGEST = 64 << 20;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final Channel channel;
    private final String url;
    private volatile Function<Request, Reply> script;

    /**
     * A request.
     *
     * @param number  1 for the first one that the server has got
     * @param path    with its query
     * @param headers the headers
     * @param body    the body, decompressed
     */
    public record Request(int number, String path, HttpHeaders headers, byte[] body) {
        /** The body as text. */
        public String text() {
            return new String(body, UTF_8);
        }
    }

    /**
     * What the server sends.
     *
     * @param bytes  everything from the status line on
     * @param closes whether the connection is closed afterwards
     */
    public record Reply(byte[] bytes, boolean closes) {
        /** Nothing, and the connection stays open. */
        public static final Reply NONE = new Reply(new byte[0], false);

        /** A whole answer. */
        public static Reply of(int status, String body, String... headers) {
            return of(status, body.getBytes(UTF_8), headers);
        }

        /** A whole answer. */
        public static Reply of(int status, byte[] body, String... headers) {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Words\r\nContent-Length: " + body.length + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            byte[] first = head.append("\r\n").toString().getBytes(ISO_8859_1);
            return new Reply(Unpooled.wrappedBuffer(first, body).copy().array(), false);
        }

        /** These bytes, and the end of the connection. */
        public static Reply cut(String bytes) {
            return new Reply(bytes.getBytes(ISO_8859_1), true);
        }
    }

    public ScriptedHttpServer(Function<Request, Reply> script) {
        this(script, null);
    }

    /** @param tls makes its connections encrypted; {@code null} for none */
    public ScriptedHttpServer(Function<Request, Reply> script, @Nullable SslContext tls) {
        this.script = script;
        channel = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        accepted.incrementAndGet();
                        open.add(child);
                        child.closeFuture().addListener(closed -> open.remove(child));
                        if (tls != null) {
                            child.pipeline().addLast(tls.newHandler(child.alloc()));
                        }
                        child.pipeline().addLast("codec", new HttpServerCodec()).addLast(new LengthKeeper(), new HttpContentDecompressor(0),
                                new HttpObjectAggregator(LONGEST), new Answering());
                    }
                }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
        url = (tls == null ? "http://127.0.0.1:" : "https://localhost:") + ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Answers from now on as another script says. */
    public void script(Function<Request, Reply> newScript) {
        script = newScript;
    }

    public String url() {
        return url;
    }

    public List<Request> requests() {
        return requests;
    }

    /** How many connections were made. */
    public int accepted() {
        return accepted.get();
    }

    /** How many connections are open. */
    public int open() {
        return open.size();
    }

    /** Sends bytes that nobody asked for on every connection. */
    public void sendToAll(Reply reply) {
        open.forEach(child -> child.pipeline().context("codec").writeAndFlush(Unpooled.wrappedBuffer(reply.bytes())));
    }

    public void closeConnections() {
        open.forEach(child -> child.close().syncUninterruptibly());
    }

    /** The decompressor changes the length. */
    private static final class LengthKeeper extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                request.headers().set(SENT_LENGTH, request.headers().get("content-length"));
            }
            context.fireChannelRead(message);
        }
    }

    private final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest received) {
            byte[] body = new byte[received.content().readableBytes()];
            received.content().readBytes(body);
            Request request = new Request(requests.size() + 1, received.uri(), received.headers(), body);
            requests.add(request);
            Reply reply = script.apply(request);
            context.pipeline().context("codec").writeAndFlush(Unpooled.wrappedBuffer(reply.bytes()));
            if (reply.closes()) {
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // the client has gone
        }
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        channel.close().syncUninterruptibly();
        closeConnections();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
