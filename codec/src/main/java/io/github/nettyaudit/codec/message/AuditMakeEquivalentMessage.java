package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A MAKE_EQUIV request: let the directory rules of one tree hold for another one too, which for example a bind mount
 * has made the same. The content is as in {@code audit_receive_msg} of {@code kernel/audit.c}:
 * <pre>
 * +----------------------+
 * |  bytes of tree       |  0
 * +----------------------+
 * |  bytes of equivalent |  4
 * +----------------------+
 * |  tree …              |  8, no terminator
 * +----------------------+
 * |  equivalent …        |
 * +----------------------+
 * </pre>
 *
 * <p>Owns one reference of its content; who takes the message releases it. Not thread-safe.
 */
public final class AuditMakeEquivalentMessage extends AuditContentMessage<AuditMakeEquivalentMessage> {
    /** Bytes before the paths. */
    public static final int FIXED_LENGTH = 8;

    private AuditMakeEquivalentMessage(NetlinkMessage message) {
        super(message);
    }

    /** Checks a received payload. */
    static AuditMakeEquivalentMessage read(NetlinkMessage message) {
        ByteBuf content = message.content();
        long left = content.readableBytes() - FIXED_LENGTH;
        if (left < 0) {
            throw new AuditMessageException("MAKE_EQUIV of " + content.readableBytes()
                    + " bytes (expected: at least " + FIXED_LENGTH + ')');
        }
        AuditMakeEquivalentMessage request = new AuditMakeEquivalentMessage(message);
        long tree = Integer.toUnsignedLong(request.size(0));
        long equivalent = Integer.toUnsignedLong(request.size(1));
        if (tree == 0 || equivalent == 0 || tree + equivalent > left) {
            throw new AuditMessageException("MAKE_EQUIV with paths of " + tree + " and " + equivalent
                    + " bytes, of which " + left + " are there");
        }
        return request;
    }

    /** A request that has no sequence yet. Both paths are sent as UTF-8. */
    public static AuditMakeEquivalentMessage of(String tree, String equivalent) {
        byte[] first = tree.getBytes(StandardCharsets.UTF_8);
        byte[] second = equivalent.getBytes(StandardCharsets.UTF_8);
        ByteBuf content = Unpooled.buffer(FIXED_LENGTH + first.length + second.length);
        NetlinkHeaderDescriptor.writeInt(content, first.length);
        NetlinkHeaderDescriptor.writeInt(content, second.length);
        content.writeBytes(first).writeBytes(second);
        return new AuditMakeEquivalentMessage(AuditHeaders.request(AuditMessageType.MAKE_EQUIV, content));
    }

    @Override
    AuditMakeEquivalentMessage with(NetlinkMessage message) {
        return new AuditMakeEquivalentMessage(message);
    }

    /** @throws IllegalArgumentException when the header is of another type */
    @Override
    public AuditMakeEquivalentMessage withHeader(NetlinkHeader header) {
        AuditHeaders.check(header, AuditMessageType.MAKE_EQUIV);
        return super.withHeader(header);
    }

    /** The tree that has rules, bytes that are not UTF-8 replaced by U+FFFD. */
    public String tree() {
        return path(0, size(0));
    }

    /** The tree for which they shall hold too, bytes that are not UTF-8 replaced by U+FFFD. */
    public String equivalent() {
        return path(size(0), size(1));
    }

    private int size(int index) {
        return NetlinkHeaderDescriptor.getInt(content(), content().readerIndex() + index * Integer.BYTES);
    }

    private String path(int offset, int length) {
        return content().toString(content().readerIndex() + FIXED_LENGTH + offset, length, StandardCharsets.UTF_8);
    }
}
