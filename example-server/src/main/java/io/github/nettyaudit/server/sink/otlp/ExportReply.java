package io.github.nettyaudit.server.sink.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The message {@code ExportLogsServiceResponse}.
 *
 * @param rejected how many records the receiver has rejected for good
 * @param message  why, or a warning
 */
record ExportReply(long rejected, String message) {
    private static final int PARTIAL_SUCCESS = 1;
    private static final int REJECTED = 1;
    private static final int MESSAGE = 2;

    /** Returns {@code null} if it is no such message. */
    static @Nullable ExportReply read(byte[] body) {
        long rejected = 0;
        String message = "";
        try {
            ProtobufFields fields = new ProtobufFields(body);
            while (fields.next()) {
                if (fields.number() != PARTIAL_SUCCESS) {
                    continue;
                }
                ProtobufFields partial = new ProtobufFields(fields.bytes());
                while (partial.next()) {
                    if (partial.number() == REJECTED) {
                        rejected = partial.value();
                    } else if (partial.number() == MESSAGE) {
                        message = new String(partial.bytes(), UTF_8);
                    }
                }
            }
            return new ExportReply(rejected, message);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
