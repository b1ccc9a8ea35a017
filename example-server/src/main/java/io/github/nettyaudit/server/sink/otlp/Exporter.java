package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.server.http.GrpcClient;
import io.github.nettyaudit.server.http.HttpClient;
import io.github.nettyaudit.server.http.HttpCompression;
import io.github.nettyaudit.server.http.HttpEndpoint;
import io.github.nettyaudit.server.http.HttpOptions;
import io.github.nettyaudit.server.http.HttpReply;
import io.github.nettyaudit.server.http.HttpServers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** How requests go to a receiver: over HTTP or gRPC. */
final class Exporter {
    private static final String HTTP_PATH = "/v1/logs";
    private static final String GRPC_PATH = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    private final HttpServers servers;
    private final boolean isGrpc;
    private final HttpHeaders headers;
    private final HttpCompression compression;
    private final Function<Duration, CompletableFuture<Void>> close;

    private Exporter(HttpServers servers, boolean isGrpc, HttpHeaders headers, HttpCompression compression,
            Function<Duration, CompletableFuture<Void>> close) {
        this.servers = servers;
        this.isGrpc = isGrpc;
        this.headers = headers;
        this.compression = compression;
        this.close = close;
    }

    static Exporter http(String name, HttpOptions options, List<HttpEndpoint> servers, HttpHeaders headers,
            HttpCompression compression) {
        HttpClient client = new HttpClient("audit-sink-" + name, options);
        headers.set("Content-Type", "application/x-protobuf");
        if (compression != HttpCompression.NONE) {
            headers.set("Content-Encoding", compression.encoding());
        }
        return new Exporter(new HttpServers(client, servers), false, headers, compression, client::close);
    }

    static Exporter grpc(String name, HttpOptions options, List<HttpEndpoint> servers, HttpHeaders headers,
            HttpCompression compression) {
        boolean isCompressed = compression != HttpCompression.NONE;
        GrpcClient client = new GrpcClient("audit-sink-" + name, options, isCompressed);
        if (isCompressed) {
            headers.set("grpc-encoding", compression.encoding());
        }
        return new Exporter(new HttpServers(client, servers), true, headers, compression, client::close);
    }

    boolean isGrpc() {
        return isGrpc;
    }

    /** Sends a message; it is released. */
    CompletableFuture<HttpReply> send(ByteBuf message) {
        return servers.post(isGrpc ? GRPC_PATH : HTTP_PATH, headers, compression.compress(message));
    }

    CompletableFuture<Void> close(Duration timeout) {
        return close.apply(timeout);
    }
}
