package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;

/**
 * The layout of {@code struct audit_status} ({@code linux/audit.h}): unsigned 32-bit numbers in the byte order of the
 * machine. The struct has only ever grown at its end, so any length is a prefix of today's.
 * <pre>
 *                                         bytes      mask bit
 * +------------------------------------+
 * |               mask                 |   0
 * +------------------------------------+
 * |              enabled               |   4          0x01
 * +------------------------------------+
 * |              failure               |   8          0x02
 * +------------------------------------+
 * |                pid                 |  12          0x04
 * +------------------------------------+
 * |             rate_limit             |  16          0x08
 * +------------------------------------+
 * |            backlog_limit           |  20          0x10
 * +------------------------------------+
 * |               lost                 |  24          0x40 (reset)
 * +------------------------------------+
 * |              backlog               |  28
 * +------------------------------------+  32: Linux 2.6
 * |     feature_bitmap (version)       |  32
 * +------------------------------------+
 * |         backlog_wait_time          |  36          0x20
 * +------------------------------------+  40: Linux 3.14
 * |      backlog_wait_time_actual      |  40          0x80 (reset)
 * +------------------------------------+  44: Linux 5.9
 * </pre>
 */
final class AuditStatusDescriptor {
    static final int LENGTH_LINUX_2_6 = 32;
    static final int LENGTH_LINUX_3_14 = 40;
    static final int LENGTH_LINUX_5_9 = 44;
    /** The length that this library knows; a kernel that knows less ignores the rest. */
    static final int LENGTH = LENGTH_LINUX_5_9;

    private AuditStatusDescriptor() {
    }

    /** Whether a struct may have this many bytes: whole fields, fewer or more than are known here. */
    static boolean isValidLength(int length) {
        return length >= 0 && length % Integer.BYTES == 0;
    }

    /** Reads all fields of the payload, including those beyond today's struct; moves no index. */
    static AuditStatus read(ByteBuf payload) {
        if (!isValidLength(payload.readableBytes())) {
            throw new AuditMessageException("a status of " + payload.readableBytes()
                    + " bytes (expected: a multiple of 4)");
        }
        int[] fields = new int[payload.readableBytes() / Integer.BYTES];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = NetlinkHeaderDescriptor.getInt(payload, payload.readerIndex() + i * Integer.BYTES);
        }
        return new AuditStatus(fields);
    }

    static void write(AuditStatus status, ByteBuf payload) {
        for (int field : status.fields) {
            NetlinkHeaderDescriptor.writeInt(payload, field);
        }
    }
}
