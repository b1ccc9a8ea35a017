package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.FieldBytes;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;

/** Writes {@code file}: the path that an event is about. */
final class EcsFile {
    private static final FieldName INODE = FieldName.INODE;
    private static final FieldName DEVICE = FieldName.of("rdev");
    private static final FieldName OWNER = FieldName.of("ouid");
    private static final FieldName GROUP = FieldName.of("ogid");
    private static final FieldName OBJECT = FieldName.of("obj");
    private static final int FORMAT = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final JsonText TYPE_DIRECTORY = JsonText.of("dir");
    private static final JsonText TYPE_FILE = JsonText.of("file");
    private static final JsonText TYPE_LINK = JsonText.of("symlink");

    private final JsonWriter json;
    private final SecurityContext context;
    private final EventIdentity owner = new EventIdentity();

    EcsFile(JsonWriter json) {
        this.json = json;
        context = new SecurityContext(json);
    }

    void write(NormalizedEvent meaning, boolean strict) {
        int record = meaning.pathRecord();
        if (record < 0) {
            return;
        }
        EventFields fields = meaning.fields();
        json.beginObject(EcsNames.FILE);
        write(fields, fields.find(record, FieldName.NAME), EcsNames.PATH);
        write(fields, fields.find(record, INODE), EcsNames.INODE);
        write(fields, fields.find(record, DEVICE), EcsNames.DEVICE);
        writeMode(fields, fields.find(record, FieldName.MODE));
        writeOwner(fields, fields.find(record, OWNER), EcsNames.UID, EcsNames.OWNER);
        writeOwner(fields, fields.find(record, GROUP), EcsNames.GID, EcsNames.GROUP);
        long label = fields.find(record, OBJECT);
        if (!strict && label != EventFields.NONE && SecurityContext.isSelinux(fields, label)) {
            json.beginObject(EcsNames.SELINUX);
            context.write(fields, label);
            json.endObject(EcsNames.SELINUX);
        }
        json.endObject(EcsNames.FILE);
    }

    private void write(EventFields fields, long reference, JsonName name) {
        if (reference != EventFields.NONE && !fields.isAbsent(reference)) {
            FieldBytes value = fields.bytes(reference);
            json.string(name, value.array(), value.start(), value.length());
        }
    }

    /** The permissions in octal digits, and the type. */
    private void writeMode(EventFields fields, long reference) {
        int mode = fields.octal(reference);
        if (mode < 0) {
            return;
        }
        json.name(EcsNames.MODE).beginString();
        for (int shift = 9; shift >= 0; shift -= 3) {
            json.append(mode >>> shift & 7);
        }
        json.endString();
        switch (mode & FORMAT) {
            case DIRECTORY -> json.text(EcsNames.TYPE, TYPE_DIRECTORY);
            case REGULAR -> json.text(EcsNames.TYPE, TYPE_FILE);
            case LINK -> json.text(EcsNames.TYPE, TYPE_LINK);
            default -> {
                // the schema has no value for others
            }
        }
    }

    private void writeOwner(EventFields fields, long reference, JsonName id, JsonName name) {
        if (reference == EventFields.NONE) {
            return;
        }
        owner.setField(fields, reference);
        write(id, owner.id());
        write(name, owner.name());
    }

    private void write(JsonName name, EventValue value) {
        if (value.isPresent()) {
            json.string(name, value.array(), 0, value.length());
        }
    }
}
