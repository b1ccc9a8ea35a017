package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.UntrustedString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a PROCTITLE record, and command lines for people. The kernel keeps the first
 * {@value #LONGEST_TITLE} bytes of what the process shows as its title, its arguments parted by NULs, so the last
 * argument of a title of that length may be cut, see {@link #mayBeCut(AuditRecord)}.
 */
public final class ProcTitle {
    /** The kernel keeps so many bytes of a title ({@code MAX_PROCTITLE_AUDIT_LEN} in {@code kernel/audit.h}). */
    public static final int LONGEST_TITLE = 128;

    private static final FieldName PROCTITLE = FieldName.of("proctitle");
    private static final String SAFE = "%+,-./:=@_";

    private ProcTitle() {
    }

    /**
     * The arguments in the event's PROCTITLE; an empty list if there is none, or its value cannot be read.
     *
     * @param event  the event; this method neither retains nor releases it
     * @param reader for use during the call
     * @return the arguments; bytes that are not UTF-8 become U+FFFD
     */
    public static List<String> ofTitle(AuditEvent event, AuditRecord reader) {
        int record = event.indexOf(AuditMessageType.PROCTITLE);
        return record < 0 ? List.of() : ofTitle(event.read(record, reader));
    }

    /**
     * The arguments in a PROCTITLE record.
     *
     * @param record the record
     * @return the arguments, bytes that are not UTF-8 as U+FFFD; an empty list if there is no value that can be read
     */
    public static List<String> ofTitle(AuditRecord record) {
        int field = record.find(PROCTITLE);
        byte[] title = field < 0 ? null
                : UntrustedString.decode(record.bytes(), record.valueStart(field), record.valueLength(field));
        if (title == null) {
            return List.of();
        }
        int end = title.length;
        while (end > 0 && title[end - 1] == 0) {
            end--;
        }
        List<String> arguments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || title[i] == 0) {
                arguments.add(new String(title, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        return arguments;
    }

    /**
     * Whether the kernel may have cut the title: it has as many bytes as the kernel keeps. A title whose cut end cannot
     * be printed is shorter, because the kernel leaves such bytes out, and is not recognised.
     *
     * @param record the record
     * @return true if the last argument need not be whole
     */
    public static boolean mayBeCut(AuditRecord record) {
        int field = record.find(PROCTITLE);
        // what is shorter than the title need not be decoded
        byte[] title = field < 0 || record.valueLength(field) < LONGEST_TITLE ? null
                : UntrustedString.decode(record.bytes(), record.valueStart(field), record.valueLength(field));
        return title != null && title.length >= LONGEST_TITLE;
    }

    /**
     * Joins arguments as they would be typed into a shell: what is not plain is put between apostrophes, control
     * characters as {@code $'\n'}. An argument that is missing is {@code …}.
     *
     * @param arguments the arguments, null for each one that is missing
     * @return the command line, empty for an empty list
     */
    public static String join(List<? extends @Nullable String> arguments) {
        return join(arguments, argument -> true);
    }

    /** Joins arguments, with {@code …} after each one that is not whole. */
    static String join(List<? extends @Nullable String> arguments, IntPredicate isWhole) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (i > 0) {
                line.append(' ');
            }
            if (argument == null) {
                line.append('…');
            } else if (argument.isEmpty() || !isSafe(argument)) {
                quote(argument, line);
            } else {
                line.append(argument);
            }
            if (argument != null && !isWhole.test(i)) {
                line.append('…');
            }
        }
        return line.toString();
    }

    private static boolean isSafe(String argument) {
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && SAFE.indexOf(c) < 0 && (c < 0x80 || Character.isISOControl(c))) {
                return false;
            }
        }
        return true;
    }

    private static void quote(String argument, StringBuilder line) {
        boolean controls = argument.chars().anyMatch(Character::isISOControl);
        line.append(controls ? "$'" : "'");
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == '\'') {
                line.append(controls ? "\\'" : "'\\''");
            } else if (controls && c == '\\') {
                line.append("\\\\");
            } else if (Character.isISOControl(c)) {
                // all of them are below 0xa0
                line.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : String.format("\\x%02x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('\'');
    }
}
