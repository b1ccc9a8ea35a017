package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.server.http.GrpcClient;
import io.github.nettyaudit.server.http.HttpReply;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Sends one batch over gRPC. */
final class GrpcExport extends Export {
    private static final int OK = 0;
    private static final int INVALID_ARGUMENT = 3;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final String[] NAMES = {"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
        "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
        "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"};

    GrpcExport(OtlpSink sink, SinkBatch batch) {
        super(sink, batch);
    }

    @Override
    protected void take(int first, int end, HttpReply reply) {
        int code = code(reply.headers().get(GrpcClient.STATUS));
        if (code < 0) {
            tryAgainFrom(first, "the receiver does not answer as gRPC does (" + reply.status()
                    + "): check urls and protocol" + (reply.body().length == 0 ? "" : ": " + reply.text()));
            return;
        }
        String message = message(reply);
        String words = words(code) + (message.isEmpty() ? "" : ": " + HttpReply.printable(message));
        if (code == OK) {
            taken(first, end, reply.body());
        } else if (code == INVALID_ARGUMENT) {
            divide(first, end, false, words);
        } else if (code == RESOURCE_EXHAUSTED && isTooLarge(message)) {
            divide(first, end, true, words);
        } else {
            RpcStatus details = details(reply);
            if (details.retryDelay() != null) {
                sink().gate().close(details.retryDelay());
            }
            tryAgainFrom(first, words);
        }
    }

    private static int code(@Nullable String status) {
        return status != null && status.matches("[0-9]{1,4}") ? Integer.parseInt(status) : -1;
    }

    /** What the implementations of gRPC for Java and Go say of a message that is longer than they take. */
    private static boolean isTooLarge(String message) {
        return message.contains("exceeds maximum size") || message.contains("larger than max");
    }

    private static String message(HttpReply reply) {
        String message = reply.headers().get("grpc-message");
        try {
            return message == null ? "" : URLDecoder.decode(message.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return String.valueOf(message);
        }
    }

    private static RpcStatus details(HttpReply reply) {
        String details = reply.headers().get("grpc-status-details-bin");
        try {
            return details == null ? RpcStatus.NONE : RpcStatus.read(Base64.getDecoder().decode(details));
        } catch (IllegalArgumentException e) {
            return RpcStatus.NONE;
        }
    }

    private static String words(int code) {
        String name = code < NAMES.length ? NAMES[code] : String.valueOf(code);
        return switch (code) {
            case 16 -> "the receiver does not accept the login (" + name + "): check bearer-token, or header";
            case 7 -> "the receiver does not allow this (" + name + ')';
            case 12 -> "the receiver does not take logs (" + name + "): check urls";
            case 8 -> "the receiver is overloaded (" + name + ')';
            case 14 -> "the receiver is not available (" + name + ')';
            case 3 -> "the receiver refuses the request (" + name + ')';
            default -> "the receiver answers with the status " + name;
        };
    }
}
