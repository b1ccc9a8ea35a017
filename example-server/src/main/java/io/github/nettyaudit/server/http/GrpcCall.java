package io.github.nettyaudit.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** A call, and the handler of its stream. Belongs to the event loop once it is submitted. */
final class GrpcCall extends SimpleChannelInboundHandler<Http2StreamFrame> {
    /** Whether the message is compressed, and its length. */
    private static final int PREFIX = 5;
    private static final int LONGEST_REPLY = 4 << 20;

    private final HttpEndpoint endpoint;
    private final Http2Headers headers;
    private final ByteBuf message;
    private final boolean isCompressed;
    private final CompletableFuture<HttpReply> reply;
    private final HttpHeaders received = DefaultHttpHeadersFactory.headersFactory().withValidation(false)
            .newHeaders();
    private final ByteBuf body = Unpooled.buffer(0);
    private boolean isTaken;
    /** The message was written as a whole, or has failed. */
    private boolean isSent;
    private int status;

    GrpcCall(HttpEndpoint endpoint, Http2Headers headers, ByteBuf message, boolean isCompressed,
            CompletableFuture<HttpReply> reply) {
        this.endpoint = endpoint;
        this.headers = headers;
        this.message = message;
        this.isCompressed = isCompressed;
        this.reply = reply;
    }

    HttpEndpoint endpoint() {
        return endpoint;
    }

    CompletableFuture<HttpReply> reply() {
        return reply;
    }

    /** Sends the request on a stream. */
    void send(Channel stream) {
        isTaken = true;
        ByteBuf prefix = stream.alloc().buffer(PREFIX).writeByte(isCompressed ? 1 : 0).writeInt(message.readableBytes());
        stream.write(new DefaultHttp2HeadersFrame(headers, false));
        stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(prefix, message), true)).addListener(done -> {
            isSent = true;
            if (!done.isSuccess()) {
                fail("the request cannot be sent: " + HttpConnection.describe(done.cause()));
            }
        });
    }

    void fail(String what) {
        discard();
        reply.completeExceptionally(new IOException(endpoint + ": " + what));
    }

    void discard() {
        if (!isTaken) {
            isTaken = true;
            message.release();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
        if (frame instanceof Http2HeadersFrame some) {
            take(some.headers());
            if (some.isEndStream()) {
                finish(context);
            }
        } else if (frame instanceof Http2DataFrame data) {
            if (body.readableBytes() + data.content().readableBytes() > LONGEST_REPLY) {
                fail("the answer is too long");
                context.close();
                return;
            }
            body.writeBytes(data.content());
            if (data.isEndStream()) {
                finish(context);
            }
        } else if (frame instanceof Http2ResetFrame reset) {
            Http2Error error = Http2Error.valueOf(reset.errorCode());
            fail("the server has reset the call: " + (error == null ? String.valueOf(reset.errorCode()) : error.name()));
            context.close();
        }
    }

    private void take(Http2Headers some) {
        CharSequence code = some.status();
        if (code != null && code.toString().matches("[1-9][0-9]{2}")) {
            status = Integer.parseInt(code.toString());
        }
        some.forEach(header -> received.set(header.getKey(), header.getValue()));
    }

    private void finish(ChannelHandlerContext context) {
        byte[] content = new byte[body.readableBytes()];
        body.readBytes(content);
        boolean hasPrefix = content.length >= PREFIX && content[0] == 0
                && Unpooled.wrappedBuffer(content).getInt(1) == content.length - PREFIX;
        if (content.length > 0 && !hasPrefix && status == 200) {
            fail("the server does not answer as gRPC");
        } else {
            reply.complete(new HttpReply(status, received,
                    hasPrefix ? Arrays.copyOfRange(content, PREFIX, content.length) : content));
        }
        if (!isSent) {
            // a server may answer before it has all of the message; the close of a stream that the server has ended resets
            // nothing, and what is left would wait for the server's window until the connection ends
            context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!reply.isDone()) {
            fail("the connection was closed before the answer was complete");
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!reply.isDone()) {
            fail(HttpConnection.describe(cause));
        }
        context.close();
    }
}
