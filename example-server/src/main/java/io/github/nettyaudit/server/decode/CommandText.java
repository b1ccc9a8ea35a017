package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.event.ProcTitle;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.github.nettyaudit.server.text.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line of an event, and whether its records say more than that. */
final class CommandText {
    private static final FieldName TITLE = FieldName.of("proctitle");
    private static final FieldName COUNT = FieldName.of("argc");
    private static final byte[] LENGTH = {'_', 'l', 'e', 'n'};
    private static final String MISSING = "\u2026";
    private static final byte[] NO_TITLE = new byte[0];

    private final EventRecords records;
    private final AuditRecord reader = new AuditRecord();
    private final List<String> arguments = new ArrayList<>();
    /** The arguments of EXECVE as they stand in the memory of the process, each with its NUL. */
    private byte[] memory = NO_TITLE;
    private boolean isExecve;
    private boolean isComplete;
    private int titleRecord;

    CommandText(EventRecords records) {
        this.records = records;
    }

    /** Reads an event, which the records are those of. */
    void read(AuditEvent event) {
        arguments.clear();
        titleRecord = -1;
        isExecve = event.indexOf(AuditMessageType.EXECVE) >= 0;
        if (isExecve) {
            readExecve(event);
        } else {
            readTitle(event);
        }
    }

    /** The arguments as they are printed; those that are missing, and the missing ends of others, are {@code …}. */
    List<String> arguments() {
        return arguments;
    }

    /** Whether nothing is known to be missing. */
    boolean isComplete() {
        return isComplete;
    }

    private void readExecve(AuditEvent event) {
        ExecveArguments list = ExecveArguments.of(event, reader);
        isComplete = list.isComplete();
        byte[] all = NO_TITLE;
        for (int i = 0; i < list.size(); i++) {
            byte[] bytes = list.bytes(i);
            arguments.add(bytes == null ? MISSING
                    : PrintableText.word(bytes, 0, bytes.length) + (list.isComplete(i) ? "" : MISSING));
            if (bytes != null && all.length <= ProcTitle.LONGEST_TITLE) {
                int end = all.length;
                all = Arrays.copyOf(all, end + bytes.length + 1);
                System.arraycopy(bytes, 0, all, end, bytes.length);
            }
        }
        memory = all;
    }

    private void readTitle(AuditEvent event) {
        int record = event.indexOf(AuditMessageType.PROCTITLE);
        if (record < 0) {
            return;
        }
        AuditRecord read = records.record(record);
        isComplete = !ProcTitle.mayBeCut(read);
        byte[] title = title(read);
        if (title.length == 0) {
            return;
        }
        titleRecord = record;
        int start = 0;
        for (int i = 0; i <= title.length; i++) {
            if (i == title.length || title[i] == 0) {
                arguments.add(PrintableText.word(title, start, i - start));
                start = i + 1;
            }
        }
    }

    /** The title without the zeros at its end. */
    private static byte[] title(AuditRecord record) {
        int field = record.find(TITLE);
        byte[] title = field < 0 ? null
                : UntrustedString.decode(record.bytes(), record.valueStart(field), record.valueLength(field));
        if (title == null) {
            return NO_TITLE;
        }
        int end = title.length;
        while (end > 0 && title[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(title, end);
    }

    /** Whether the command line says all that a record says. */
    boolean says(int number) {
        int type = records.type(number);
        if (type != AuditMessageType.EXECVE && type != AuditMessageType.PROCTITLE) {
            return false;
        }
        AuditRecord record = records.record(number);
        if (record.wordCount() > 0) {
            return false;
        }
        if (type == AuditMessageType.EXECVE) {
            return isComplete && hasOnlyArguments(record);
        }
        return record.fieldCount() == 1 && (isExecve ? isStartOfMemory(title(record)) : number == titleRecord);
    }

    private static boolean hasOnlyArguments(AuditRecord record) {
        for (int field = 0; field < record.fieldCount(); field++) {
            if (!record.isNamed(field, COUNT) && !isArgument(record, field)) {
                return false;
            }
        }
        return true;
    }

    /** {@code a0}; {@code a0_len} and {@code a0[0]} of an argument in pieces. */
    private static boolean isArgument(AuditRecord record, int field) {
        byte[] bytes = record.bytes();
        int start = record.nameStart(field);
        int end = start + record.nameLength(field);
        if (bytes[start] != 'a' || end - start < 2) {
            return false;
        }
        int index = digitsEnd(bytes, start + 1, end);
        if (index == start + 1) {
            return false;
        }
        if (index < end && bytes[index] == '[') {
            int closing = digitsEnd(bytes, index + 1, end);
            return closing > index + 1 && closing == end - 1 && bytes[closing] == ']';
        }
        return index == end || end - index == LENGTH.length && Arrays.equals(bytes, index, end, LENGTH, 0, LENGTH.length);
    }

    private static int digitsEnd(byte[] bytes, int from, int end) {
        int index = from;
        while (index < end && bytes[index] >= '0' && bytes[index] <= '9') {
            index++;
        }
        return index;
    }

    /** A title that is not the start of the arguments says something else. */
    private boolean isStartOfMemory(byte[] title) {
        int length = Math.min(title.length, memory.length);
        return title.length > 0 && title.length <= memory.length
                && Arrays.equals(title, 0, length, memory, 0, length);
    }
}
