package io.github.nettyaudit.server.json;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * Writes an audit record as a line:
 * <pre>
 * {"type":"SYSCALL","typenum":1300,"sec":1364481363,"milli":243,"serial":24287,"text":"audit(1364481363.243:…"}
 * </pre>
 * {@code text} is the whole record as the kernel sent it. {@code sec}, {@code milli} and {@code serial} are read from
 * its first word, and are left out where that is not {@code audit(sec.milli:serial):}. Where the text is not UTF-8,
 * {@code text} has U+FFFD in place of what is not, and a further field {@code text_hex} has all its bytes.
 *
 * <p>Copies the record out of its buffer into arrays that are used again: no garbage per record. Not thread-safe.
 */
public final class RecordLine {
    /** The types that records have, whose names are kept as bytes. */
    private static final int MOST_TYPES = 3000;

    private final IntFunction<String> typeNames;
    private final byte[][] typeFields = new byte[MOST_TYPES][];
    private final RecordStamp stamp = new RecordStamp();
    private byte[] text = new byte[1024];

    /** @param typeNames the name of each message type, for example {@code AuditMessageType::name} */
    public RecordLine(IntFunction<String> typeNames) {
        this.typeNames = typeNames;
    }

    /** Writes the record of the given type and text; {@code content}'s indices stay. */
    public void write(JsonLine line, int type, ByteBuf content) {
        int length = content.readableBytes();
        copy(content, length);
        line.begin().raw(typeField(type));
        if (stamp.parse(text, length)) {
            line.number("sec", stamp.seconds()).number("milli", stamp.milliseconds()).number("serial", stamp.serial());
        }
        if (!line.text("text", text, length)) {
            line.hex("text_hex", text, length);
        }
        line.end();
    }

    /** Reads the stamp alone, where nobody wants the line. */
    public void readStamp(ByteBuf content) {
        int length = Math.min(content.readableBytes(), RecordStamp.LONGEST);
        copy(content, length);
        stamp.parse(text, length);
    }

    private void copy(ByteBuf content, int length) {
        if (text.length < length) {
            text = new byte[Math.max(text.length * 2, length)];
        }
        content.getBytes(content.readerIndex(), text, 0, length);
    }

    /** The stamp of the record written or read last. */
    public RecordStamp stamp() {
        return stamp;
    }

    private byte[] typeField(int type) {
        if (type >= MOST_TYPES) {
            return newTypeField(type);
        }
        byte[] field = typeFields[type];
        if (field == null) {
            field = newTypeField(type);
            typeFields[type] = field;
        }
        return field;
    }

    private byte[] newTypeField(int type) {
        return ("\"type\":\"" + typeNames.apply(type) + "\",\"typenum\":" + type).getBytes(StandardCharsets.US_ASCII);
    }
}
