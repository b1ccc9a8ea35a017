package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.FieldBytes;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.SocketEndpoint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the fields of an event that have no place of their own in a document: nothing is lost. Not thread-safe. */
public final class EventData {
    private static final byte[] SOCKET = {'s', 'o', 'c', 'k', 'e', 't'};
    private static final FieldName OBJECT = FieldName.of("obj");
    private static final JsonName SOCKET_NAME = JsonName.of("socket");
    private static final JsonName FAMILY = JsonName.of("family");
    private static final JsonName ADDRESS = JsonName.of("addr");
    private static final JsonName PORT = JsonName.of("port");
    private static final JsonName PATH = JsonName.of("path");
    /** So many names of a record are compared in advance. */
    private static final int MOST_COMPARED = 64;
    private static final byte[] LABEL_PART = {'o', 'b', 'j', '_'};
    private static final byte[] OLD_KEY = {'k', 'e', 'y', '='};

    private final JsonWriter json;
    private final LabelWriter labels;
    private final boolean keepsAllNames;
    private final SystemCallTexts systemCalls = new SystemCallTexts();
    private boolean hasOthers;
    private long[] all = new long[16];
    private long[] nameKeys = new long[MOST_COMPARED];

    /** Writes the label of a file in parts. */
    public interface LabelWriter {
        /** Writes no label: it stays as it is. */
        LabelWriter NONE = (fields, reference) -> false;

        /**
         * Writes the members that a label has.
         *
         * @param fields    the fields of the event
         * @param reference the field with the label
         * @return whether anything was written
         */
        boolean write(EventFields fields, long reference);
    }

    /**
     * Creates a writer.
     *
     * @param json   the document
     * @param labels writes the label {@code obj} of a PATH record
     * @param keepsAllNames whether a member may have an empty name, or one with a dot
     */
    public EventData(JsonWriter json, LabelWriter labels, boolean keepsAllNames) {
        this.json = json;
        this.labels = labels;
        this.keepsAllNames = keepsAllNames;
    }

    /**
     * Writes the keys of the rules that matched, each once.
     *
     * @param name   the name of the array
     * @param fields the fields of the event
     */
    public void writeKeys(JsonName name, EventFields fields) {
        long first = fields.find(KnownField.KEY);
        if (first == EventFields.NONE || fields.space(first) != FieldSpace.KERNEL) {
            return; // a key in a message is no key of a rule
        }
        json.beginArray(name);
        int count = all(fields, fields.nameOf(KnownField.KEY));
        for (int i = 0; i < count; i++) {
            if (!fields.isAbsent(all[i]) && !isRepeatedKey(fields, i)) {
                writeKey(fields.bytes(all[i]));
            }
        }
        json.endArray(name);
        fields.useAll(KnownField.KEY);
    }

    private boolean isRepeatedKey(EventFields fields, int index) {
        for (int before = 0; before < index; before++) {
            if (fields.isSame(all[before], all[index])) {
                return true;
            }
        }
        return false;
    }

    /** A key; old tools loaded rules whose key was {@code key=net}. */
    private void writeKey(FieldBytes key) {
        int skipped = key.length() > OLD_KEY.length && Arrays.equals(key.array(), key.start(),
                key.start() + OLD_KEY.length, OLD_KEY, 0, OLD_KEY.length) ? OLD_KEY.length : 0;
        json.string(key.array(), key.start() + skipped, key.length() - skipped);
    }

    private int all(EventFields fields, int name) {
        int count = fields.count(name);
        if (all.length < count) {
            all = new long[count * 2];
        }
        fields.all(name, all);
        return count;
    }

    private void write(FieldBytes value) {
        json.string(value.array(), value.start(), value.length());
    }

    /**
     * Writes the fields that have no place of their own, and the socket address.
     *
     * @param data    the name of the object
     * @param meaning the event
     */
    public void write(JsonName data, NormalizedEvent meaning) {
        EventFields fields = meaning.fields();
        hasOthers = false;
        json.beginObject(data);
        for (int name = 0; name < fields.names(); name++) {
            writeName(fields, name);
        }
        int arguments = fields.arguments();
        long count = arguments < 0 ? EventFields.NONE : fields.find(arguments, KnownField.ARGC.fieldName());
        if (count != EventFields.NONE && fields.find(KnownField.ARGC) == EventFields.NONE) {
            writeMember(fields, count);
        }
        writeSocket(meaning);
        json.endObject(data);
    }

    /**
     * Writes the fields that {@link #write} and {@link #writePaths} left out because of their names, as
     * {@code name=value}; nothing if this keeps all names.
     *
     * @param name    the name of the array
     * @param meaning the event
     */
    public void writeOthers(JsonName name, NormalizedEvent meaning) {
        if (!hasOthers) {
            return;
        }
        hasOthers = false;
        EventFields fields = meaning.fields();
        json.beginArray(name);
        for (int i = 0; i < fields.names(); i++) {
            if (isDotted(fields, fields.first(i))) {
                int count = all(fields, i);
                for (int at = 0; at < count; at++) {
                    writeOther(fields, all[at]);
                }
            }
        }
        for (int path = 0; path < fields.paths(); path++) {
            writeOthers(fields, fields.path(path));
        }
        if (fields.socketAddress() >= 0) {
            writeOthers(fields, fields.socketAddress());
        }
        json.endArray(name);
    }

    private void writeOthers(EventFields fields, int record) {
        for (int field = 0; field < fields.record(record).fieldCount(); field++) {
            if (isDotted(fields, EventFields.reference(record, field))) {
                writeOther(fields, EventFields.reference(record, field));
            }
        }
    }

    private void writeOther(EventFields fields, long reference) {
        AuditRecord record = fields.recordOf(reference);
        int start = record.nameStart(fields.fieldOf(reference));
        json.beginString();
        json.append(Arrays.copyOfRange(record.bytes(), start, start + record.nameLength(fields.fieldOf(reference))), 0,
                record.nameLength(fields.fieldOf(reference))).append("=");
        FieldBytes value = fields.bytes(reference);
        json.append(value.array(), value.start(), value.length()).endString();
    }

    /** Whether a database may refuse a document that has a field of this name: it is empty, or has a dot. */
    private boolean isDotted(EventFields fields, long reference) {
        if (keepsAllNames) {
            return false;
        }
        AuditRecord record = fields.recordOf(reference);
        int start = record.nameStart(fields.fieldOf(reference));
        int end = start + record.nameLength(fields.fieldOf(reference));
        for (int i = start; i < end; i++) {
            if (record.bytes()[i] == '.') {
                hasOthers = true;
                return true;
            }
        }
        hasOthers |= start == end;
        return start == end;
    }

    private void writeName(EventFields fields, int name) {
        KnownField known = fields.known(name);
        if (known == null && isDotted(fields, fields.first(name))) {
            return;
        }
        if (fields.isSingle(name)) {
            long only = fields.first(name);
            if (fields.usedCount(name) > 0 || fields.isAbsent(only)) {
                return;
            }
            if (known == null) {
                writeMember(fields, only);
            } else {
                write(fields, known, only);
            }
            return;
        }
        int count = all(fields, name);
        long first = all[0];
        int kept = 0;
        boolean repeats = isIdentity(known);
        for (int i = fields.usedCount(name); i < count; i++) {
            if (!fields.isAbsent(all[i]) && (i == 0 || repeats || !isRepeated(fields, all[i], first))) {
                all[kept++] = all[i];
            }
        }
        if (kept == 1) {
            writeMember(fields, all[0]);
        } else if (kept > 1) {
            writeMemberName(fields, all[0]);
            json.beginArray();
            for (int i = 0; i < kept; i++) {
                write(fields.bytes(all[i]));
            }
            json.endArray();
        }
    }

    private void write(EventFields fields, KnownField known, long reference) {
        if (known.isNumber() && fields.isOfMain(reference)) {
            AuditRecord record = fields.recordOf(reference);
            int field = fields.fieldOf(reference);
            json.string(known.jsonName(), record.bytes(), record.valueStart(field), record.valueLength(field));
            return;
        }
        JsonText text = known == KnownField.ARCH || known == KnownField.SYSCALL
                ? systemCalls.of(fields, known, reference) : null;
        if (text != null) {
            json.text(known.jsonName(), text);
        } else {
            FieldBytes value = fields.bytes(reference);
            json.string(known.jsonName(), value.array(), value.start(), value.length());
        }
    }

    /** Whether a field says who, which is said again where another record says it of something else. */
    private static boolean isIdentity(@Nullable KnownField field) {
        return field != null && switch (field) {
            case UID, GID, AUID, SES -> true;
            default -> false;
        };
    }

    /** Whether another type of record only repeats what the first field of the name says. */
    private static boolean isRepeated(EventFields fields, long reference, long first) {
        return fields.recordOf(reference).type() != fields.recordOf(first).type() && fields.isSame(reference, first);
    }

    private void writeMember(EventFields fields, long reference) {
        writeMemberName(fields, reference);
        write(fields.bytes(reference));
    }

    private void writeMemberName(EventFields fields, long reference) {
        AuditRecord record = fields.recordOf(reference);
        int field = fields.fieldOf(reference);
        int start = record.nameStart(field);
        int length = record.nameLength(field);
        if (isLikeSocket(record.bytes(), start, length)) {
            byte[] longer = Arrays.copyOfRange(record.bytes(), start, start + length + 1);
            longer[length] = '_';
            json.name(longer, 0, length + 1); // the object of the socket address has the name
        } else {
            json.name(record.bytes(), start, length);
        }
    }

    /** {@code socket}, and names that differ from it only by underscores at the end. */
    private static boolean isLikeSocket(byte[] bytes, int start, int length) {
        if (length < SOCKET.length || bytes[start] != 's'
                || !Arrays.equals(bytes, start, start + SOCKET.length, SOCKET, 0, SOCKET.length)) {
            return false;
        }
        for (int i = SOCKET.length; i < length; i++) {
            if (bytes[start + i] != '_') {
                return false;
            }
        }
        return true;
    }

    private void writeSocket(NormalizedEvent meaning) {
        EventFields fields = meaning.fields();
        int record = fields.socketAddress();
        if (record < 0) {
            return;
        }
        SocketEndpoint socket = meaning.socket();
        json.beginObject(SOCKET_NAME);
        if (fields.record(record).fieldCount() == 1) { // the kernel writes saddr only
            write(FAMILY, socket.family());
            write(ADDRESS, socket.address());
            write(PORT, socket.port());
            write(PATH, socket.path());
        }
        writeFields(fields, record);
        json.endObject(SOCKET_NAME);
    }

    private void write(JsonName name, EventValue value) {
        if (value.isPresent()) {
            json.string(name, value.array(), 0, value.length());
        }
    }

    /**
     * Writes the PATH records, each as it is.
     *
     * @param name   the name of the array
     * @param fields the fields of the event
     */
    public void writePaths(JsonName name, EventFields fields) {
        if (fields.paths() == 0) {
            return;
        }
        json.beginArray(name);
        for (int path = 0; path < fields.paths(); path++) {
            int number = fields.path(path);
            json.beginObject();
            writeFields(fields, number);
            json.endObject();
        }
        json.endArray();
    }

    /** All fields of a record, several of one name as an array. */
    private void writeFields(EventFields fields, int number) {
        AuditRecord record = fields.record(number);
        boolean mayRepeat = mayRepeatNames(record);
        for (int field = 0; field < record.fieldCount(); field++) {
            long reference = EventFields.reference(number, field);
            if (fields.isAbsent(reference) || mayRepeat && isNamedBefore(fields, record, number, field)
                    || isDotted(fields, reference)) {
                continue;
            }
            int next = mayRepeat ? nextOfName(fields, record, number, field) : -1;
            if (next < 0) {
                if (!record.isNamed(field, OBJECT) || hasLabelPart(record) || !labels.write(fields, reference)) {
                    writeMember(fields, reference);
                }
            } else {
                writeMemberName(fields, reference);
                json.beginArray();
                for (int at = field; at >= 0; at = nextOfName(fields, record, number, at)) {
                    write(fields.bytes(EventFields.reference(number, at)));
                }
                json.endArray();
            }
        }
    }

    /** Whether two names of a record begin with the same eight bytes. Few records do, and the others are written faster. */
    private boolean mayRepeatNames(AuditRecord record) {
        int count = record.fieldCount();
        if (nameKeys.length < count) {
            return true;
        }
        long[] keys = nameKeys;
        for (int field = 0; field < count; field++) {
            long key = record.nameKey(field);
            for (int before = 0; before < field; before++) {
                if (keys[before] == key) {
                    return true;
                }
            }
            keys[field] = key;
        }
        return false;
    }

    /** Whether a record has a field whose name a part of its label would get. */
    private static boolean hasLabelPart(AuditRecord record) {
        for (int field = 0; field < record.fieldCount(); field++) {
            int start = record.nameStart(field);
            if (record.nameLength(field) > LABEL_PART.length && Arrays.equals(record.bytes(), start,
                    start + LABEL_PART.length, LABEL_PART, 0, LABEL_PART.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamedBefore(EventFields fields, AuditRecord record, int number, int field) {
        for (int before = 0; before < field; before++) {
            if (isSameName(record, before, field) && !fields.isAbsent(EventFields.reference(number, before))) {
                return true;
            }
        }
        return false;
    }

    private static int nextOfName(EventFields fields, AuditRecord record, int number, int field) {
        for (int next = field + 1; next < record.fieldCount(); next++) {
            if (isSameName(record, field, next) && !fields.isAbsent(EventFields.reference(number, next))) {
                return next;
            }
        }
        return -1;
    }

    private static boolean isSameName(AuditRecord record, int one, int other) {
        int length = record.nameLength(one);
        if (record.nameKey(one) != record.nameKey(other) || length != record.nameLength(other)) {
            return false;
        }
        int start = record.nameStart(one);
        int otherStart = record.nameStart(other);
        return length <= Long.BYTES || Arrays.equals(record.bytes(), start, start + length,
                record.bytes(), otherStart, otherStart + length);
    }
}
