package io.github.nettyaudit.server.sink.otlp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Reads the fields of a message of Protocol Buffers, one after another. */
final class ProtobufFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int SIZED = 2;
    private static final int FIXED32 = 5;

    private final ByteBuf in;
    private int number;
    private long value;
    private byte[] bytes = {};

    ProtobufFields(byte[] message) {
        in = Unpooled.wrappedBuffer(message);
    }

    /**
     * Goes to the next field; false at the end.
     *
     * @throws IllegalArgumentException if this is no such message
     */
    boolean next() {
        if (!in.isReadable()) {
            return false;
        }
        long tag = varint();
        number = (int) (tag >>> 3);
        value = 0;
        bytes = new byte[0];
        switch ((int) tag & 7) {
            case VARINT -> value = varint();
            case FIXED64 -> skip(Long.BYTES);
            case FIXED32 -> skip(Integer.BYTES);
            case SIZED -> {
                long length = varint();
                if (length < 0 || length > in.readableBytes()) {
                    throw new IllegalArgumentException("a field is longer than its message");
                }
                bytes = new byte[(int) length];
                in.readBytes(bytes);
            }
            default -> throw new IllegalArgumentException("a type that there is not");
        }
        if (number == 0) {
            throw new IllegalArgumentException("a field without a number");
        }
        return true;
    }

    private void skip(int length) {
        if (in.readableBytes() < length) {
            throw new IllegalArgumentException("a field is longer than its message");
        }
        in.skipBytes(length);
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.isReadable()) {
                throw new IllegalArgumentException("a number ends too early");
            }
            byte next = in.readByte();
            result |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw new IllegalArgumentException("a number is too long");
    }

    int number() {
        return number;
    }

    /** The value of a number. */
    long value() {
        return value;
    }

    /** The value of a text or a message. */
    byte[] bytes() {
        return bytes;
    }
}
