package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;

/**
 * A rule in a request to add or delete it, or one part of a listing. The content is a {@code struct audit_rule_data},
 * see {@link AuditRuleDescriptor}; its shape is checked (at least {@value AuditRuleDescriptor#FIXED_LENGTH} bytes),
 * what it says is not.
 *
 * <p>Owns one reference of its content; who takes the message releases it. Not thread-safe.
 */
public final class AuditRuleMessage extends AuditContentMessage<AuditRuleMessage> {
    /**
     * @param message a netlink message of type {@link AuditMessageType#ADD_RULE}, {@link AuditMessageType#DEL_RULE} or
     *                {@link AuditMessageType#LIST_RULES}, which becomes this one's
     * @throws IllegalArgumentException when it is of another type; the caller then still owns the message
     */
    public AuditRuleMessage(NetlinkMessage message) {
        super(check(message));
    }

    private static NetlinkMessage check(NetlinkMessage message) {
        int type = message.type();
        if (type != AuditMessageType.ADD_RULE && type != AuditMessageType.DEL_RULE
                && type != AuditMessageType.LIST_RULES) {
            throw new IllegalArgumentException("type: " + AuditMessageType.name(type)
                    + " (expected: ADD_RULE, DEL_RULE or LIST_RULES)");
        }
        return message;
    }

    /** Checks a received payload. */
    static AuditRuleMessage read(NetlinkMessage message) {
        int length = message.content().readableBytes();
        if (length < AuditRuleDescriptor.FIXED_LENGTH) {
            throw new AuditMessageException("a rule of " + length + " bytes (expected: at least "
                    + AuditRuleDescriptor.FIXED_LENGTH + ')');
        }
        return new AuditRuleMessage(message);
    }

    /** A request to add the rule, which becomes the message's; it has no sequence yet. */
    public static AuditRuleMessage add(ByteBuf rule) {
        return new AuditRuleMessage(AuditHeaders.request(AuditMessageType.ADD_RULE, rule));
    }

    /** A request to delete the rule, which becomes the message's; it has no sequence yet. */
    public static AuditRuleMessage delete(ByteBuf rule) {
        return new AuditRuleMessage(AuditHeaders.request(AuditMessageType.DEL_RULE, rule));
    }

    /** One part of an answer to LIST_RULES, as the kernel sends it; the rule becomes the message's. */
    public static AuditRuleMessage part(int sequence, ByteBuf rule) {
        return new AuditRuleMessage(
                new NetlinkMessage(AuditMessageType.LIST_RULES, NetlinkFlags.MULTI, sequence, 0, rule));
    }

    @Override
    AuditRuleMessage with(NetlinkMessage message) {
        return new AuditRuleMessage(message);
    }

    /** @throws IllegalArgumentException when the header's type is not one of rules */
    @Override
    public AuditRuleMessage withHeader(NetlinkHeader header) {
        return super.withHeader(header);
    }

    /** The list of the rule ({@code AUDIT_FILTER_*}), without the prepend flag. */
    public int filter() {
        return AuditRuleDescriptor.flags(content()) & ~AuditRuleDescriptor.PREPEND;
    }

    /** Whether the rule shall come first in its list; false in listings. */
    public boolean isPrepend() {
        return (AuditRuleDescriptor.flags(content()) & AuditRuleDescriptor.PREPEND) != 0;
    }

    /** What to do when the rule matches: 0 never, 2 always. */
    public int action() {
        return AuditRuleDescriptor.action(content());
    }

    /** How many fields the rule claims to have. */
    public int fieldCount() {
        return AuditRuleDescriptor.fieldCount(content());
    }

    /** How many bytes of strings the rule claims to have. */
    public int bufferLength() {
        return AuditRuleDescriptor.bufferLength(content());
    }
}
