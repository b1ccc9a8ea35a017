package io.github.nettyaudit.server.web;

import io.github.nettyaudit.server.web.WebRoutes.Match;
import io.github.nettyaudit.server.web.WebRoutes.Route;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.internal.logging.InternalLogger;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the connections of a server have in common: its checks, routes, bounds and counters. Thread-safe. */
final class WebService {
    private static final WebResponse TRUSTED = WebResponse.text(200, "");
    private static final Set<String> METHODS = Set.of(WebRoutes.GET, WebRoutes.HEAD, WebRoutes.POST);

    private final String name;
    private final InternalLogger log;
    private final WebDoor door;
    private final WebRoutes routes;
    private final WebLimits limits;
    private final HostNames hosts;
    private final PeerUsers peers;
    private final Connections connections;
    private final WorkPool pool;
    private final WebCounters counters;

    WebService(String name, InternalLogger log, WebDoor door, WebRoutes routes, WebLimits limits, HostNames hosts,
            PeerUsers peers, WebCounters counters) {
        this.name = name;
        this.log = log;
        this.door = door;
        this.routes = routes;
        this.limits = limits;
        this.hosts = hosts;
        this.peers = peers;
        this.counters = counters;
        connections = new Connections(limits, counters);
        pool = new WorkPool(name, limits.workers(), limits.waitingWork());
    }

    WebLimits limits() {
        return limits;
    }

    Connections connections() {
        return connections;
    }

    WorkPool pool() {
        return pool;
    }

    /** Decides about the head of a request. */
    Checked check(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return Checked.refused(unreadable(head.decoderResult().cause()));
        }
        HttpHeaders headers = head.headers();
        if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1) && !head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return Checked.refused(505, "this server speaks HTTP/1.1");
        }
        List<String> host = headers.getAll(HttpHeaderNames.HOST);
        if (host.size() != 1) {
            return Checked.refused(400, "the request has " + (host.isEmpty() ? "no header Host" : "two headers Host"));
        }
        if (!hosts.allow(host.get(0))) {
            return Checked.refused(421, "this server has another name than the one in the header Host; the setting " + name
                    + ".hosts adds names");
        }
        String method = head.method().name();
        if (!METHODS.contains(method)) {
            return Checked.refused(WebResponse.problem(405, "the method is none of " + String.join(", ", WebRoutes.GET,
                    WebRoutes.HEAD, WebRoutes.POST)).header("Allow", String.join(", ", WebRoutes.GET, WebRoutes.HEAD,
                    WebRoutes.POST)));
        }
        String origin = RequestOrigin.refusal(!method.equals(WebRoutes.POST), headers, host.get(0));
        if (origin != null) {
            return Checked.refused(403, origin);
        }
        return route(head, method, headers);
    }

    private Checked route(HttpRequest head, String method, HttpHeaders headers) {
        RequestTarget target = RequestTarget.of(head.uri());
        if (target == null) {
            return Checked.refused(400, "the request's target is not a path");
        }
        Match match = routes.find(target.path());
        if (match == null) {
            return Checked.refused(404, "there is nothing at this path");
        }
        Route route = match.route(method);
        if (route == null) {
            return Checked.refused(WebResponse.problem(405, "this path does not take the method " + method)
                    .header("Allow", match.allowed()));
        }
        WebResponse refusal = route.access().refusal(door.token(), headers.get(HttpHeaderNames.AUTHORIZATION));
        if (refusal == null) {
            refusal = body(head, headers, route);
        }
        return new Checked(refusal, target, match, route);
    }

    private static @Nullable WebResponse body(HttpRequest head, HttpHeaders headers, Route route) {
        if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
            return WebResponse.problem(415, "a body must not be compressed");
        }
        if (headers.contains(HttpHeaderNames.EXPECT) && !HttpUtil.is100ContinueExpected(head)) {
            return WebResponse.problem(417, "the header Expect has something else than 100-continue");
        }
        if (HttpUtil.getContentLength(head, 0L) > route.mostBodyBytes()) {
            return WebResponse.problem(413, route.mostBodyBytes() == 0 ? "this path takes no body"
                    : "the body has more than " + route.mostBodyBytes() + " bytes");
        }
        return null;
    }

    private static WebResponse unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return WebResponse.problem(414, "the request line has more than " + WebLimits.LINE + " bytes");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return WebResponse.problem(431, "the headers have more than " + WebLimits.HEADERS + " bytes");
        }
        return WebResponse.problem(400, "the request is not well-formed");
    }

    boolean isReader(HttpHeaders headers) {
        return WebAccess.READER.refusal(door.token(), headers.get(HttpHeaderNames.AUTHORIZATION)) == null;
    }

    boolean checksPeers() {
        return door.checksPeers();
    }

    /** Looks up the other end's user. Completes with the refusal, if there is one. */
    CompletionStage<Optional<WebResponse>> checkPeer(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)
                || !(channel.localAddress() instanceof InetSocketAddress own)) {
            return CompletableFuture.completedFuture(Optional.of(refusedPeer())); // it has gone
        }
        return pool.run(() -> peers.trust(peer, own) ? TRUSTED : refusedPeer()).handle((response, failure) -> {
            if (failure != null) {
                log.warn("{}: the table of sockets cannot be read", name, failure);
                return Optional.of(refusedPeer());
            }
            return response == TRUSTED ? Optional.empty() : Optional.of(response); // also 503 of the pool
        });
    }

    private WebResponse refusedPeer() {
        return WebResponse.problem(403, "this port is for root and for the user of this server; with the setting " + name
                + ".token it is for everybody who has the token");
    }

    Consumer<WebStream> opened(WebResponse response) {
        return Objects.requireNonNull(response.opened(), "a stream");
    }

    WebCounters counters() {
        return counters;
    }

    void failed(String path, @Nullable Throwable failure) {
        counters.failed();
        log.warn("{}: a request for {} failed", name, path, failure);
    }

    void late(String path) {
        counters.failed();
        log.warn("{}: a request for {} was not answered within {} seconds", name, path, limits.answer().toSeconds());
    }

    void refusedConnection(Channel channel, String reason) {
        counters.refused();
        log.debug("{}: refused a connection from {}: {}", name, channel.remoteAddress(), reason);
    }

    void broken(Channel channel, Throwable cause) {
        log.debug("{}: a connection from {} has failed", name, channel.remoteAddress(), cause);
    }

    void warn(String sentence) {
        log.warn("{}: {}", name, sentence);
    }
}
