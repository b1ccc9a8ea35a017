package io.github.nettyaudit.schema.laurel;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ProcessInfo;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the object of one record. */
final class LaurelRecord {
    private static final JsonName ARGV = JsonName.of("ARGV");
    private static final JsonName MESSAGE = JsonName.of("msg");
    private static final FieldName ARGV_FIELD = FieldName.of("ARGV");
    private static final FieldName MESSAGE_FIELD = FieldName.of("msg");
    private static final FieldName TYPE_FIELD = FieldName.of("type");
    private static final FieldName ARGUMENT_COUNT = FieldName.of("argc");
    /** Stands in a record in which the forwarder has replaced secrets. */
    private static final FieldName REDACTED = FieldName.of("redacted");
    private static final String KEY_SEPARATOR = "%01";
    private static final int LONGEST_NAME = 64;
    private static final int PLACES = 256;
    private static final int MOST_FIELDS = 100;
    private static final long MIXER = 0x9e3779b97f4a7c15L;
    private static final int SHIFT = 56;

    private final JsonWriter json;
    private final LaurelText text;
    private final LaurelValue value;
    private final LaurelContext context;
    private final AuditInterpreter interpreter;
    private final boolean hasNames;
    private final TextBuffer word = new TextBuffer();
    private final AuditRecord reader = new AuditRecord();
    private final byte[] upper = new byte[LONGEST_NAME];
    /** The fields of a record by their names, plus 1; 0 for a free place. */
    private final int[] places = new int[PLACES];
    /** Whether a name may come several times in the record, or may have a letter in upper case. */
    private boolean isUnusual;

    LaurelRecord(JsonWriter json, LaurelText text, LaurelContext context, NameService names) {
        this.context = context;
        this.json = json;
        this.text = text;
        value = new LaurelValue(json, text);
        interpreter = AuditInterpreter.builder().names(names).build();
        hasNames = names != NameService.NONE;
    }

    void write(AuditRecord record) {
        write(record, null);
    }

    /** @param process what is known of the process of a system call beside its record */
    void write(AuditRecord record, @Nullable ProcessInfo process) {
        boolean isCall = record.type() == AuditMessageType.SYSCALL;
        int end = record.fieldCount();
        int user = 0;
        while (user < end && record.space(user) != FieldSpace.USER) {
            user++;
        }
        isUnusual = isUnusual(record, end);
        json.beginObject();
        if (record.type() <= 0 && record.find(TYPE_FIELD) < 0) {
            typeName(record);
        }
        for (int field = 0; field < user; field++) {
            if (!(isCall && (isCallArgument(record, field) || record.isNamed(field, ARGV_FIELD)))
                    && !(user < end && record.isNamed(field, MESSAGE_FIELD))) {
                member(record, field, 0);
            }
        }
        if (user < end) {
            json.beginObject(MESSAGE);
            for (int field = user; field < end; field++) {
                member(record, field, user);
            }
            json.endObject();
        }
        interpreter.wrap(record);
        for (int field = 0; field < user; field++) {
            translation(record, field, user);
        }
        if (isCall) {
            json.beginArray(ARGV);
            for (int field = 0; field < user; field++) {
                if (isCallArgument(record, field)) {
                    value.write(record, field);
                }
            }
            json.endArray(ARGV);
        }
        if (process != null) {
            context.write(process);
        }
        json.endObject();
    }

    /** Whether the fields must be compared with each other; most records have each name once. */
    private boolean isUnusual(AuditRecord record, int end) {
        if (end > MOST_FIELDS) {
            return true;
        }
        Arrays.fill(places, 0);
        for (int field = 0; field < end; field++) {
            byte first = record.bytes()[record.nameStart(field)];
            if (first < 'a') {
                return true;
            }
            int place = (int) (record.nameKey(field) * MIXER >>> SHIFT);
            for (; places[place] != 0; place = place + 1 & PLACES - 1) {
                if (isSameName(record, places[place] - 1, field)) {
                    return true;
                }
            }
            places[place] = field + 1;
        }
        return false;
    }

    /** The name that a log gives a type without a number. */
    private void typeName(AuditRecord record) {
        String name = record.typeText();
        if (name != null) {
            json.text("type", name);
        }
    }

    private static boolean isCallArgument(AuditRecord record, int field) {
        return record.nameLength(field) == 2 && argument(record, field) >= 0;
    }

    /** The number of an argument {@code a0}, {@code a1} …; -1 if it is something else. */
    private static int argument(AuditRecord record, int field) {
        byte[] bytes = record.bytes();
        int start = record.nameStart(field);
        int length = record.nameLength(field);
        if (bytes[start] != 'a' || length < 2 || length > 8) {
            return -1;
        }
        int number = 0;
        for (int i = start + 1; i < start + length; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    /** A member; for a name that comes several times a list, or a text of keys, in the place of the first one. */
    private void member(AuditRecord record, int field, int from) {
        int next = isUnusual ? following(record, field) : -1;
        for (int before = from; isUnusual && before < field; before++) {
            if (isSameName(record, before, field)) {
                return;
            }
        }
        text.writeName(record.bytes(), record.nameStart(field), record.nameLength(field));
        if (next < 0) {
            value.write(record, field);
        } else if (record.isNamed(field, FieldName.KEY)) {
            json.beginString();
            value.append(record, field);
            for (; next >= 0; next = following(record, next)) {
                json.append(KEY_SEPARATOR);
                value.append(record, next);
            }
            json.endString();
        } else {
            json.beginArray();
            value.write(record, field);
            for (; next >= 0; next = following(record, next)) {
                value.write(record, next);
            }
            json.endArray();
        }
    }

    /** The next field of the same name and speaker; -1 if there is none. */
    private static int following(AuditRecord record, int field) {
        for (int next = field + 1; next < record.fieldCount(); next++) {
            if (isSameName(record, field, next) && record.space(next) == record.space(field)) {
                return next;
            }
        }
        return -1;
    }

    private static boolean isSameName(AuditRecord record, int one, int other) {
        int length = record.nameLength(one);
        return record.nameKey(one) == record.nameKey(other) && length == record.nameLength(other)
                && (length <= Long.BYTES || Arrays.equals(record.bytes(), record.nameStart(one),
                record.nameStart(one) + length, record.bytes(), record.nameStart(other),
                record.nameStart(other) + length));
    }

    /** What the audit daemon says of a field, or else what is known of it here. */
    private void translation(AuditRecord record, int field, int end) {
        int enriched = record.findEnriched(field);
        if (enriched < 0 && !isTranslated(record, field)) {
            return;
        }
        int length = record.nameLength(field);
        for (int before = 0; isUnusual && before < field; before++) {
            if (isSameName(record, before, field)) {
                return;
            }
        }
        if (length > LONGEST_NAME) {
            return;
        }
        for (int i = 0; i < length; i++) {
            byte letter = record.bytes()[record.nameStart(field) + i];
            if (letter >= 'A' && letter <= 'Z') {
                return;
            }
            upper[i] = letter >= 'a' && letter <= 'z' ? (byte) (letter - 'a' + 'A') : letter;
        }
        for (int other = 0; isUnusual && other < end; other++) {
            int start = record.nameStart(other);
            if (Arrays.equals(upper, 0, length, record.bytes(), start, start + record.nameLength(other))) {
                return;
            }
        }
        text.writeName(upper, 0, length);
        if (enriched >= 0) {
            enrichedValue(record.bytes(), record.valueStart(enriched), record.valueLength(enriched));
        } else {
            word.clear();
            interpreter.interpret(field, word);
            text.write(word.array(), 0, word.length());
        }
    }

    private boolean isTranslated(AuditRecord record, int field) {
        return switch (interpreter.kind(field)) {
            case ARCH, SYSCALL -> record.enrichedCount() == 0;
            case UID, GID -> hasNames && record.enrichedCount() == 0;
            default -> false;
        };
    }

    /** {@code { saddr_fam=inet laddr=10.0.0.1 lport=80 }} is an object. */
    private void enrichedValue(byte[] bytes, int start, int length) {
        if (length < 2 || bytes[start] != '{' || bytes[start + length - 1] != '}') {
            value.writeWord(bytes, start, length);
            return;
        }
        json.beginObject();
        int end = start + length - 1;
        int index = start + 1;
        while (index < end) {
            int to = index;
            while (to < end && bytes[to] != ' ') {
                to++;
            }
            int equals = index;
            while (equals < to && bytes[equals] != '=') {
                equals++;
            }
            if (equals > index && equals < to && !hasWord(bytes, start + 1, index, equals - index)) {
                text.writeName(bytes, index, equals - index);
                value.writeWord(bytes, equals + 1, to - equals - 1);
            }
            index = to + 1;
        }
        json.endObject();
    }

    /** Whether one of the words before an index has the name that begins there. */
    private static boolean hasWord(byte[] bytes, int start, int index, int length) {
        for (int i = start; i < index - length; i++) {
            if ((bytes[i - 1] == ' ' || bytes[i - 1] == '{') && bytes[i + length] == '='
                    && Arrays.equals(bytes, i, i + length, bytes, index, index + length)) {
                return true;
            }
        }
        return false;
    }

    /** The command line: of one record as it stands, else put together from all of them. */
    void writeExecve(AuditEvent event, AuditRecord record) {
        json.beginObject();
        int count = record.find(ARGUMENT_COUNT);
        if (count >= 0) {
            json.name("argc");
            value.write(record, count);
        }
        writeRedacted(record);
        json.beginArray(ARGV);
        if (isWhole(event, record)) {
            for (int field = 0; field < record.fieldCount(); field++) {
                if (argument(record, field) >= 0) {
                    argument(record.bytes(), record.valueStart(field), record.valueLength(field));
                }
            }
        } else {
            ExecveArguments arguments = ExecveArguments.of(event, reader);
            for (int i = 0; i < arguments.size(); i++) {
                byte[] bytes = arguments.bytes(i);
                if (bytes == null) {
                    json.nullValue();
                } else {
                    text.write(bytes, 0, bytes.length);
                }
            }
        }
        json.endArray().endObject();
    }

    private void writeRedacted(AuditRecord record) {
        int redacted = record.find(REDACTED);
        if (redacted >= 0) {
            json.name("redacted");
            value.write(record, redacted);
        }
    }

    /** Whether it is the only one, and has each argument whole and in order. */
    private static boolean isWhole(AuditEvent event, AuditRecord record) {
        int execves = 0;
        for (int i = 0; i < event.size(); i++) {
            execves += event.type(i) == AuditMessageType.EXECVE ? 1 : 0;
        }
        int next = 0;
        for (int field = 0; field < record.fieldCount(); field++) {
            if (argument(record, field) == next) {
                next++;
            } else if (!record.isNamed(field, ARGUMENT_COUNT) && !record.isNamed(field, REDACTED)) {
                return false;
            }
        }
        return execves == 1;
    }

    private void argument(byte[] bytes, int start, int length) {
        if (UntrustedString.isHexadecimal(bytes, start, length)) {
            text.write(text.decoded(bytes, start, length), 0, length / 2);
        } else {
            value.writeWord(bytes, start, length);
        }
    }

    /** The title, parted at its zeros. */
    void writeTitle(AuditRecord record) {
        json.beginObject();
        int field = record.find(FieldName.PROCTITLE);
        writeRedacted(record);
        json.beginArray(ARGV);
        if (field >= 0) {
            byte[] bytes = record.bytes();
            int start = record.valueStart(field);
            int length = record.valueLength(field);
            if (UntrustedString.isHexadecimal(bytes, start, length)) {
                bytes = text.decoded(bytes, start, length);
                start = 0;
                length /= 2;
            } else if (LaurelValue.isQuoted(bytes, start, length)) {
                start++;
                length -= 2;
            }
            int end = start + length;
            while (end > start && bytes[end - 1] == 0) {
                end--;
            }
            for (int i = start; i <= end; i++) {
                if (i == end || bytes[i] == 0) {
                    text.write(bytes, start, i - start);
                    start = i + 1;
                }
            }
        }
        json.endArray().endObject();
    }
}
