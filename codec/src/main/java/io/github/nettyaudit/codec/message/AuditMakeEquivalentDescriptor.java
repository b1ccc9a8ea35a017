package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.getInt;
import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.writeInt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The layout of the payload of AUDIT_MAKE_EQUIV ({@code audit_receive_msg} in {@code kernel/audit.c}): two unsigned
 * 32-bit numbers in the byte order of the machine, then the paths without terminators.
 * <pre>
 * +----------------------+
 * |  bytes of tree       |  0
 * +----------------------+
 * |  bytes of equivalent |  4
 * +----------------------+
 * |  tree …              |  8
 * +----------------------+
 * |  equivalent …        |
 * +----------------------+
 * </pre>
 */
final class AuditMakeEquivalentDescriptor {
    /** The bytes before the paths. */
    static final int FIXED_LENGTH = 8;

    private static final int TREE_LENGTH_OFFSET = 0;
    private static final int EQUIVALENT_LENGTH_OFFSET = 4;

    private AuditMakeEquivalentDescriptor() {
    }

    /** Checks that both paths have at least one byte and lie within the payload. */
    static void check(ByteBuf payload) {
        AuditMessageException.checkLength("MAKE_EQUIV", payload, FIXED_LENGTH);
        long left = payload.readableBytes() - FIXED_LENGTH;
        long tree = Integer.toUnsignedLong(treeLength(payload));
        long equivalent = Integer.toUnsignedLong(equivalentLength(payload));
        if (tree == 0 || equivalent == 0 || tree + equivalent > left) {
            throw new AuditMessageException("MAKE_EQUIV with paths of " + tree + " and " + equivalent
                    + " bytes, but " + left + " bytes of paths (expected: at least 1 byte each, not more in total)");
        }
    }

    private static int treeLength(ByteBuf payload) {
        return getInt(payload, payload.readerIndex() + TREE_LENGTH_OFFSET);
    }

    private static int equivalentLength(ByteBuf payload) {
        return getInt(payload, payload.readerIndex() + EQUIVALENT_LENGTH_OFFSET);
    }

    static String tree(ByteBuf payload) {
        return path(payload, 0, treeLength(payload));
    }

    static String equivalent(ByteBuf payload) {
        return path(payload, treeLength(payload), equivalentLength(payload));
    }

    private static String path(ByteBuf payload, int offset, int length) {
        return payload.toString(payload.readerIndex() + FIXED_LENGTH + offset, length, StandardCharsets.UTF_8);
    }

    static ByteBuf write(String tree, String equivalent) {
        byte[] first = tree.getBytes(StandardCharsets.UTF_8);
        byte[] second = equivalent.getBytes(StandardCharsets.UTF_8);
        ByteBuf payload = Unpooled.buffer(FIXED_LENGTH + first.length + second.length);
        writeInt(payload, first.length);
        writeInt(payload, second.length);
        return payload.writeBytes(first).writeBytes(second);
    }
}
