package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;

/**
 * Where the fields of {@code struct audit_status} lie ({@code linux/audit.h}): unsigned 32-bit numbers in the byte
 * order of the machine. The struct has grown over time and only at its end, so any length is a prefix of today's.
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
public final class AuditStatusDescriptor {
    /** Bytes of the struct before Linux 3.14, up to {@code backlog}. */
    public static final int LENGTH_LINUX_2_6 = 32;
    /** Bytes of the struct from Linux 3.14 on, up to {@code backlog_wait_time}. */
    public static final int LENGTH_LINUX_3_14 = 40;
    /** Bytes of the struct from Linux 5.9 on, up to {@code backlog_wait_time_actual}. */
    public static final int LENGTH_LINUX_5_9 = 44;
    /** Bytes of the struct as this library knows it; a kernel that knows less ignores the rest. */
    public static final int LENGTH = LENGTH_LINUX_5_9;

    private AuditStatusDescriptor() {
    }

    /** Whether a struct may have this many bytes: whole fields, fewer or more than are known here. */
    static boolean isValidLength(int length) {
        return length >= 0 && length % Integer.BYTES == 0;
    }

    /** All fields of the payload, those beyond today's struct too; moves no index. */
    static int[] read(ByteBuf payload) {
        int[] fields = new int[payload.readableBytes() / Integer.BYTES];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = NetlinkHeaderDescriptor.getInt(payload, payload.readerIndex() + i * Integer.BYTES);
        }
        return fields;
    }

    /** Appends the fields. */
    static void write(ByteBuf payload, int[] fields) {
        for (int field : fields) {
            NetlinkHeaderDescriptor.writeInt(payload, field);
        }
    }
}
