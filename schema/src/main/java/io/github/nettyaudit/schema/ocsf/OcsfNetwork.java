package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.internal.document.InternetAddress;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.SocketEndpoint;

/**
 * Writes {@code src_endpoint}, {@code dst_endpoint} and {@code connection_info}. The peer is the destination of what is
 * sent to it, and the source of what comes from it. The other endpoint is this host, if that is known.
 */
final class OcsfNetwork {
    private static final int MOST_PORT = 65_535;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;
    private static final FieldName PEER = FieldName.of("raddr");
    private static final FieldName SOURCE = FieldName.of("saddr");
    private static final FieldName DESTINATION = FieldName.of("daddr");
    private static final FieldName SOURCE_PORT = FieldName.of("sport");
    private static final FieldName DESTINATION_PORT = FieldName.of("dport");
    private static final FieldName PEER_PORT = FieldName.of("rport");
    private static final FieldName PORT = FieldName.of("port");

    private final JsonWriter json;
    private final OcsfDevice device;
    private boolean isSourceKept;

    OcsfNetwork(JsonWriter json, OcsfDevice device) {
        this.json = json;
        this.device = device;
    }

    /** Forgets the event before. */
    void clear() {
        isSourceKept = false;
    }

    /** Whether the address from which a user came was written as it is. */
    boolean isSourceKept() {
        return isSourceKept;
    }

    /** Whether an event names an endpoint. */
    static boolean isKnown(NormalizedEvent meaning, EventContext context) {
        return OcsfDevice.isKnown(meaning.event(), context) || hasSocket(meaning.socket())
                || meaning.sourceAddress().length() > 0 || isPresent(meaning, DESTINATION) || isPresent(meaning, PEER)
                || isPresent(meaning, FieldName.ADDR);
    }

    private static boolean hasSocket(SocketEndpoint socket) {
        return socket.address().length() > 0 || socket.path().length() > 0;
    }

    private static boolean isPresent(NormalizedEvent meaning, FieldName name) {
        return OcsfValues.isPresent(meaning.fields(), OcsfValues.find(meaning, name));
    }

    void write(NormalizedEvent meaning, EventContext context) {
        AuditEvent event = meaning.event();
        SocketEndpoint socket = meaning.socket();
        boolean isKnown = OcsfDevice.isKnown(event, context);
        if (isPresent(meaning, DESTINATION)) {
            writeEndpoint(OcsfNames.SRC_ENDPOINT, meaning, SOURCE, SOURCE_PORT);
            writeEndpoint(OcsfNames.DST_ENDPOINT, meaning, DESTINATION, DESTINATION_PORT);
        } else if (hasSocket(socket)) {
            boolean isIngress = meaning.isIngress();
            boolean isLocal = !isIngress && !meaning.isEgress();
            writeSocket(isIngress || isLocal ? OcsfNames.SRC_ENDPOINT : OcsfNames.DST_ENDPOINT, socket);
            if (isKnown && !isLocal) {
                device.writeEndpoint(isIngress ? OcsfNames.DST_ENDPOINT : OcsfNames.SRC_ENDPOINT, event, context);
            }
            writeConnection(meaning, socket);
        } else if (meaning.sourceAddress().length() > 0) {
            writeSource(meaning);
            if (isKnown) {
                device.writeEndpoint(OcsfNames.DST_ENDPOINT, event, context);
            }
        } else if (isPresent(meaning, PEER)) {
            writeEndpoint(OcsfNames.DST_ENDPOINT, meaning, PEER, PEER_PORT);
        } else if (isPresent(meaning, FieldName.ADDR)) {
            writeEndpoint(OcsfNames.SRC_ENDPOINT, meaning, FieldName.ADDR, PORT);
        } else {
            device.writeEndpoint(OcsfNames.SRC_ENDPOINT, event, context);
        }
    }

    /** Writes the address from which a user came. */
    void writeSource(NormalizedEvent meaning) {
        EventValue source = meaning.sourceAddress();
        if (source.length() > 0) {
            json.beginObject(OcsfNames.SRC_ENDPOINT);
            isSourceKept = writeAddress(source.array(), source.length());
            writePort(meaning.fields(), OcsfValues.find(meaning, PEER_PORT));
            json.endObject();
        }
    }

    private void writeEndpoint(JsonName name, NormalizedEvent meaning, FieldName address, FieldName port) {
        EventFields fields = meaning.fields();
        long reference = OcsfValues.find(meaning, address);
        if (OcsfValues.isPresent(fields, reference)) {
            json.beginObject(name);
            TextBuffer text = fields.value(reference);
            writeAddress(text.array(), text.length());
            writePort(fields, OcsfValues.find(meaning, port));
            json.endObject();
        }
    }

    /** Writes an address or the name of a host; returns false if the scope of an address was left out. */
    private boolean writeAddress(byte[] text, int length) {
        int address = InternetAddress.length(text, length);
        if (address > 0) {
            json.name(OcsfNames.IP).string(text, 0, address);
        } else {
            json.name(OcsfNames.HOSTNAME).string(text, 0, length);
        }
        return address == 0 || address == length;
    }

    private void writePort(EventFields fields, long reference) {
        int port = OcsfValues.integer(fields, reference);
        if (port >= 0 && port <= MOST_PORT) {
            json.number(OcsfNames.PORT, port);
        }
    }

    private void writeSocket(JsonName name, SocketEndpoint socket) {
        json.beginObject(name);
        if (socket.address().length() > 0) {
            writeAddress(socket.address().array(), socket.address().length());
            if (socket.port().isPresent()) {
                json.name(OcsfNames.PORT).number(socket.port().array(), 0, socket.port().length());
            }
        } else {
            json.name(OcsfNames.NAME).string(socket.path().array(), 0, socket.path().length());
        }
        json.endObject();
    }

    private void writeConnection(NormalizedEvent meaning, SocketEndpoint socket) {
        json.beginObject(OcsfNames.CONNECTION_INFO)
                .number(OcsfNames.DIRECTION_ID, meaning.isIngress() ? INBOUND : meaning.isEgress() ? OUTBOUND : 0);
        int length = socket.address().length();
        if (length > 0) {
            boolean isVersion6 = false;
            for (int i = 0; i < length; i++) {
                isVersion6 |= socket.address().array()[i] == ':';
            }
            json.number(OcsfNames.PROTOCOL_VER_ID, isVersion6 ? 6 : 4);
        }
        json.endObject();
    }
}
