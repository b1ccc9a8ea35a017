package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;

/** Writes the parts of a security context of SELinux: {@code user:role:domain:level:category}. */
final class SecurityContext {
    private static final JsonName[] PARTS = {JsonName.of("user"), JsonName.of("role"), JsonName.of("domain"),
        JsonName.of("level"), JsonName.of("category")};
    private static final JsonName[] OBJECT_PARTS = {JsonName.of("obj_user"), JsonName.of("obj_role"),
        JsonName.of("obj_domain"), JsonName.of("obj_level"), JsonName.of("obj_category")};
    private static final int FEWEST_COLONS = 2;

    private final JsonWriter json;

    SecurityContext(JsonWriter json) {
        this.json = json;
    }

    /** Whether a label has the parts of SELinux; those of AppArmor and Smack have not. */
    static boolean isSelinux(EventFields fields, long reference) {
        AuditRecord record = fields.recordOf(reference);
        int start = record.valueStart(fields.fieldOf(reference));
        int end = start + record.valueLength(fields.fieldOf(reference));
        int colons = 0;
        for (int i = start; i < end; i++) {
            byte next = record.bytes()[i];
            if (next == ':') {
                colons++;
            } else if (next == '/' || next == ' ' || next == '"') {
                return false;
            }
        }
        return colons >= FEWEST_COLONS;
    }

    void write(EventFields fields, long reference) {
        write(fields.value(reference), PARTS);
    }

    /** Writes the parts of the label of a file if it has the parts of SELinux. */
    boolean writeObject(EventFields fields, long reference) {
        if (!isSelinux(fields, reference)) {
            return false;
        }
        write(fields.value(reference), OBJECT_PARTS);
        return true;
    }

    private void write(TextBuffer label, JsonName[] names) {
        int start = 0;
        for (int part = 0; part < names.length; part++) {
            int end = part == names.length - 1 ? label.length() : indexOfColon(label, start);
            json.string(names[part], label.array(), start, end - start);
            if (end == label.length()) {
                return;
            }
            start = end + 1;
        }
    }

    private static int indexOfColon(TextBuffer text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (text.array()[i] == ':') {
                return i;
            }
        }
        return text.length();
    }
}
