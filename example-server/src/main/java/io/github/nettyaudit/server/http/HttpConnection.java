package io.github.nettyaudit.server.http;

import io.github.nettyaudit.daemon.sink.ConnectFailure;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection: one exchange at a time. Everything happens on its event loop. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private static final String CUT = "the connection was closed before the answer was complete";

    private final Channel channel;
    private final Consumer<HttpConnection> whenFree;
    private @Nullable HttpExchange exchange;
    private @Nullable ChannelFuture written;
    private @Nullable Future<?> timeout;
    private long freeSince;

    /** @param whenFree called when the next exchange may be sent */
    HttpConnection(Channel channel, Consumer<HttpConnection> whenFree) {
        this.channel = channel;
        this.whenFree = whenFree;
    }

    Channel channel() {
        return channel;
    }

    /** Whether it was not used for longer than this. */
    boolean isIdleFor(long nanos) {
        return System.nanoTime() - freeSince > nanos;
    }

    /** The next exchange may be sent. */
    void free() {
        freeSince = System.nanoTime();
        whenFree.accept(this);
    }

    void send(HttpExchange next, long timeoutNanos) {
        exchange = next;
        timeout = channel.eventLoop().schedule(() -> fail(next, "the server has not answered within "
                + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms"), timeoutNanos, TimeUnit.NANOSECONDS);
        ChannelFuture write = channel.writeAndFlush(next.take());
        written = write;
        write.addListener(done -> {
            if (!done.isSuccess()) {
                fail(next, "the request cannot be sent: " + describe(done.cause()));
            }
        });
        next.reply().whenComplete((reply, failure) -> {
            if (failure != null) { // cancelled
                channel.eventLoop().execute(() -> fail(next, "the request was given up"));
            }
        });
    }

    /** Ends the exchange, if it is still this one, and the connection. */
    private void fail(HttpExchange failed, String what) {
        if (exchange == failed) {
            end();
            failed.fail(what);
            channel.close();
        }
    }

    private void end() {
        exchange = null;
        written = null;
        Future<?> waiting = timeout;
        timeout = null;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        HttpExchange answered = exchange;
        ChannelFuture write = written;
        if (answered == null || write == null) {
            channel.close(); // an answer without a request
            return;
        }
        if (response.decoderResult().isFailure()) {
            fail(answered, describe(response.decoderResult().cause()));
            return;
        }
        // an answer that comes before the request is sent, such as 413: the rest of the request would follow
        boolean isReusable = HttpUtil.isKeepAlive(response) && write.isDone();
        end();
        HttpReply reply = new HttpReply(response.status().code(), response.headers(),
                ByteBufUtil.getBytes(response.content()));
        if (isReusable) {
            free();
        } else {
            channel.close();
        }
        answered.reply().complete(reply);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        HttpExchange cut = exchange;
        if (cut != null) {
            fail(cut, CUT);
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        HttpExchange failed = exchange;
        if (failed != null) {
            fail(failed, describe(cause));
        }
        channel.close();
    }

    static String describe(Throwable cause) {
        String ofTls = ClientTls.explain(cause);
        if (ofTls != null) {
            return HttpReply.printable(ofTls);
        }
        if (cause instanceof PrematureChannelClosureException) {
            return CUT;
        }
        if (cause instanceof TooLongHttpContentException) {
            return "the answer is too long";
        }
        return cause instanceof DecoderException || cause instanceof IllegalArgumentException
                ? "the server does not answer as HTTP: " + words(cause) : words(cause);
    }

    static String words(@Nullable Throwable cause) {
        return cause == null ? "the reason is not known" : HttpReply.printable(ConnectFailure.reason(cause));
    }
}
