package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;
import java.util.Locale;

/**
 * Writes what the report of a loss says, as members of an object: {@code kind}, {@code count}, {@code unit}, the first
 * and the last serial, and {@code kernel_lost}. A number that is not known is left out.
 */
public final class LossMembers {
    /** The name of the first serial. */
    public static final JsonName FIRST_SERIAL = JsonName.of("first_serial");
    /** The name of the last serial. */
    public static final JsonName LAST_SERIAL = JsonName.of("last_serial");

    private static final JsonName KIND = JsonName.of("kind");
    private static final JsonName COUNT = JsonName.of("count");
    private static final JsonName UNIT = JsonName.of("unit");
    private static final JsonName KERNEL_LOST = JsonName.of("kernel_lost");
    private static final JsonText[] KINDS = new JsonText[AuditLossKind.values().length];
    private static final JsonText[] UNITS = new JsonText[KINDS.length];

    static {
        for (AuditLossKind kind : AuditLossKind.values()) {
            KINDS[kind.ordinal()] = JsonText.of(kind.name().toLowerCase(Locale.ROOT));
            UNITS[kind.ordinal()] = JsonText.of(kind.unit());
        }
    }

    private LossMembers() {
    }

    /**
     * Writes the members.
     *
     * @param json  writes into an object that has begun
     * @param loss  the report
     * @param first the name of the first serial
     * @param last  the name of the last serial
     */
    public static void write(JsonWriter json, AuditLossEvent loss, JsonName first, JsonName last) {
        json.text(KIND, KINDS[loss.kind().ordinal()]);
        known(json, COUNT, loss.count());
        json.text(UNIT, UNITS[loss.kind().ordinal()]);
        known(json, first, loss.firstSerial());
        known(json, last, loss.lastSerial());
        known(json, KERNEL_LOST, loss.kernelLost());
    }

    private static void known(JsonWriter json, JsonName name, long number) {
        if (number != AuditLossEvent.UNKNOWN) {
            json.number(name, number);
        }
    }
}
