package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;

/**
 * A request to add or delete a rule, or one part of a listing. The content is a {@code struct audit_rule_data}, see
 * {@link AuditRuleDescriptor}. Received messages have at least {@value AuditRuleDescriptor#FIXED_LENGTH} bytes; the
 * meaning of the rule is not checked.
 *
 * <p>The message owns one reference of its content; the receiver releases the message. Not thread-safe.
 */
public final class AuditRuleMessage extends AuditContentMessage<AuditRuleMessage> {
    /**
     * Creates a message.
     *
     * @param message a netlink message of type {@link AuditMessageType#ADD_RULE}, {@link AuditMessageType#DEL_RULE} or
     *                {@link AuditMessageType#LIST_RULES}, whose reference passes to this message
     * @throws IllegalArgumentException if it has another type; the caller then keeps the reference
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
        AuditMessageException.checkLength("a rule", message.content(), AuditRuleDescriptor.FIXED_LENGTH);
        return new AuditRuleMessage(message);
    }

    /**
     * Creates a request without a sequence that adds a rule.
     *
     * @param rule {@code struct audit_rule_data}, whose reference passes to the message
     * @return the request
     */
    public static AuditRuleMessage add(ByteBuf rule) {
        return new AuditRuleMessage(AuditHeaders.request(AuditMessageType.ADD_RULE, rule));
    }

    /**
     * Creates a request without a sequence that deletes a rule.
     *
     * @param rule {@code struct audit_rule_data}, whose reference passes to the message
     * @return the request
     */
    public static AuditRuleMessage delete(ByteBuf rule) {
        return new AuditRuleMessage(AuditHeaders.request(AuditMessageType.DEL_RULE, rule));
    }

    /**
     * Creates one part of the reply to LIST_RULES, for a program that acts as the kernel.
     *
     * @param sequence the sequence of the request
     * @param rule     {@code struct audit_rule_data}, whose reference passes to the message
     * @return the part
     */
    public static AuditRuleMessage part(int sequence, ByteBuf rule) {
        return new AuditRuleMessage(
                new NetlinkMessage(AuditMessageType.LIST_RULES, NetlinkFlags.MULTI, sequence, 0, rule));
    }

    @Override
    AuditRuleMessage with(NetlinkMessage message) {
        return new AuditRuleMessage(message);
    }

    /**
     * Returns the filter list of the rule.
     *
     * @return {@code AUDIT_FILTER_*} without the prepend flag
     */
    public int filter() {
        return AuditRuleDescriptor.flags(content()) & ~AuditRuleDescriptor.PREPEND;
    }

    /**
     * Returns whether the rule is to be added at the beginning of its list.
     *
     * @return whether the prepend flag is set; {@code false} in listings
     */
    public boolean isPrepend() {
        return (AuditRuleDescriptor.flags(content()) & AuditRuleDescriptor.PREPEND) != 0;
    }

    /**
     * Returns the action of the rule.
     *
     * @return 0 (never) or 2 (always)
     */
    public int action() {
        return AuditRuleDescriptor.action(content());
    }

    /**
     * Returns the number of fields that the rule claims.
     *
     * @return {@code field_count}; not verified
     */
    public int fieldCount() {
        return AuditRuleDescriptor.fieldCount(content());
    }

    /**
     * Returns the number of bytes of strings that the rule claims.
     *
     * @return {@code buflen}; not verified
     */
    public int bufferLength() {
        return AuditRuleDescriptor.bufferLength(content());
    }
}
