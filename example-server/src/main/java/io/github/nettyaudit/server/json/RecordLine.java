package io.github.nettyaudit.server.json;

import io.github.nettyaudit.codec.record.AuditEventId;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes an audit record as a line:
 * <pre>
 * {"type":"SYSCALL","typenum":1300,"sec":1364481363,"milli":243,"serial":24287,"text":"audit(1364481363.243:…"}
 * </pre>
 * {@code text} is the whole record as the kernel sent it. {@code sec}, {@code milli} and {@code serial} are read from
 * its beginning, and are left out if that is not {@code audit(sec.milli:serial)}. If the text is not UTF-8, a further
 * member {@code text_hex} has all its bytes, see {@link JsonWriter}.
 *
 * <p>Makes no garbage per record. Not thread-safe.
 */
public final class RecordLine {
    /** The types that records have, whose members are kept as bytes. */
    private static final int MOST_TYPES = 3000;

    private final IntFunction<String> typeNames;
    private final byte[][] typeMembers = new byte[MOST_TYPES][];
    private final JsonWriter json = new JsonWriter();

    /**
     * Creates a writer of lines.
     *
     * @param typeNames the name of each message type, for example {@code AuditMessageType::name}
     */
    public RecordLine(IntFunction<String> typeNames) {
        this.typeNames = typeNames;
    }

    /**
     * Appends the line of a record.
     *
     * @param out  the buffer that the line is appended to
     * @param type the record's type
     * @param id   what {@link AuditEventId#read(ByteBuf)} has read from {@code text}; {@code null} if there is no stamp
     * @param text the record's text; its indices stay
     */
    public void write(ByteBuf out, int type, @Nullable AuditEventId id, ByteBuf text) {
        json.to(out).beginObject().raw(typeMembers(type));
        if (id != null) {
            json.number("sec", id.seconds()).number("milli", id.milliseconds()).number("serial", id.serial());
        }
        json.bytes("text", text).endLine();
    }

    private byte[] typeMembers(int type) {
        if (type >= MOST_TYPES) {
            return newTypeMembers(type);
        }
        byte[] members = typeMembers[type];
        if (members == null) {
            members = newTypeMembers(type);
            typeMembers[type] = members;
        }
        return members;
    }

    private byte[] newTypeMembers(int type) {
        return ("\"type\":\"" + typeNames.apply(type) + "\",\"typenum\":" + type).getBytes(StandardCharsets.US_ASCII);
    }
}
