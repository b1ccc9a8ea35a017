package io.github.nettyaudit.testkit;

import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a {@link KernelModel}, a list per filter as in {@code kernel/auditfilter.c}. Checks what needs no file
 * system: filter, action, number of fields, operators, strings within the buffer, the length of a key.
 */
final class RuleTable {
    private static final int FILTERS = 8;
    private static final int FIXED_LENGTH = 1040;
    private static final int PREPEND = 0x10;
    private static final int MAXIMUM_FIELDS = 64;
    private static final int LAST_MASK_WORD = 12 + 252;
    /** The upper 16 bits stand for classes of calls, which the kernel expands (this one does not) and clears. */
    private static final int SYSTEM_CALL_CLASSES = 0xffff0000;
    private static final int FIELDS = 12 + 256;
    private static final int VALUES = FIELDS + 256;
    private static final int OPERATORS = VALUES + 256;
    private static final int BUFFER_LENGTH = OPERATORS + 256;
    private static final int FIELD_KEY = 210;
    private static final int KEY_LIMIT = 256;
    private static final List<Integer> FILTERS_IN_USE = List.of(0, 1, 4, 5, 6, 7);
    private static final List<Integer> STRINGS = List.of(13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 105, 107, 112,
            FIELD_KEY);
    private static final List<Integer> OPERATOR_VALUES = List.of(0x40000000, 0x30000000, 0x20000000, 0x10000000,
            0x60000000, 0x50000000, 0x08000000, 0x48000000);

    private final List<List<byte[]>> filters = new ArrayList<>();

    RuleTable() {
        for (int filter = 0; filter < FILTERS; filter++) {
            filters.add(new ArrayList<>());
        }
    }

    /** Adds a rule; returns a positive errno or 0. */
    int add(byte[] request) {
        byte[] rule = normalize(request);
        if (rule == null) {
            return NetlinkErrno.EINVAL;
        }
        List<byte[]> filter = filters.get(words(rule).getInt(0));
        if (find(filter, rule) >= 0) {
            return NetlinkErrno.EEXIST;
        }
        filter.add((words(request).getInt(0) & PREPEND) != 0 ? 0 : filter.size(), rule);
        return 0;
    }

    /** Deletes a rule; returns a positive errno or 0. */
    int delete(byte[] request) {
        byte[] rule = normalize(request);
        if (rule == null) {
            return NetlinkErrno.EINVAL;
        }
        List<byte[]> filter = filters.get(words(rule).getInt(0));
        int index = find(filter, rule);
        if (index < 0) {
            return NetlinkErrno.ENOENT;
        }
        filter.remove(index);
        return 0;
    }

    /** All rules in the order in which the kernel lists them. */
    List<byte[]> list() {
        return filters.stream().flatMap(List::stream).toList();
    }

    private static int find(List<byte[]> filter, byte[] rule) {
        for (int index = 0; index < filter.size(); index++) {
            if (Arrays.equals(filter.get(index), rule)) {
                return index;
            }
        }
        return -1;
    }

    /** The rule as the kernel keeps it: without prepend flag and without what follows its strings; null if invalid. */
    private static byte @Nullable [] normalize(byte[] request) {
        if (request.length < FIXED_LENGTH) {
            return null;
        }
        ByteBuffer rule = words(request);
        int filter = rule.getInt(0) & ~PREPEND;
        int action = rule.getInt(4);
        int fields = rule.getInt(8);
        if (!FILTERS_IN_USE.contains(filter) || action != 0 && action != 2 || fields < 0 || fields > MAXIMUM_FIELDS) {
            return null;
        }
        int strings = stringLength(rule, fields);
        if (strings < 0 || strings > rule.getInt(BUFFER_LENGTH) || FIXED_LENGTH + strings > request.length) {
            return null;
        }
        byte[] kept = Arrays.copyOf(request, FIXED_LENGTH + strings);
        words(kept).putInt(0, filter).putInt(BUFFER_LENGTH, strings)
                .putInt(LAST_MASK_WORD, rule.getInt(LAST_MASK_WORD) & ~SYSTEM_CALL_CLASSES);
        return kept;
    }

    /** Bytes of all strings; −1 if a field is wrong. */
    private static int stringLength(ByteBuffer rule, int fields) {
        int length = 0;
        int keys = 0;
        for (int field = 0; field < fields; field++) {
            int type = rule.getInt(FIELDS + 4 * field);
            int value = rule.getInt(VALUES + 4 * field);
            if (!OPERATOR_VALUES.contains(rule.getInt(OPERATORS + 4 * field))) {
                return -1;
            }
            keys += type == FIELD_KEY ? 1 : 0;
            if (STRINGS.contains(type)) {
                if (value < 0 || value > FIXED_LENGTH * MAXIMUM_FIELDS || type == FIELD_KEY && value > KEY_LIMIT) {
                    return -1;
                }
                length += value;
            }
        }
        return keys > 1 ? -1 : length;
    }

    private static ByteBuffer words(byte[] rule) {
        return ByteBuffer.wrap(rule).order(ByteOrder.nativeOrder());
    }
}
