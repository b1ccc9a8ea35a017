package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditRuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Rules to {@code struct audit_rule_data} and back; where the fields lie: {@link AuditRuleDescriptor}. */
final class RuleBytes {
    private static final int MASK_OFFSET = 12;
    private static final int FIELDS_OFFSET = MASK_OFFSET + AuditRuleDescriptor.MASK_WORDS * Integer.BYTES;
    private static final int VALUES_OFFSET = FIELDS_OFFSET + AuditRuleDescriptor.MAX_FIELDS * Integer.BYTES;
    private static final int OPERATORS_OFFSET = VALUES_OFFSET + AuditRuleDescriptor.MAX_FIELDS * Integer.BYTES;
    private static final int BUFFER_LENGTH_OFFSET = OPERATORS_OFFSET + AuditRuleDescriptor.MAX_FIELDS * Integer.BYTES;

    private RuleBytes() {
    }

    static byte[] encode(AuditRule rule) {
        List<byte[]> texts = new ArrayList<>();
        int length = 0;
        for (AuditRuleField field : rule.fields()) {
            if (field.text() != null) {
                byte[] text = RuleText.bytes(field.text());
                texts.add(text);
                length += text.length;
            }
        }
        ByteBuffer out = ByteBuffer.allocate(AuditRuleDescriptor.FIXED_LENGTH + length).order(ByteOrder.nativeOrder());
        out.putInt(rule.filter() | (rule.isPrepend() ? AuditRuleDescriptor.PREPEND : 0));
        out.putInt(rule.action()).putInt(rule.fields().size());
        for (int word = 0; word < AuditRuleDescriptor.MASK_WORDS; word++) {
            out.putInt(rule.maskWord(word));
        }
        int index = 0;
        for (AuditRuleField field : rule.fields()) {
            out.putInt(FIELDS_OFFSET + index, field.type());
            out.putInt(VALUES_OFFSET + index, field.value());
            out.putInt(OPERATORS_OFFSET + index, field.operator());
            index += Integer.BYTES;
        }
        out.putInt(BUFFER_LENGTH_OFFSET, length).position(AuditRuleDescriptor.FIXED_LENGTH);
        texts.forEach(out::put);
        return out.array();
    }

    static AuditRule decode(byte[] bytes) {
        if (bytes.length < AuditRuleDescriptor.FIXED_LENGTH) {
            throw new IllegalArgumentException("a rule of " + bytes.length + " bytes (expected: at least "
                    + AuditRuleDescriptor.FIXED_LENGTH + ')');
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int flags = in.getInt(0);
        int count = in.getInt(8);
        if (count < 0 || count > AuditRuleDescriptor.MAX_FIELDS) {
            throw new IllegalArgumentException("a rule of " + Integer.toUnsignedString(count)
                    + " fields (expected: at most " + AuditRuleDescriptor.MAX_FIELDS + ')');
        }
        int[] mask = new int[AuditRuleDescriptor.MASK_WORDS];
        in.position(MASK_OFFSET).asIntBuffer().get(mask);
        List<AuditRuleField> fields = new ArrayList<>(count);
        int text = AuditRuleDescriptor.FIXED_LENGTH;
        for (int index = 0; index < count; index++) {
            int type = in.getInt(FIELDS_OFFSET + index * Integer.BYTES);
            int value = in.getInt(VALUES_OFFSET + index * Integer.BYTES);
            int operator = in.getInt(OPERATORS_OFFSET + index * Integer.BYTES);
            boolean isText = AuditRuleFieldType.isText(type);
            if (isText && (value < 0 || value > bytes.length - text)) {
                throw new IllegalArgumentException("a text of " + Integer.toUnsignedString(value) + " bytes in field "
                        + index + ", of which " + (bytes.length - text) + " are there");
            }
            fields.add(new AuditRuleField(type, operator, value, isText ? RuleText.of(bytes, text, value) : null));
            text += isText ? value : 0;
        }
        return new AuditRule(flags & ~AuditRuleDescriptor.PREPEND, (flags & AuditRuleDescriptor.PREPEND) != 0,
                in.getInt(4), mask, fields);
    }
}
