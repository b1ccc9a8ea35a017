package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.server.text.PrintableText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a record's type as it is shown: that of the tables; for a name that they do not have, the log's own.
 *
 * <p>Kernels of Ubuntu from before Linux had IPE gave the numbers of {@code IPE_ACCESS} and {@code IPE_CONFIG_CHANGE} to
 * the contexts of several security modules ({@code subj_apparmor=…}). A record of theirs is not shown as one of IPE.
 */
final class TypeName {
    private static final int IPE_ACCESS = 1420;
    private static final int IPE_CONFIG_CHANGE = 1421;
    private static final Pattern NAME = Pattern.compile("[A-Z0-9_]+(?:\\[-?[0-9]+])?");
    private static final int FIRST_KEPT = 1_000;
    /** The printable names of types, once they were asked for; all threads find the same. */
    private static final @Nullable String[] PRINTABLE = new String[2_000];
    private static final String UNKNOWN = "UNKNOWN[";

    private TypeName() {
    }

    /** The name, which may have any characters if it is the log's own. */
    static String of(AuditRecord record) {
        String own = record.type() < 0 ? record.typeText() : null;
        return own != null ? own : isOtherMeaning(record) ? UNKNOWN + record.type() + ']'
                : AuditMessageType.name(record.type());
    }

    /** The name as it is printed: in quotation marks if it is not a name such as types have. */
    static String printable(AuditRecord record) {
        int type = record.type();
        if (type < FIRST_KEPT || type >= FIRST_KEPT + PRINTABLE.length || type == IPE_ACCESS || type == IPE_CONFIG_CHANGE) {
            return printable(of(record));
        }
        String known = PRINTABLE[type - FIRST_KEPT];
        if (known == null) {
            known = printable(of(record));
            PRINTABLE[type - FIRST_KEPT] = known;
        }
        return known;
    }

    private static String printable(String name) {
        String printable = PrintableText.value(name);
        return printable.charAt(0) == '"' || NAME.matcher(name).matches() ? printable : '"' + printable + '"';
    }

    /** Whether the number had another meaning for the kernel that wrote the record. */
    static boolean isOtherMeaning(AuditRecord record) {
        int type = record.type();
        if (type != IPE_ACCESS && type != IPE_CONFIG_CHANGE) {
            return false;
        }
        String own = record.typeText();
        if (own != null && own.startsWith(UNKNOWN)) {
            return true;
        }
        return record.fieldCount() > 0 && (record.name(0).startsWith("subj_") || record.name(0).startsWith("obj_"));
    }
}
