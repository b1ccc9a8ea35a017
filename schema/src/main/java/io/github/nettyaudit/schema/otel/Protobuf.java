package io.github.nettyaudit.schema.otel;

import io.github.nettyaudit.schema.text.Utf8;
import io.netty.buffer.ByteBuf;

/**
 * The few parts of the encoding of Protocol Buffers that log records need, and the tags of their fields
 * ({@code opentelemetry/proto/logs/v1/logs.proto} and {@code common/v1/common.proto} of opentelemetry-proto 1.11).
 */
final class Protobuf {
    // LogRecord
    static final int TIME = 1 << 3 | 1;
    static final int SEVERITY_NUMBER = 2 << 3;
    static final int SEVERITY_TEXT = 3 << 3 | 2;
    static final int BODY = 5 << 3 | 2;
    static final int ATTRIBUTE = 6 << 3 | 2;
    static final int EVENT_NAME = 12 << 3 | 2;
    // KeyValue
    static final int KEY = 1 << 3 | 2;
    static final int VALUE = 2 << 3 | 2;
    // AnyValue
    static final int STRING = 1 << 3 | 2;
    static final int INTEGER = 3 << 3;
    static final int ARRAY = 5 << 3 | 2;
    static final int LIST = 6 << 3 | 2;
    static final int BYTES = 7 << 3 | 2;
    // ArrayValue.values, and KeyValueList.values
    static final int ELEMENT = 1 << 3 | 2;

    private Protobuf() {
    }

    static void varint(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static int varintSize(long value) {
        return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
    }

    /** The length of a field with a length, without its tag of one byte. */
    static int sized(int length) {
        return varintSize(length) + length;
    }

    /** Whether a {@code string} may have these bytes. */
    static boolean isText(byte[] text, int start, int length) {
        if (Utf8.isAscii(text, start, length)) {
            return true;
        }
        int end = start + length;
        for (int index = start; index < end;) {
            int size = Utf8.sequence(Utf8.bytes(text, index, end));
            if (size < 0) {
                return false;
            }
            index += size;
        }
        return true;
    }
}
