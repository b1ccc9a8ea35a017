package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;

/**
 * A MAKE_EQUIV request: applies the rules of one directory tree to an equivalent tree, such as a bind mount of it. The
 * content is the byte lengths of both paths as 32-bit numbers in the byte order of the machine, then the paths without
 * terminators ({@code audit_receive_msg} in {@code kernel/audit.c}).
 *
 * <p>The message owns one reference of its content; the receiver releases the message. Not thread-safe.
 */
public final class AuditMakeEquivalentMessage extends AuditContentMessage<AuditMakeEquivalentMessage> {
    private AuditMakeEquivalentMessage(NetlinkMessage message) {
        super(message);
    }

    /** Checks a received payload; the message becomes the owner of the netlink message unless this throws. */
    static AuditMakeEquivalentMessage read(NetlinkMessage message) {
        AuditMakeEquivalentDescriptor.check(message.content());
        return new AuditMakeEquivalentMessage(message);
    }

    /**
     * Creates a request without a sequence. Both paths are sent as UTF-8.
     *
     * @param tree       the tree that has rules
     * @param equivalent the tree to which its rules shall apply too
     * @return the request
     */
    public static AuditMakeEquivalentMessage of(String tree, String equivalent) {
        ByteBuf content = AuditMakeEquivalentDescriptor.write(tree, equivalent);
        return new AuditMakeEquivalentMessage(AuditHeaders.request(AuditMessageType.MAKE_EQUIV, content));
    }

    @Override
    AuditMakeEquivalentMessage with(NetlinkMessage message) {
        return new AuditMakeEquivalentMessage(message);
    }

    @Override
    public AuditMakeEquivalentMessage withHeader(NetlinkHeader header) {
        AuditHeaders.check(header, AuditMessageType.MAKE_EQUIV);
        return super.withHeader(header);
    }

    /**
     * Returns the tree that has rules.
     *
     * @return the path; bytes that are not UTF-8 are replaced by U+FFFD
     */
    public String tree() {
        return AuditMakeEquivalentDescriptor.tree(content());
    }

    /**
     * Returns the tree to which the rules shall apply too.
     *
     * @return the path; bytes that are not UTF-8 are replaced by U+FFFD
     */
    public String equivalent() {
        return AuditMakeEquivalentDescriptor.equivalent(content());
    }
}
