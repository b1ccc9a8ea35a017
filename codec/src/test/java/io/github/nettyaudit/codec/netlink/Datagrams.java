package io.github.nettyaudit.codec.netlink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes datagrams for tests, from numbers rather than through the code under test. */
public final class Datagrams {
    private Datagrams() {
    }

    /** 32-bit words in the machine's byte order. */
    public static byte[] words(int... words) {
        ByteBuffer buffer = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (int word : words) {
            buffer.putInt(word);
        }
        return buffer.array();
    }

    /** A text's bytes. */
    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A header with a length that is made up, and a payload. */
    public static byte[] message(int length, int type, int flags, int sequence, int portId, byte... payload) {
        ByteBuffer buffer = ByteBuffer.allocate(16 + payload.length).order(ByteOrder.nativeOrder());
        buffer.putInt(length).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(portId);
        return buffer.put(payload).array();
    }

    /** A header whose length is right, and a payload. */
    public static byte[] message(int type, int flags, int sequence, int portId, byte... payload) {
        return message(16 + payload.length, type, flags, sequence, portId, payload);
    }

    /** All bytes one behind the other. */
    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** The bytes as a datagram comes from the transport: pooled, direct, and not at the start of its memory. */
    public static ByteBuf datagram(byte... bytes) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length + 8);
        buffer.writeZero(8).skipBytes(8);
        return buffer.writeBytes(bytes);
    }

    /** What is readable, without moving an index. */
    public static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }
}
