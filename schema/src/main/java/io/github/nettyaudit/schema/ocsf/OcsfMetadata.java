package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.internal.document.EventId;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;

/** Writes {@code metadata}, all but its members that only events with records have. */
final class OcsfMetadata {
    private static final JsonText SCHEMA_VERSION = JsonText.of("1.8.0");
    private static final JsonText PRODUCT = JsonText.of("netty-audit");
    private static final JsonText AUDIT = JsonText.of("audit");
    private static final JsonText PROVIDER = JsonText.of("Linux audit");
    private static final JsonText LINUX = JsonText.of("linux");
    private static final JsonText LINUX_UID = JsonText.of("1");
    private static final JsonText HOST_PROFILE = JsonText.of("host");
    private static final JsonText LINUX_PROFILE = JsonText.of("linux/linux_users");
    private static final JsonText CONTAINER_PROFILE = JsonText.of("container");
    private static final JsonText SECURITY_PROFILE = JsonText.of("security_control");

    private final JsonWriter json;
    private final TextBuffer text = new TextBuffer();

    OcsfMetadata(JsonWriter json) {
        this.json = json;
    }

    /** Opens the object and writes what says where the document comes from. */
    void begin(AuditEvent event, EventContext context) {
        json.beginObject(OcsfNames.METADATA).text(OcsfNames.VERSION, SCHEMA_VERSION)
                .beginObject(OcsfNames.PRODUCT).text(OcsfNames.NAME, PRODUCT).text(OcsfNames.VENDOR_NAME, PRODUCT)
                .endObject();
        json.name(OcsfNames.UID);
        EventId.write(json, text, event, context);
        json.text(OcsfNames.LOG_NAME, AUDIT).text(OcsfNames.LOG_PROVIDER, PROVIDER);
        json.name(OcsfNames.ORIGINAL_TIME).beginString().append(event.seconds()).append(".")
                .append(event.milliseconds(), 3).endString();
        if (event.serial() <= Integer.MAX_VALUE) {
            json.number(OcsfNames.SEQUENCE, event.serial());
        }
    }

    /** Writes the profiles whose attributes the document has, and closes the object. */
    void end(boolean usesLinuxUsers, boolean usesSecurityControl, boolean usesContainer) {
        json.beginArray(OcsfNames.PROFILES).value(HOST_PROFILE);
        if (usesLinuxUsers) {
            json.value(LINUX_PROFILE);
        }
        if (usesSecurityControl) {
            json.value(SECURITY_PROFILE);
        }
        if (usesContainer) {
            json.value(CONTAINER_PROFILE);
        }
        json.endArray();
        if (usesLinuxUsers) {
            json.beginArray(OcsfNames.EXTENSIONS).beginObject().text(OcsfNames.NAME, LINUX)
                    .text(OcsfNames.UID, LINUX_UID).text(OcsfNames.VERSION, SCHEMA_VERSION).endObject().endArray();
        }
        json.endObject();
    }
}
