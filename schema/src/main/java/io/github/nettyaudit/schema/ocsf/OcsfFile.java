package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;

/** Writes {@code file} and {@code file_result}: what a file activity is about. */
final class OcsfFile {
    static final int UNKNOWN = 0;
    static final int EXECUTABLE = 8;

    private static final int RENAME = 5;
    private static final FieldName OWNER = FieldName.of("ouid");
    private static final byte[] PARENT = {'P', 'A', 'R', 'E', 'N', 'T'};
    private static final byte[] DELETE = {'D', 'E', 'L', 'E', 'T', 'E'};
    private static final byte[] CREATE = {'C', 'R', 'E', 'A', 'T', 'E'};
    /** The type_id for each format of a mode, as {@code S_IFMT} has it. */
    private static final int[] TYPES = {0, 6, 3, 0, 2, 0, 4, 0, 1, 0, 7, 0, 5, 0, 0, 0};

    private final JsonWriter json;
    private final OcsfValues values;
    private final EventIdentity owner = new EventIdentity();

    OcsfFile(JsonWriter json, OcsfValues values) {
        this.json = json;
        this.values = values;
    }

    /** Whether an event names the file that it is about. */
    static boolean isKnown(NormalizedEvent meaning) {
        return pathRecord(meaning) >= 0 || isFile(meaning) && meaning.object().length() > 0;
    }

    private static boolean isFile(NormalizedEvent meaning) {
        String kind = meaning.rule().object();
        return kind.equals("file") || kind.equals("filesystem");
    }

    void write(NormalizedEvent meaning, int activity) {
        EventFields fields = meaning.fields();
        int old = activity == RENAME ? find(fields, DELETE) : -1;
        int created = activity == RENAME ? find(fields, CREATE) : -1;
        if (old >= 0 && created >= 0) {
            write(OcsfNames.FILE, fields, old);
            write(OcsfNames.FILE_RESULT, fields, created);
            return;
        }
        int path = pathRecord(meaning);
        if (path >= 0) {
            write(OcsfNames.FILE, fields, path);
        } else {
            write(OcsfNames.FILE, meaning.object(), UNKNOWN);
        }
    }

    /** The PATH that is the object; if the rule has no file as its object, the first that is not the parent's. */
    private static int pathRecord(NormalizedEvent meaning) {
        EventFields fields = meaning.fields();
        if (meaning.pathRecord() >= 0) {
            return hasName(fields, meaning.pathRecord()) ? meaning.pathRecord() : -1;
        }
        for (int path = 0; path < fields.paths(); path++) {
            if (!isOfType(fields, fields.path(path), PARENT) && hasName(fields, fields.path(path))) {
                return fields.path(path);
            }
        }
        return -1;
    }

    private static boolean hasName(EventFields fields, int record) {
        return OcsfValues.isPresent(fields, fields.find(record, FieldName.NAME));
    }

    private static int find(EventFields fields, byte[] type) {
        for (int path = 0; path < fields.paths(); path++) {
            if (isOfType(fields, fields.path(path), type) && hasName(fields, fields.path(path))) {
                return fields.path(path);
            }
        }
        return -1;
    }

    private static boolean isOfType(EventFields fields, int number, byte[] type) {
        AuditRecord record = fields.record(number);
        int field = record.find(FieldName.NAMETYPE);
        if (field < 0 || record.valueLength(field) != type.length) {
            return false;
        }
        for (int i = 0; i < type.length; i++) {
            if (record.bytes()[record.valueStart(field) + i] != type[i]) {
                return false;
            }
        }
        return true;
    }

    private void write(JsonName name, EventFields fields, int record) {
        json.beginObject(name);
        TextBuffer path = fields.value(fields.find(record, FieldName.NAME));
        values.baseName(OcsfNames.NAME, path.array(), path.length());
        json.name(OcsfNames.PATH).string(path.array(), 0, path.length());
        int mode = fields.octal(fields.find(record, FieldName.MODE));
        json.number(OcsfNames.TYPE_ID, mode < 0 ? UNKNOWN : TYPES[mode >>> 12 & 0xf]);
        values.text(OcsfNames.UID, fields, fields.find(record, FieldName.INODE));
        owner.setField(fields, fields.find(record, OWNER));
        values.identity(OcsfNames.OWNER, owner);
        json.endObject();
    }

    /** Writes a file of which the path or the name is known. */
    void write(JsonName name, EventValue path, int type) {
        write(name, path.array(), path.length(), type);
    }

    /** Writes a file of which a field has the path or the name. */
    void write(JsonName name, EventFields fields, long reference, int type) {
        TextBuffer path = fields.value(reference);
        write(name, path.array(), path.length(), type);
    }

    private void write(JsonName name, byte[] path, int length, int type) {
        json.beginObject(name);
        values.baseName(OcsfNames.NAME, path, length);
        for (int i = 0; i < length; i++) {
            if (path[i] == '/') {
                json.name(OcsfNames.PATH).string(path, 0, length);
                break;
            }
        }
        json.number(OcsfNames.TYPE_ID, type).endObject();
    }
}
