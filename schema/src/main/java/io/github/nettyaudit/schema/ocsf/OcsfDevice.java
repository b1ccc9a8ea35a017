package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.internal.document.InternetAddress;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;

/** Writes {@code device}, the host on which an event happened, and the endpoint that is this host. */
final class OcsfDevice {
    private static final JsonText UNKNOWN = JsonText.of("unknown");
    private static final JsonText LINUX = JsonText.of("Linux");
    private static final int LINUX_ID = 200;

    private final JsonWriter json;
    private final TextBuffer text = new TextBuffer();

    OcsfDevice(JsonWriter json) {
        this.json = json;
    }

    static boolean isKnown(AuditEvent event, EventContext context) {
        String node = event.node() != null ? event.node() : context.hostName();
        return node != null && !node.isEmpty();
    }

    void write(AuditEvent event, EventContext context) {
        json.beginObject(OcsfNames.DEVICE);
        writeHost(event, context);
        json.number(OcsfNames.TYPE_ID, 0).beginObject(OcsfNames.OS).text(OcsfNames.NAME, LINUX)
                .number(OcsfNames.TYPE_ID, LINUX_ID).endObject().endObject();
    }

    void writeEndpoint(JsonName name, AuditEvent event, EventContext context) {
        json.beginObject(name);
        writeHost(event, context);
        json.endObject();
    }

    /** The schema requires one of several names; the audit daemon may be set to log an address as its node. */
    void writeHost(AuditEvent event, EventContext context) {
        String node = event.node() != null ? event.node() : context.hostName();
        if (node == null || node.isEmpty()) {
            json.text(OcsfNames.NAME, UNKNOWN);
            return;
        }
        text.clear().append(node);
        boolean isAddress = InternetAddress.isAddress(text.array(), text.length());
        json.name(isAddress ? OcsfNames.IP : OcsfNames.HOSTNAME).string(text.array(), 0, text.length());
    }
}
