package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import org.jspecify.annotations.Nullable;

/** Writes the user, the group and the service of the classes of identity and access management. */
final class OcsfAccounts {
    private static final FieldName GROUP = FieldName.of("grp");
    private static final FieldName ID = FieldName.of("id");
    private static final FieldName NEW_ROLE = FieldName.of("new-role");
    private static final FieldName OLD_ROLE = FieldName.of("old-role");

    private final JsonWriter json;
    private final OcsfValues values;
    private final OcsfActor actor;
    private final OcsfNetwork network;
    private final OcsfDevice device;

    OcsfAccounts(JsonWriter json, OcsfValues values, OcsfActor actor, OcsfNetwork network, OcsfDevice device) {
        this.json = json;
        this.values = values;
        this.actor = actor;
        this.network = network;
        this.device = device;
    }

    /** Whether an event names the account that a change or a login is about. */
    static boolean isUserKnown(NormalizedEvent meaning, OcsfClass type) {
        return user(meaning, type) != null || isAccount(meaning);
    }

    /** Whether a message names the group: the user who sent it is none. */
    static boolean isGroupKnown(NormalizedEvent meaning) {
        return isPresent(meaning, GROUP)
                || meaning.group().isPresent() && (isPresent(meaning, FieldName.ACCT) || isPresent(meaning, ID));
    }

    private static boolean isPresent(NormalizedEvent meaning, FieldName name) {
        return OcsfValues.isPresent(meaning.fields(), OcsfValues.find(meaning, name));
    }

    static boolean isRoleKnown(NormalizedEvent meaning) {
        return role(meaning) != EventFields.NONE;
    }

    void writeAuthentication(NormalizedEvent meaning, EventContext context) {
        writeUser(meaning, OcsfClass.AUTHENTICATION);
        EventFields fields = meaning.fields();
        long program = fields.find(KnownField.EXE);
        program = OcsfValues.isPresent(fields, program) ? program : fields.find(KnownField.COMM);
        boolean hasService = OcsfValues.isPresent(fields, program);
        if (hasService) {
            TextBuffer path = fields.value(program);
            json.beginObject(OcsfNames.SERVICE);
            values.baseName(OcsfNames.NAME, path.array(), path.length());
            json.endObject();
        }
        if (!hasService || OcsfDevice.isKnown(meaning.event(), context)) {
            device.writeEndpoint(OcsfNames.DST_ENDPOINT, meaning.event(), context);
        }
        network.writeSource(meaning);
        if (meaning.sourceAddress().length() > 0) {
            json.name(OcsfNames.IS_REMOTE).value(true);
        }
        actor.writeSession(OcsfNames.SESSION, meaning);
    }

    void writeAccountChange(NormalizedEvent meaning) {
        writeUser(meaning, OcsfClass.ACCOUNT_CHANGE);
        values.identity(OcsfNames.USER_RESULT, meaning.changedUser());
        network.writeSource(meaning);
    }

    void writeAccess(NormalizedEvent meaning) {
        writeUser(meaning, OcsfClass.USER_ACCESS);
        TextBuffer role = meaning.fields().value(role(meaning));
        json.beginArray(OcsfNames.PRIVILEGES).string(role.array(), 0, role.length()).endArray();
        network.writeSource(meaning);
    }

    /** A message with a group and an account is about that member of the group. */
    void writeGroup(NormalizedEvent meaning) {
        EventFields fields = meaning.fields();
        if (isPresent(meaning, GROUP)) {
            values.account(OcsfNames.GROUP, fields, OcsfValues.find(meaning, GROUP));
            long member = OcsfValues.find(meaning, FieldName.ACCT);
            member = OcsfValues.isPresent(fields, member) ? member : OcsfValues.find(meaning, ID);
            if (OcsfValues.isPresent(fields, member)) {
                values.account(OcsfNames.USER, fields, member);
            }
        } else {
            values.identity(OcsfNames.GROUP, meaning.group());
        }
        network.writeSource(meaning);
    }

    private void writeUser(NormalizedEvent meaning, OcsfClass type) {
        EventIdentity user = user(meaning, type);
        if (user != null) {
            values.identity(OcsfNames.USER, user);
        } else {
            json.beginObject(OcsfNames.USER);
            values.account(meaning.object().array(), meaning.object().length());
            json.endObject();
        }
    }

    private static boolean isAccount(NormalizedEvent meaning) {
        return meaning.rule().object().equals("account") && meaning.object().length() > 0;
    }

    /** The user that it is about; {@code null} if that is the object, or nobody. */
    private static @Nullable EventIdentity user(NormalizedEvent meaning, OcsfClass type) {
        if (meaning.targetUser().isPresent()) {
            return meaning.targetUser();
        }
        if (type != OcsfClass.AUTHENTICATION && isAccount(meaning)) {
            return null;
        }
        if (meaning.effectiveUser().isPresent()) {
            return meaning.effectiveUser();
        }
        return meaning.user().isPresent() ? meaning.user() : null;
    }

    private static long role(NormalizedEvent meaning) {
        long role = OcsfValues.find(meaning, NEW_ROLE);
        if (!OcsfValues.isPresent(meaning.fields(), role)) {
            role = OcsfValues.find(meaning, OLD_ROLE);
        }
        return OcsfValues.isPresent(meaning.fields(), role) ? role : EventFields.NONE;
    }
}
