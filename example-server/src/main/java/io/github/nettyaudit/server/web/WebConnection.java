package io.github.nettyaudit.server.web;

import io.github.nettyaudit.server.web.WebRoutes.Match;
import io.github.nettyaudit.server.web.WebRoutes.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The requests of one connection, one after the other. Confined to the event loop. */
final class WebConnection extends ChannelInboundHandlerAdapter {
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** What the connection waits for. */
    private enum State {
        /** The head of a request. */
        HEAD,
        /** The rest of its body. */
        BODY,
        /** The handler. */
        ANSWER,
        /** The client, to take the answer. */
        DRAIN,
        /** The end of a stream. */
        STREAM,
        /** The client, to close; what it sends is discarded. */
        END
    }

    private final WebService service;
    private final Channel channel;
    private final @Nullable SocketAddress peer;
    private State state = State.HEAD;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean isIdle = true; // nothing of the next request has come
    private boolean closes; // after this answer
    private int exchange; // the number of the request, so that a late answer is recognized
    private @Nullable Exchange current;
    private @Nullable EventStream stream;
    private boolean isTrusted; // the other end's user may come in

    /** A request whose head has passed the checks. */
    private record Exchange(HttpRequest head, RequestTarget target, String rest, Route route, ByteBuf body) {
    }

    WebConnection(WebService service, Channel channel, @Nullable SocketAddress peer) {
        this.service = service;
        this.channel = channel;
        this.peer = peer;
    }

    /** The first handler of the connection: notices that a request begins. */
    ChannelInboundHandlerAdapter arrivals() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (isIdle && state == State.HEAD) {
                    isIdle = false;
                    within(service.limits().head());
                }
                context.fireChannelRead(message);
            }
        };
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        within(service.limits().head());
        context.fireChannelActive();
    }

    /** Closes the connection if it does not get out of its state in time. */
    private void within(Duration time) {
        cancelDeadline();
        deadline = channel.eventLoop().schedule(this::tooLate, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void tooLate() {
        switch (state) {
            case HEAD -> {
                if (isIdle) {
                    channel.close();
                } else {
                    refuse(WebResponse.problem(408, "the request did not come in time"));
                }
            }
            case BODY -> refuse(WebResponse.problem(408, "the body of the request did not come in time"));
            case ANSWER -> {
                service.late(current == null ? "" : current.target.path());
                refuse(WebResponse.problem(503, "there is no answer in time"));
            }
            case DRAIN, STREAM, END -> channel.close();
        }
    }

    @Nullable SocketAddress peer() {
        return peer;
    }

    /** Another connection needs the place of this one, which waits. */
    void giveWay() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest head) {
                head(head);
            }
            if (message instanceof HttpContent content) {
                body(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpRequest head) {
        if (state != State.HEAD) {
            closes = true; // a request before the answer to the one before: it is not answered
            if (state == State.STREAM) {
                channel.close();
            }
            return;
        }
        isIdle = false;
        closes = !HttpUtil.isKeepAlive(head);
        Checked checked = service.check(head);
        WebResponse refusal = checked.refusal();
        if (refusal != null) {
            exchange++;
            state = State.ANSWER;
            channel.config().setAutoRead(false);
            closes |= head.decoderResult().isFailure() || mayHaveBody(head);
            answer(refusal, WebRoutes.HEAD.equals(head.method().name()));
            return;
        }
        Match match = checked.match();
        Route route = checked.route();
        RequestTarget target = checked.target();
        if (match == null || route == null || target == null) {
            throw new IllegalStateException("a request that is not refused has a route");
        }
        current = new Exchange(head, target, match.rest(), route, Unpooled.buffer(0, Math.max(1, route.mostBodyBytes())));
        state = State.BODY;
        within(service.limits().body());
        if (HttpUtil.is100ContinueExpected(head)) {
            channel.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE,
                    Unpooled.EMPTY_BUFFER));
        }
    }

    private static boolean mayHaveBody(HttpRequest head) {
        return HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) != 0;
    }

    private void body(HttpContent content) {
        Exchange request = current;
        if (state != State.BODY || request == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            refuse(WebResponse.problem(400, "the body of the request is not well-formed"));
        } else if (request.body.readableBytes() + content.content().readableBytes() > request.route.mostBodyBytes()) {
            refuse(WebResponse.problem(413, request.route.mostBodyBytes() == 0 ? "this path takes no body"
                    : "the body has more than " + request.route.mostBodyBytes() + " bytes"));
        } else {
            request.body.writeBytes(content.content());
            if (content instanceof LastHttpContent) {
                state = State.ANSWER;
                service.connections().works(this);
                channel.config().setAutoRead(false);
                within(service.limits().answer());
                checkPeer(request, ++exchange);
            }
        }
    }

    private void checkPeer(Exchange request, int number) {
        if (isTrusted || !service.checksPeers()) {
            handle(request, number);
            return;
        }
        service.checkPeer(channel).thenAccept(refusal -> onLoop(() -> {
            if (number != exchange || state != State.ANSWER) {
                return;
            }
            if (refusal.isPresent()) {
                closes = true;
                answer(refusal.get(), isHead(request));
            } else {
                isTrusted = true;
                handle(request, number);
            }
        }));
    }

    private void handle(Exchange request, int number) {
        CompletionStage<WebResponse> answer;
        try {
            answer = request.route.handler().handle(new WebRequest(request.head.method().name(), request.target,
                    request.rest, request.head.headers(), ByteBufUtil.getBytes(request.body), service));
        } catch (Throwable e) {
            answered(request, number, null, e);
            return;
        }
        answer.whenComplete((response, failure) -> onLoop(() -> answered(request, number, response, failure)));
    }

    private void onLoop(Runnable step) {
        if (channel.eventLoop().inEventLoop()) {
            step.run();
        } else {
            channel.eventLoop().execute(step);
        }
    }

    private void answered(Exchange request, int number, @Nullable WebResponse response, @Nullable Throwable failure) {
        WebResponse answer = response;
        if (failure != null || answer == null) {
            service.failed(request.target.path(), failure);
            answer = WebResponse.problem(500, "the server could not answer; its log says why");
        }
        if (number == exchange && state == State.ANSWER) {
            if (answer.opened() != null && RequestOrigin.isForeign(request.head.headers())) {
                answer = WebResponse.problem(403, "the request comes from a page of another site");
            }
            answer(answer, isHead(request));
        }
    }

    private static boolean isHead(Exchange request) {
        return request.head.method().name().equals(WebRoutes.HEAD);
    }

    /** Ends a request, and the connection, since the rest of the request may still come. */
    private void refuse(WebResponse refusal) {
        exchange++;
        state = State.ANSWER;
        closes = true;
        channel.config().setAutoRead(false);
        answer(refusal, false);
    }

    private void answer(WebResponse response, boolean isHead) {
        cancelDeadline();
        HttpRequest asked = current == null ? null : current.head;
        boolean isOld = asked != null && !asked.protocolVersion().equals(HttpVersion.HTTP_1_1);
        current = null;
        if (!channel.isActive()) {
            return;
        }
        if (response.opened() != null && !isHead) {
            openStream(response, isOld);
            return;
        }
        ByteBuf body = isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body());
        FullHttpResponse message = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()), body);
        ResponseHeads.write(response, message.headers());
        if (response.opened() == null) {
            message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        }
        if (closes || isOld) {
            closes = true;
            message.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        service.counters().answered(response.status());
        state = State.DRAIN;
        within(service.limits().drain());
        ChannelFuture written = channel.writeAndFlush(message);
        written.addListener(done -> {
            if (!done.isSuccess()) {
                channel.close();
            } else if (closes) {
                linger();
            } else {
                next();
            }
        });
    }

    private void next() {
        state = State.HEAD;
        isIdle = true;
        service.connections().waits(this);
        within(service.limits().idle());
        channel.config().setAutoRead(true);
    }

    /**
     * Closes when the client has, or after a while. To close at once would make the kernel send a reset if something has come
     * that was not read, and the client's end may discard the answer then.
     */
    private void linger() {
        if (!(channel instanceof DuplexChannel duplex) || channel.pipeline().get(SslHandler.class) != null) {
            channel.close();
            return;
        }
        state = State.END;
        service.connections().waits(this);
        within(LINGER);
        duplex.shutdownOutput();
        channel.config().setAutoRead(true);
    }

    private void openStream(WebResponse response, boolean isOld) {
        if (!service.connections().addStream()) {
            answer(WebResponse.problem(503, "there are " + service.limits().streams() + " streams already")
                    .header("Retry-After", "5"), false);
            return;
        }
        EventStream opened = new EventStream(channel, service.limits());
        stream = opened;
        state = State.STREAM;
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
        ResponseHeads.write(response, head.headers());
        if (isOld) {
            head.headers().set(HttpHeaderNames.CONNECTION, "close");
        } else {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        service.counters().answered(response.status());
        channel.writeAndFlush(head);
        channel.config().setAutoRead(true); // so that the client's end is noticed
        opened.start();
        try {
            service.opened(response).accept(opened);
        } catch (Throwable e) {
            service.failed("a stream", e);
            channel.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (stream != null) {
            stream.writabilityChanged();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        exchange++;
        cancelDeadline();
        service.connections().remove(this, peer);
        if (stream != null) {
            service.connections().removeStream();
            stream.ended();
        }
        context.fireChannelInactive();
    }

    /** Ends the stream, or the connection. */
    void close() {
        if (stream != null) {
            stream.close();
        } else {
            channel.close();
        }
    }

    /** What clients can cause, such as a reset or a failed handshake, stays out of the log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        service.broken(channel, cause);
        channel.close();
    }
}
