package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.ConstantSets;
import io.github.nettyaudit.codec.internal.table.DataFile;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Error numbers: {@code ENOENT(No such file or directory)}. Most architectures number them alike; alpha, mips, parisc
 * and sparc have numbers of their own from 35 on, powerpc has one more.
 */
final class ErrorText {
    private static final int MAX_ERRNO = 4096;
    private static final String SUCCESS = "success";
    private static final int LAST_COMMON = 34;
    private static final String SET = "errno-";
    /** The errors of the kernel's own that no program is meant to see. */
    private static final String KERNEL_SET = "errno-kernel";
    private static final byte[][] COMMON = load("");

    private ErrorText() {
    }

    /** The texts by number, null for numbers without one. The architecture's name starts with the set's. */
    static byte[][] of(String architecture) {
        for (String set : new String[] {"alpha", "mips", "parisc", "ppc", "sparc"}) {
            if (architecture.startsWith(set)) {
                return load(set);
            }
        }
        return COMMON;
    }

    /** What a system call returned: a number, or an error and what it says. */
    static void appendExit(FieldValue value, @Nullable SystemCallTable table, TextBuffer out) {
        byte[][] errors = table == null ? COMMON : table.errors;
        long number = value.number;
        if (number < 0 && number > -errors.length && errors[(int) -number] != null) {
            out.append(errors[(int) -number]);
        } else {
            value.appendTo(out);
        }
    }

    /**
     * Appends the name of an error number, which some records have negative, as the kernel uses them inside; returns
     * false for a number that is none.
     */
    static boolean appendErrno(FieldValue value, TextBuffer out) {
        long errno = Math.abs(value.number);
        if (errno == 0) {
            out.append(SUCCESS);
            return true;
        }
        byte[] text = errno > 0 && errno < COMMON.length ? COMMON[(int) errno] : null;
        if (text == null) {
            return false;
        }
        int length = 0;
        while (length < text.length && text[length] != '(') {
            length++;
        }
        out.append(text, 0, length);
        return true;
    }

    private static byte[][] load(String set) {
        Map<String, String> messages = new HashMap<>();
        byte[][] errors = new byte[MAX_ERRNO][];
        for (String[] row : DataFile.rows("error-messages.tsv")) {
            int number = DataFile.number(row[0]);
            String name = NetlinkErrno.name(number);
            messages.put(name, row[1]);
            if (set.isEmpty() || set.equals("ppc") || number <= LAST_COMMON) {
                errors[number] = text(name, row[1]);
            }
        }
        if (!set.isEmpty()) {
            ConstantSets.inOrder(SET + set).forEach(row ->
                    errors[row.getKey()] = text(row.getValue(), messages.get(row.getValue())));
        }
        int last = 0;
        for (Map.Entry<Integer, String> row : ConstantSets.inOrder(KERNEL_SET)) {
            if (errors[row.getKey()] == null) {
                errors[row.getKey()] = text(row.getValue(), null);
            }
        }
        for (int number = 0; number < errors.length; number++) {
            last = errors[number] != null ? number : last;
        }
        return Arrays.copyOf(errors, last + 1);
    }

    private static byte[] text(String name, @Nullable String message) {
        return (message == null ? name : name + '(' + message + ')').getBytes(StandardCharsets.UTF_8);
    }
}
