package io.github.nettyaudit.codec.record;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record's text, read: type, stamp, and fields in their order, duplicates kept, each with its raw bytes. A flyweight:
 * one instance is wrapped around record after record.
 *
 * <p>Wrapping reads the header only. The fields are found when one is first asked for; then the text has been copied
 * to a scratch pad of this object, so that from that moment the record stays readable after its buffer is released.
 * The fields come in this order:
 * <pre>
 *   0 … {@link #fieldCount()} - 1                  what the record says: the kernel's fields, then the user's
 *   … {@link #fieldCount()} + {@link #enrichedCount()} - 1   what the audit daemon added to a log line
 * </pre>
 * The node and the type that a log line starts with are no fields: {@link #node()}, {@link #typeText()}; to those who
 * want them as such, {@link #prefixCount()} says how.
 *
 * <p>Nothing here fails because of what a record says: without a stamp {@link #hasStamp()} is false, and what is no
 * field is left out. Not thread-safe. Allocates for strings only.
 */
public final class AuditRecord {
    private static final FieldName NODE = FieldName.of("node");
    private static final FieldName TYPE = FieldName.of("type");
    private static final int NAME_CACHE = 256;

    private final AuditEventId stamp = new AuditEventId();
    private final AuditLogLine line = new AuditLogLine();
    private final FieldIndex index = new FieldIndex();
    private final FieldSplitter splitter = new FieldSplitter(index);
    private final String[] names = new String[NAME_CACHE];

    private ByteBuf content = Unpooled.EMPTY_BUFFER;
    private int start;
    private int end;
    private int type;
    private boolean isLine;
    private boolean isLineRead;
    private boolean hasStamp;
    private long seconds;
    private int milliseconds;
    private long serial;
    private boolean indexed;
    /** How many of the index's first fields are the node and type of a line. */
    private int prefix;
    private int userStart;
    private int fieldsEnd;

    /** Wraps a record message, whose content stays its own. */
    public AuditRecord wrap(AuditRecordMessage message) {
        return wrap(message.type(), message.content());
    }

    /**
     * Wraps a record's text as the kernel sends it, {@code audit(1364481363.243:24287): arch=…}.
     *
     * @param type what the netlink header says
     * @param content the text between its indices, which are not moved; it must live until the fields were asked for
     */
    public AuditRecord wrap(int type, ByteBuf content) {
        this.content = content;
        this.type = type;
        start = content.readerIndex();
        end = content.writerIndex();
        isLine = false;
        indexed = false;
        hasStamp = stamp.read(content, start, end);
        seconds = stamp.seconds();
        milliseconds = stamp.milliseconds();
        serial = stamp.serial();
        return this;
    }

    /** Wraps a line of an audit log, without its newline: {@code type=SYSCALL msg=audit(…): …}. */
    public AuditRecord wrapLine(ByteBuf line) {
        return wrapLine(line, line.readerIndex(), line.writerIndex());
    }

    /** Wraps the line between two absolute indices. */
    public AuditRecord wrapLine(ByteBuf buffer, int lineStart, int lineEnd) {
        boolean valid = line.read(buffer, lineStart, lineEnd);
        wrapLine(buffer, lineStart, lineEnd, line.type(), line.seconds(), line.milliseconds(), line.serial());
        hasStamp = valid;
        isLineRead = true;
        return this;
    }

    /** Wraps a line of which the start was read before. It must have had a stamp. */
    public AuditRecord wrapLine(ByteBuf buffer, int lineStart, int lineEnd, int type, long seconds, int milliseconds,
            long serial) {
        content = buffer;
        start = lineStart;
        end = lineEnd;
        this.type = type;
        this.seconds = seconds;
        this.milliseconds = milliseconds;
        this.serial = serial;
        isLine = true;
        isLineRead = false;
        hasStamp = true;
        indexed = false;
        return this;
    }

    /** Reads the start of a line for its words, if that was not done. */
    private void readLine() {
        if (!isLineRead) {
            isLineRead = true;
            line.read(content, start, end);
        }
    }

    /** The record's type, see {@link AuditMessageType}; in a line -1 for a name that is not known, 0 for none. */
    public int type() {
        return type;
    }

    /** Whether the record starts as records do. Without that it belongs to no event, and its numbers are 0. */
    public boolean hasStamp() {
        return hasStamp;
    }

    /** Seconds since 1970. */
    public long seconds() {
        return seconds;
    }

    /** The milliseconds within the second, 0 to 999. */
    public int milliseconds() {
        return milliseconds;
    }

    /** The event's serial, an unsigned 32-bit number. */
    public long serial() {
        return serial;
    }

    /** The machine that a log line names, as a new string. */
    public @Nullable String node() {
        if (!isLine) {
            return null;
        }
        readLine();
        if (line.nodeEnd() == line.nodeStart()) {
            return null;
        }
        index();
        return text(line.nodeStart() - start, line.nodeEnd() - start);
    }

    /** The type as a log line words it, as a new string. */
    public @Nullable String typeText() {
        if (!isLine) {
            return null;
        }
        readLine();
        if (line.typeEnd() == line.typeStart()) {
            return null;
        }
        index();
        return text(line.typeStart() - start, line.typeEnd() - start);
    }

    /** The number of fields, the kernel's and the user's, without those of {@link FieldSpace#ENRICHED}. */
    public int fieldCount() {
        index();
        return fieldsEnd - prefix;
    }

    /**
     * The number of words that a log line starts with and that would be fields if they were the kernel's: its node and
     * its type. Their numbers are negative and end at -1. 0 for a record that is no line.
     */
    public int prefixCount() {
        index();
        return prefix;
    }

    /** The number of fields that the audit daemon added; their numbers start at {@link #fieldCount()}. */
    public int enrichedCount() {
        index();
        return index.count - fieldsEnd;
    }

    /** Who said it. */
    public FieldSpace space(int field) {
        int position = position(field);
        if (position >= fieldsEnd) {
            return FieldSpace.ENRICHED;
        }
        return position >= userStart ? FieldSpace.USER : FieldSpace.KERNEL;
    }

    /** The field's name. Names of up to eight bytes are not made anew each time. */
    public String name(int field) {
        int position = position(field);
        int nameStart = index.nameStart(position);
        int length = index.nameLength(position);
        if (length > Long.BYTES) {
            return text(nameStart, nameStart + length);
        }
        long key = index.key(position);
        int slot = (int) (key * 0x9e3779b97f4a7c15L >>> 56) & NAME_CACHE - 1;
        String known = names[slot];
        if (known == null || known.length() != length || !isAscii(known, key)) {
            known = text(nameStart, nameStart + length);
            names[slot] = known;
        }
        return known;
    }

    private static boolean isAscii(String known, long key) {
        for (int i = 0; i < known.length(); i++) {
            if (known.charAt(i) != (key >>> Byte.SIZE * i & 0xff) || known.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** The field's value as it stands there, as a new string; what is not UTF-8 becomes U+FFFD. */
    public String raw(int field) {
        int position = position(field);
        return text(index.valueStart(position), index.valueEnd(position));
    }

    /** Whether the field has this name. */
    public boolean isNamed(int field, FieldName name) {
        return index.isNamed(position(field), name);
    }

    /** The number of the first field of the kernel's with this name; -1 if there is none. */
    public int find(FieldName name) {
        index();
        return found(index.find(name, prefix, userStart));
    }

    /** The number of the next field of the same name space with this name behind a field; -1 if there is none. */
    public int findNext(FieldName name, int field) {
        int position = position(field);
        int to = position >= fieldsEnd ? index.count : position >= userStart ? fieldsEnd : userStart;
        return found(index.find(name, position + 1, to));
    }

    /** The number of the first field inside {@code msg='…'} with this name; -1 if there is none. */
    public int findUser(FieldName name) {
        index();
        return found(index.find(name, userStart, fieldsEnd));
    }

    /** The number of the first field with this name (upper case: {@code AUID}) that the audit daemon added; or -1. */
    public int findEnriched(FieldName name) {
        index();
        return found(index.find(name, fieldsEnd, index.count));
    }

    private int found(int position) {
        return position < 0 ? -1 : position - prefix;
    }

    /**
     * The scratch pad that names and values lie in. To be read only, and only until the next record is wrapped; at
     * least eight bytes follow each value.
     */
    public byte[] bytes() {
        index();
        return index.bytes;
    }

    /** The first eight bytes of the name, see {@link FieldName#key()}. */
    public long nameKey(int field) {
        return index.key(position(field));
    }

    /** Where the name starts in {@link #bytes()}. */
    public int nameStart(int field) {
        return index.nameStart(position(field));
    }

    /** The number of bytes of the name. */
    public int nameLength(int field) {
        int position = position(field);
        return index.nameLength(position);
    }

    /** Where the value starts in {@link #bytes()}. */
    public int valueStart(int field) {
        return index.valueStart(position(field));
    }

    /** The number of bytes of the value. */
    public int valueLength(int field) {
        int position = position(field);
        return index.valueEnd(position) - index.valueStart(position);
    }

    private int position(int field) {
        index();
        return field + prefix;
    }

    private String text(int from, int to) {
        return new String(index.bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private void index() {
        if (!indexed) {
            indexed = true;
            readFields();
        }
    }

    private void readFields() {
        int length = end - start;
        index.clear(length);
        content.getBytes(start, index.bytes, 0, length);
        int fieldsStart = 0;
        if (!isLine && hasStamp) {
            fieldsStart = stamp.end() - start;
            // the word of the stamp is no field, and no word of an access vector
            while (fieldsStart < length && index.bytes[fieldsStart] != ' ' && index.bytes[fieldsStart] != '\n'
                    && index.bytes[fieldsStart] != 0) {
                fieldsStart++;
            }
        }
        int textEnd = splitter.split(fieldsStart, length, type, isLine ? 0 : 1, isLine);
        userStart = splitter.userStart();
        prefix = isLine ? prefixFields() : 0;
        fieldsEnd = index.count;
        if (isLine && textEnd < length && index.bytes[textEnd] == AuditLogLine.ENRICHMENT_SEPARATOR) {
            EnrichedPart.read(index, textEnd, nul(textEnd, length), userStart < fieldsEnd);
        }
    }

    private int nul(int from, int to) {
        int position = from;
        while (position < to && index.bytes[position] != 0) {
            position++;
        }
        return position;
    }

    private int prefixFields() {
        int fields = 0;
        if (fields < index.count && index.isNamed(fields, NODE)) {
            fields++;
        }
        return fields < index.count && index.isNamed(fields, TYPE) ? fields + 1 : fields;
    }

    /** The record as far as it was read, for people. */
    @Override
    public String toString() {
        return "AuditRecord(" + AuditMessageType.name(type) + ' ' + seconds() + '.' + milliseconds() + ':' + serial()
                + ')';
    }
}
