package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.util.internal.UnstableApi;

/**
 * The layout of {@code struct audit_rule_data} ({@code linux/audit.h}): unsigned 32-bit numbers in the byte order of
 * the machine, then the strings of all string fields, one after the other without terminators. All methods read
 * relative to the buffer's reader index, move no index and throw IndexOutOfBoundsException if the buffer is too short.
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
@UnstableApi
public final class AuditRuleDescriptor {
    /** The bytes before the strings: the length of the shortest rule. */
    public static final int FIXED_LENGTH = 1040;
    /** The maximum number of fields in a rule, {@code AUDIT_MAX_FIELDS}. */
    public static final int MAX_FIELDS = 64;
    /** The number of mask words, for 32 system calls each, {@code AUDIT_BITMASK_SIZE}. */
    public static final int MASK_WORDS = 64;
    /** The bit of {@code flags} that adds a rule at the beginning of its list, {@code AUDIT_FILTER_PREPEND}. */
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

    /**
     * Returns {@code flags}: the filter list, and {@link #PREPEND}.
     *
     * @param rule the struct
     * @return the field
     */
    public static int flags(ByteBuf rule) {
        return word(rule, FLAGS_OFFSET);
    }

    /**
     * Returns {@code action}.
     *
     * @param rule the struct
     * @return 0 (never), 1 (possible; obsolete) or 2 (always)
     */
    public static int action(ByteBuf rule) {
        return word(rule, ACTION_OFFSET);
    }

    /**
     * Returns {@code field_count}. The kernel refuses more than {@link #MAX_FIELDS}.
     *
     * @param rule the struct
     * @return the field; not verified
     */
    public static int fieldCount(ByteBuf rule) {
        return word(rule, FIELD_COUNT_OFFSET);
    }

    /**
     * Returns the word of the mask for the system calls {@code 32 * index} to {@code 32 * index + 31}.
     *
     * @param rule  the struct
     * @param index 0 to 63
     * @return a bit for each system call
     */
    public static int maskWord(ByteBuf rule, int index) {
        return element(rule, MASK_OFFSET, index);
    }

    /**
     * Returns the number of a field.
     *
     * @param rule  the struct
     * @param index 0 to 63
     * @return a number such as {@code AUDIT_PID}
     */
    public static int field(ByteBuf rule, int index) {
        return element(rule, FIELDS_OFFSET, index);
    }

    /**
     * Returns the value of a field.
     *
     * @param rule  the struct
     * @param index 0 to 63
     * @return the value; for a string field, its length in bytes
     */
    public static int value(ByteBuf rule, int index) {
        return element(rule, VALUES_OFFSET, index);
    }

    /**
     * Returns the operator of a field.
     *
     * @param rule  the struct
     * @param index 0 to 63
     * @return a number such as {@code AUDIT_EQUAL}
     */
    public static int operator(ByteBuf rule, int index) {
        return element(rule, OPERATORS_OFFSET, index);
    }

    /**
     * Returns {@code buflen}, the bytes of all strings.
     *
     * @param rule the struct
     * @return the field; not verified
     */
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
