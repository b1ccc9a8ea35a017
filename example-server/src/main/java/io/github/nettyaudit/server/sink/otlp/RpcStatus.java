package io.github.nettyaudit.server.sink.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The message {@code google.rpc.Status}, with which a receiver says why it has not taken a request.
 *
 * @param message    why
 * @param retryDelay how long the receiver asks to wait; {@code null} if it does not say so
 */
record RpcStatus(String message, @Nullable Duration retryDelay) {
    private static final int MESSAGE = 2;
    private static final int DETAILS = 3;
    private static final String RETRY_INFO = "google.rpc.RetryInfo";
    private static final long LONGEST = Duration.ofDays(1).toSeconds();

    static final RpcStatus NONE = new RpcStatus("", null);

    /** Returns {@link #NONE} if it is no such message. */
    static RpcStatus read(byte[] status) {
        try {
            String message = "";
            Duration delay = null;
            ProtobufFields fields = new ProtobufFields(status);
            while (fields.next()) {
                if (fields.number() == MESSAGE) {
                    message = new String(fields.bytes(), UTF_8);
                } else if (fields.number() == DETAILS) {
                    Duration asked = delay(fields.bytes());
                    delay = asked == null ? delay : asked;
                }
            }
            return new RpcStatus(message, delay);
        } catch (IllegalArgumentException e) {
            return NONE;
        }
    }

    /** The delay of a {@code RetryInfo} in an {@code Any}. */
    private static @Nullable Duration delay(byte[] any) {
        String type = "";
        byte[] value = {};
        ProtobufFields fields = new ProtobufFields(any);
        while (fields.next()) {
            if (fields.number() == 1) {
                type = new String(fields.bytes(), UTF_8);
            } else if (fields.number() == 2) {
                value = fields.bytes();
            }
        }
        if (!type.endsWith('/' + RETRY_INFO)) {
            return null;
        }
        ProtobufFields info = new ProtobufFields(value);
        while (info.next()) {
            if (info.number() == 1) {
                return duration(info.bytes());
            }
        }
        return null;
    }

    private static @Nullable Duration duration(byte[] message) {
        long seconds = 0;
        long nanos = 0;
        ProtobufFields fields = new ProtobufFields(message);
        while (fields.next()) {
            if (fields.number() == 1) {
                seconds = fields.value();
            } else if (fields.number() == 2) {
                nanos = fields.value();
            }
        }
        return seconds < 0 || nanos < 0 ? null : Duration.ofSeconds(Math.min(seconds, LONGEST), nanos);
    }
}
