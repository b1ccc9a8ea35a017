package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;

/**
 * Where the fields of {@code struct audit_rule_data} lie ({@code linux/audit.h}): unsigned 32-bit numbers in the byte
 * order of the machine, then the strings of all string fields, one behind the other without a terminator.
 * <pre>
 *                                             bytes
 * +----------------------------------------+
 * |        flags (the filter list)         |     0
 * +----------------------------------------+
 * |                 action                 |     4
 * +----------------------------------------+
 * |              field_count               |     8
 * +----------------------------------------+
 * |  mask: 64 words, a bit per system call |    12
 * +----------------------------------------+
 * |            fields: 64 words            |   268
 * +----------------------------------------+
 * |   values: 64 words, of a string field  |   524
 * |               its length               |
 * +----------------------------------------+
 * |   fieldflags: 64 words, the operators  |   780
 * +----------------------------------------+
 * |     buflen: bytes of all strings       |  1036
 * +----------------------------------------+
 * |             buf: strings …             |  1040
 * +----------------------------------------+
 * </pre>
 */
public final class AuditRuleDescriptor {
    /** Bytes before the strings: the shortest rule. */
    public static final int FIXED_LENGTH = 1040;
    /** Most fields in a rule, {@code AUDIT_MAX_FIELDS}. */
    public static final int MAX_FIELDS = 64;
    /** Words of 32 system calls each, {@code AUDIT_BITMASK_SIZE}. */
    public static final int MASK_WORDS = 64;
    /** The bit of {@code flags} that puts a rule first in its list, {@code AUDIT_FILTER_PREPEND}. */
    public static final int PREPEND = 0x10;

    static final int FLAGS_OFFSET = 0;
    static final int ACTION_OFFSET = 4;
    static final int FIELD_COUNT_OFFSET = 8;
    static final int MASK_OFFSET = 12;
    static final int FIELDS_OFFSET = 268;
    static final int VALUES_OFFSET = 524;
    static final int OPERATORS_OFFSET = 780;
    static final int BUFFER_LENGTH_OFFSET = 1036;

    private AuditRuleDescriptor() {
    }

    /** {@code flags}: the filter list, and {@link #PREPEND}. */
    public static int flags(ByteBuf rule) {
        return word(rule, FLAGS_OFFSET);
    }

    /** {@code action}: 0 never, 1 possible (obsolete), 2 always. */
    public static int action(ByteBuf rule) {
        return word(rule, ACTION_OFFSET);
    }

    /** {@code field_count} as claimed; the kernel rejects more than {@link #MAX_FIELDS}. */
    public static int fieldCount(ByteBuf rule) {
        return word(rule, FIELD_COUNT_OFFSET);
    }

    /** The mask's word of system calls {@code 32 * index} to {@code 32 * index + 31}, index 0 to 63. */
    public static int maskWord(ByteBuf rule, int index) {
        return element(rule, MASK_OFFSET, index);
    }

    /** The number of a field ({@code AUDIT_PID} and so on), index 0 to 63. */
    public static int field(ByteBuf rule, int index) {
        return element(rule, FIELDS_OFFSET, index);
    }

    /** The value of a field, of a string field its length; index 0 to 63. */
    public static int value(ByteBuf rule, int index) {
        return element(rule, VALUES_OFFSET, index);
    }

    /** The operator of a field ({@code AUDIT_EQUAL} and so on), index 0 to 63. */
    public static int operator(ByteBuf rule, int index) {
        return element(rule, OPERATORS_OFFSET, index);
    }

    /** {@code buflen} as claimed: bytes of all strings; not to be trusted. */
    public static int bufferLength(ByteBuf rule) {
        return word(rule, BUFFER_LENGTH_OFFSET);
    }

    private static int element(ByteBuf rule, int offset, int index) {
        if (index < 0 || index >= MAX_FIELDS) {
            throw new IndexOutOfBoundsException("index: " + index + " (expected: 0-" + (MAX_FIELDS - 1) + ')');
        }
        return word(rule, offset + index * Integer.BYTES);
    }

    private static int word(ByteBuf rule, int offset) {
        return NetlinkHeaderDescriptor.getInt(rule, rule.readerIndex() + offset);
    }
}
