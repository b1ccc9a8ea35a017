package io.github.nettyaudit.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that answers a call before it has all of the message. */
class GrpcCallTest {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Http2ResetFrame> resets = new CopyOnWriteArrayList<>();
    private final GrpcClient client = new GrpcClient("test-grpc", new HttpOptions(1, Duration.ofSeconds(5),
            Duration.ofSeconds(30), HttpCredentials.NONE, null), false);

    @AfterEach
    void close() throws Exception {
        client.close(Duration.ofSeconds(2)).get(10, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }

    /** It answers the head of the request. */
    private final class Hasty extends SimpleChannelInboundHandler<Http2StreamFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            if (frame instanceof Http2HeadersFrame) {
                context.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")
                        .add("content-type", "application/grpc").add("grpc-status", "8"), true));
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                resets.add(reset);
            }
        }
    }

    private HttpEndpoint server() {
        Channel listening = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(Http2FrameCodecBuilder.forServer().build(),
                                new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        stream.pipeline().addLast(new Hasty());
                                    }
                                }));
                    }
                }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
        return HttpEndpoint.of("http://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort());
    }

    @Test
    void whatIsLeftOfAMessageIsReleasedWithTheAnswer() throws Exception {
        ByteBuf message = PooledByteBufAllocator.DEFAULT.heapBuffer(8 << 20).writeZero(8 << 20);

        HttpReply reply = client.post(server(), "/a.B/C", new DefaultHttpHeaders(), message).get(20, TimeUnit.SECONDS);

        assertThat(reply.headers().get("grpc-status")).isEqualTo("8");
        await("the connection is open, and the message is not kept for it").until(() -> message.refCnt() == 0);
        await("the server was told to wait for nothing more").until(() -> resets.size() == 1);
    }
}
