package io.github.nettyaudit.testkit;

import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Repeats captured records without end; records of one event get the same fresh serial and time. A record without
 * {@code audit(…:serial):} stays as it is. Not thread-safe.
 */
final class FreshRecords {
    private static final int HEADER = NetlinkHeaderDescriptor.HEADER_LENGTH;
    private static final int TYPE_OFFSET = 4;

    private final CapturedDatagrams records;
    private final LongSupplier serials;
    private final boolean lengthWithHeader;
    /** From the stamp in the capture to the fresh one, within one pass. */
    private final Map<String, byte[]> stamps = new HashMap<>();
    private int index;

    FreshRecords(CapturedDatagrams records, LongSupplier serials, boolean lengthWithHeader) {
        this.records = records;
        this.serials = serials;
        this.lengthWithHeader = lengthWithHeader;
    }

    /** A new buffer with the next record as a datagram. */
    ByteBuf next(ByteBufAllocator allocator) {
        if (index == records.size()) {
            index = 0;
            stamps.clear();
        }
        byte[] record = records.shared(index++);
        int stampEnd = stampEnd(record);
        byte[] stamp = stampEnd == HEADER ? new byte[0] : stamps.computeIfAbsent(
                new String(record, HEADER, stampEnd - HEADER, StandardCharsets.ISO_8859_1), old -> freshStamp());
        int text = stamp.length + record.length - stampEnd;
        ByteBuf datagram = allocator.directBuffer(HEADER + text);
        int type = record[TYPE_OFFSET] & 0xff | (record[TYPE_OFFSET + 1] & 0xff) << 8;
        NetlinkHeaderDescriptor.write(datagram, lengthWithHeader ? HEADER + text : text, type, 0, 0, 0);
        return datagram.writeBytes(stamp).writeBytes(record, stampEnd, record.length - stampEnd);
    }

    private byte[] freshStamp() {
        long now = System.currentTimeMillis();
        return String.format("audit(%d.%03d:%d)", now / 1000, now % 1000, serials.getAsLong())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Behind the bracket that closes {@code audit(…)}; the start of the text where there is none. */
    private static int stampEnd(byte[] record) {
        int end = HEADER;
        while (end < record.length && end < HEADER + 64 && record[end] != ')') {
            end++;
        }
        boolean stamped = end < record.length && record[end] == ')' && record[HEADER] == 'a';
        return stamped ? end + 1 : HEADER;
    }
}
