package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.schema.internal.document.InternetAddress;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.SocketEndpoint;

/** Writes {@code source}, {@code destination} and {@code network}. */
final class EcsNetwork {
    private final JsonWriter json;

    EcsNetwork(JsonWriter json) {
        this.json = json;
    }

    void write(NormalizedEvent meaning) {
        SocketEndpoint socket = meaning.socket();
        EventValue source = meaning.sourceAddress();
        if (source.isPresent()) {
            json.beginObject(EcsNames.SOURCE);
            writeAddress(source);
            json.endObject();
        } else if (meaning.isIngress() || meaning.isEgress()) {
            JsonName side = meaning.isIngress() ? EcsNames.SOURCE : EcsNames.DESTINATION;
            json.beginObject(side);
            if (socket.address().isPresent()) {
                writeAddress(socket.address());
                if (socket.port().isPresent()) {
                    json.name(EcsNames.PORT).number(socket.port().array(), 0, socket.port().length());
                }
            } else if (socket.path().isPresent()) {
                json.string(EcsNames.ADDRESS, socket.path().array(), 0, socket.path().length());
            }
            json.endObject(side);
        }
        json.beginObject(EcsNames.NETWORK);
        if (meaning.isIngress() || meaning.isEgress()) {
            json.text(EcsNames.DIRECTION, meaning.isIngress() ? EcsNames.INGRESS : EcsNames.EGRESS);
        }
        if (socket.address().isPresent()) {
            json.text(EcsNames.TYPE, isIpv4(socket.address()) ? EcsNames.IPV4 : EcsNames.IPV6);
        }
        json.endObject(EcsNames.NETWORK);
    }

    private void writeAddress(EventValue address) {
        json.string(EcsNames.ADDRESS, address.array(), 0, address.length());
        int length = addressLength(address);
        if (length > 0) {
            json.string(EcsNames.IP, address.array(), 0, length);
        }
    }

    void writeRelated(NormalizedEvent meaning) {
        EventValue address = meaning.sourceAddress().isPresent() ? meaning.sourceAddress() : meaning.socket().address();
        int length = addressLength(address);
        if (length > 0) {
            json.beginArray(EcsNames.IP).string(address.array(), 0, length).endArray();
        }
    }

    private static int addressLength(EventValue address) {
        return address.isPresent() ? InternetAddress.length(address.array(), address.length()) : 0;
    }

    private static boolean isIpv4(EventValue address) {
        for (int i = 0; i < address.length(); i++) {
            if (address.array()[i] == ':') {
                return false;
            }
        }
        return true;
    }
}
