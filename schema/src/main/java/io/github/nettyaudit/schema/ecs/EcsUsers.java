package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.schema.json.JsonMembers;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;

/** Writes {@code user} and {@code group}. */
final class EcsUsers {
    private final JsonWriter json;
    private final SecurityContext context;
    private final EventValue[] related = new EventValue[8];
    /** What was written last of users without a security context, and the number of changes then. */
    private final JsonMembers last = new JsonMembers();
    private long lastChanges = -1;

    EcsUsers(JsonWriter json) {
        this.json = json;
        context = new SecurityContext(json);
    }

    /** Writes the members; those of the last event again if its users were the same. */
    void write(NormalizedEvent meaning, boolean strict) {
        EventFields fields = meaning.fields();
        long subject = strict ? EventFields.NONE : fields.findMain(KnownField.SUBJ);
        if (subject != EventFields.NONE && !SecurityContext.isSelinux(fields, subject)) {
            subject = EventFields.NONE;
        }
        long changes = meaning.identityChanges();
        if (subject != EventFields.NONE) {
            write(meaning, strict, subject);
        } else if (changes == lastChanges) {
            json.members(last);
        } else {
            int position = json.position();
            write(meaning, strict, subject);
            json.keep(last, position);
            lastChanges = changes;
        }
        use(meaning, strict, subject);
    }

    private void write(NormalizedEvent meaning, boolean strict, long subject) {
        json.beginObject(EcsNames.USER);
        writeIdentity(meaning.user());
        writeNested(EcsNames.GROUP, meaning.userGroup());
        json.beginObject(EcsNames.EFFECTIVE);
        if (!isRedundant(meaning)) {
            writeIdentity(meaning.effectiveUser());
            writeNested(EcsNames.GROUP, meaning.effectiveGroup());
        }
        json.endObject(EcsNames.EFFECTIVE);
        writeNested(EcsNames.TARGET, meaning.targetUser());
        writeNested(EcsNames.CHANGES, meaning.changedUser());
        if (!strict) {
            writeNested(EcsNames.AUDIT, meaning.auditUser());
            writeWithGroup(EcsNames.SAVED, meaning.savedUser(), meaning.savedGroup());
            writeWithGroup(EcsNames.FILESYSTEM, meaning.fileSystemUser(), meaning.fileSystemGroup());
            if (subject != EventFields.NONE) {
                json.beginObject(EcsNames.SELINUX);
                context.write(meaning.fields(), subject);
                json.endObject(EcsNames.SELINUX);
            }
        }
        json.endObject(EcsNames.USER);
        writeNested(EcsNames.GROUP, meaning.group());
    }

    /** Marks the fields that have their place here. */
    private static void use(NormalizedEvent meaning, boolean strict, long subject) {
        EventFields fields = meaning.fields();
        if (!strict) {
            fields.useMain(KnownField.AUID);
            fields.useMain(KnownField.SUID);
            fields.useMain(KnownField.SGID);
            fields.useMain(KnownField.FSUID);
            fields.useMain(KnownField.FSGID);
        }
        if (subject != EventFields.NONE) {
            fields.useMain(KnownField.SUBJ);
        }
        if (!meaning.isUserOfRule()) {
            fields.useMain(KnownField.UID);
        }
        fields.useMain(KnownField.GID);
        fields.useMain(KnownField.SES);
        fields.useMain(KnownField.EUID);
        if (!isRedundant(meaning) || meaning.effectiveGroup().isSameAs(meaning.userGroup())) {
            fields.useMain(KnownField.EGID);
        }
    }

    /** An effective user who is the user, with a group that is the user's too, says nothing new. */
    private static boolean isRedundant(NormalizedEvent meaning) {
        return meaning.effectiveUser().isSameAs(meaning.user());
    }

    private void writeWithGroup(JsonName name, EventIdentity user, EventIdentity group) {
        json.beginObject(name);
        writeIdentity(user);
        writeNested(EcsNames.GROUP, group);
        json.endObject(name);
    }

    void writeNested(JsonName name, EventIdentity identity) {
        if (identity.isPresent()) {
            json.beginObject(name);
            writeIdentity(identity);
            json.endObject();
        }
    }

    private void writeIdentity(EventIdentity identity) {
        write(EcsNames.ID, identity.id());
        write(EcsNames.NAME, identity.name());
    }

    private void write(JsonName name, EventValue value) {
        if (value.isPresent()) {
            json.string(name, value.array(), 0, value.length());
        }
    }

    /** The names of the users, each once. */
    void writeRelated(NormalizedEvent meaning) {
        int count = 0;
        count = add(meaning.user().name(), count);
        count = add(meaning.effectiveUser().name(), count);
        count = add(meaning.targetUser().name(), count);
        count = add(meaning.changedUser().name(), count);
        count = add(meaning.auditUser().name(), count);
        if (count > 0) {
            json.beginArray(EcsNames.USER);
            for (int i = 0; i < count; i++) {
                json.string(related[i].array(), 0, related[i].length());
            }
            json.endArray();
        }
    }

    private int add(EventValue name, int count) {
        if (!name.isPresent()) {
            return count;
        }
        for (int i = 0; i < count; i++) {
            if (related[i].isSameAs(name)) {
                return count;
            }
        }
        related[count] = name;
        return count + 1;
    }
}
