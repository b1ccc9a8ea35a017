package io.github.nettyaudit.codec.pcapng;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Datagrams as the kernel sends them, and pcapng blocks put together by hand, in either byte order. */
final class PcapngFixtures {
    static final Instant TIME = Instant.parse("2026-11-23T12:00:00.123456789Z");
    static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;

    private PcapngFixtures() {
    }

    /** An EOE record as a daemon gets it: nlmsg_len is 31 where the datagram has 47 bytes. */
    static ByteBuf endOfEvent() {
        return datagram(nativeOrder(31, 1320, 0, 0, 0, "audit(1795332930.992:5699996): "));
    }

    /** An AUDIT_GET request with acknowledgement, sequence 1. */
    static ByteBuf statusRequest() {
        return datagram(nativeOrder(16, 1000, 5, 1, 0, ""));
    }

    static ByteBuf datagram(byte[] bytes) {
        return Unpooled.copiedBuffer(bytes);
    }

    static byte[] nativeOrder(int length, int type, int flags, int sequence, int portId, String payload) {
        return message(ByteOrder.nativeOrder(), length, type, flags, sequence, portId, payload);
    }

    static byte[] message(ByteOrder order, int length, int type, int flags, int sequence, int portId, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(16 + text.length).order(order)
                .putInt(length).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(portId)
                .put(text).array();
    }

    static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }

    /** Hex digits in capitals, without blanks and what follows a # in a line. */
    static String hexString(String text) {
        return text.replaceAll("\\s|#.*", "").toUpperCase(Locale.ROOT);
    }

    static byte[] hex(String text) {
        return ByteBufUtil.decodeHexDump(hexString(text));
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] block(ByteOrder order, int type, byte[]... body) {
        byte[] bytes = concat(body);
        int length = bytes.length + 12;
        return ByteBuffer.allocate(length).order(order)
                .putInt(type).putInt(length).put(bytes).putInt(length).array();
    }

    static byte[] section(ByteOrder order, byte[]... options) {
        byte[] fixed = ByteBuffer.allocate(16).order(order)
                .putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1).array();
        return block(order, 0x0a0d0d0a, fixed, concat(options));
    }

    static byte[] interfaceBlock(ByteOrder order, int linkType, byte[]... options) {
        byte[] fixed = ByteBuffer.allocate(8).order(order)
                .putShort((short) linkType).putShort((short) 0).putInt(0).array();
        return block(order, 1, fixed, concat(options));
    }

    static byte[] packet(ByteOrder order, int interfaceId, long units, byte[] packet, byte[]... options) {
        return packet(order, interfaceId, units, packet.length, packet.length, packet, options);
    }

    static byte[] packet(ByteOrder order, int interfaceId, long units, int captured, int original, byte[] packet,
            byte[]... options) {
        byte[] fixed = ByteBuffer.allocate(20).order(order).putInt(interfaceId)
                .putInt((int) (units >>> 32)).putInt((int) units).putInt(captured).putInt(original).array();
        return block(order, 6, fixed, pad(packet), concat(options));
    }

    static byte[] option(ByteOrder order, int code, byte[] value) {
        byte[] header = ByteBuffer.allocate(4).order(order).putShort((short) code).putShort((short) value.length)
                .array();
        return concat(header, pad(value));
    }

    static byte[] endOfOptions() {
        return new byte[4];
    }

    static byte[] pad(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 3 & ~3);
    }

    static byte[] int32(ByteOrder order, int value) {
        return ByteBuffer.allocate(4).order(order).putInt(value).array();
    }

    static byte[] int64(ByteOrder order, long value) {
        return ByteBuffer.allocate(8).order(order).putLong(value).array();
    }

    /** A cooked header and the bytes behind it. */
    static byte[] cooked(int packetType, int protocol, byte[] datagram) {
        byte[] header = ByteBuffer.allocate(16).putShort((short) packetType).putShort((short) 824)
                .position(14).putShort((short) protocol).array();
        return concat(header, datagram);
    }

    static PcapngReader reader(byte[]... parts) {
        return new PcapngReader(new ByteArrayInputStream(concat(parts)));
    }

    static List<PcapngPacket> readAll(byte[]... parts) throws IOException {
        List<PcapngPacket> packets = new ArrayList<>();
        try (PcapngReader reader = reader(parts)) {
            for (PcapngPacket packet = reader.next(); packet != null; packet = reader.next()) {
                packets.add(packet);
            }
        }
        return packets;
    }
}
