package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.server.http.HttpReply;
import io.netty.handler.codec.http.HttpHeaderNames;

/** Sends one batch over HTTP. */
final class HttpExport extends Export {
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    HttpExport(OtlpSink sink, SinkBatch batch) {
        super(sink, batch);
    }

    @Override
    protected void take(int first, int end, HttpReply reply) {
        if (reply.isSuccess()) {
            taken(first, end, reply.body());
        } else if (reply.status() == TOO_LARGE) {
            divide(first, end, true, words(reply));
        } else if (reply.status() == BAD_REQUEST && isOfReceiver(reply)) {
            divide(first, end, false, words(reply));
        } else {
            keepBack(reply);
            tryAgainFrom(first, words(reply));
        }
    }

    /** Whether the answer is of OTLP, and not of a server in between that understands nothing. */
    private static boolean isOfReceiver(HttpReply reply) {
        String type = String.valueOf(reply.headers().get(HttpHeaderNames.CONTENT_TYPE));
        return type.startsWith("application/x-protobuf") || type.startsWith("application/json");
    }

    private static String words(HttpReply reply) {
        String said = isOfReceiver(reply) && !RpcStatus.read(reply.body()).message().isEmpty()
                ? HttpReply.printable(RpcStatus.read(reply.body()).message()) : reply.text();
        String words = switch (reply.status()) {
            case 401 -> "the receiver does not accept the login (401): check bearer-token, header, or user and password";
            case 403 -> "the receiver does not allow this (403)";
            case 404 -> "the receiver does not know the path (404): check urls, to which /v1/logs is added";
            case 413 -> "the record is too large for the receiver (413)";
            case 429 -> "the receiver is overloaded (429)";
            case 502, 503, 504 -> "the receiver is not available (" + reply.status() + ')';
            case 400 -> "the receiver refuses the request (400)";
            default -> reply.isRedirect() ? "the receiver redirects (" + reply.status() + "), which is not followed: correct urls"
                    : "the receiver answers with the status " + reply.status();
        };
        return words + (said.isEmpty() ? "" : ": " + said);
    }
}
