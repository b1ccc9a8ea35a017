package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.RuleTables;
import java.util.Arrays;

/** Modes of files and permissions of watches: {@code file,suid,755}, {@code 0644}, {@code read,write}. */
final class ModeText {
    private static final int TYPE_MASK = 0170000;
    private static final int SET_USER_ID = 04000;
    private static final int SET_GROUP_ID = 02000;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 0777;
    private static final int ALL = 0xf;
    private static final NameTable FILE_TYPES = NameTable.of(RuleTables.FILE_TYPES);
    private static final String[] WATCH = {"exec", "write", "read", "attr"};
    /** Bits of {@code AUDIT_PERM_*} (exec 1, write 2, read 4, attr 8), in the order in which they are printed. */
    private static final int[] WATCH_ORDER = {4, 2, 1, 8};
    private static final byte[][] FILE_TYPE_BY_NUMBER = new byte[16][];

    static {
        for (int type = 0; type < FILE_TYPE_BY_NUMBER.length; type++) {
            TextBuffer text = new TextBuffer();
            if (!FILE_TYPES.append(type << 12, text)) {
                text.appendOctal(type, 3);
            }
            FILE_TYPE_BY_NUMBER[type] = Arrays.copyOf(text.array(), text.length());
        }
    }

    private ModeText() {
    }

    static void append(int mode, TextBuffer out) {
        out.append(FILE_TYPE_BY_NUMBER[(mode & TYPE_MASK) >>> 12]);
        appendBits(mode, out, out.length() - 1);
        out.append(',');
        out.appendOctal(mode & PERMISSIONS, 3);
    }

    static void appendShort(int mode, TextBuffer out) {
        int start = out.length();
        appendBits(mode, out, start);
        if (out.length() > start) {
            out.append(',');
        }
        out.append('0').appendOctal(mode & PERMISSIONS, 3);
    }

    private static void appendBits(int mode, TextBuffer out, int start) {
        if ((mode & SET_USER_ID) != 0) {
            comma(out, start).append("suid");
        }
        if ((mode & SET_GROUP_ID) != 0) {
            comma(out, start).append("sgid");
        }
        if ((mode & STICKY) != 0) {
            comma(out, start).append("sticky");
        }
    }

    private static TextBuffer comma(TextBuffer out, int start) {
        return out.length() > start ? out.append(',') : out;
    }

    /** Permissions of a watch; the kernel takes none for all. */
    static void appendWatch(int permissions, TextBuffer out) {
        int start = out.length();
        int bits = permissions == 0 ? ALL : permissions;
        for (int bit : WATCH_ORDER) {
            if ((bits & bit) != 0) {
                comma(out, start).append(WATCH[Integer.numberOfTrailingZeros(bit)]);
            }
        }
    }
}
