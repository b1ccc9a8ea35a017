package io.github.nettyaudit.codec.record;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a record: its type, time and serial, and its fields in their order, duplicates included. A
 * flyweight: one instance is wrapped around record after record.
 * <pre>{@code
 * AuditRecord record = new AuditRecord();
 * record.wrap(message);
 * Instant time = record.time();
 * String program = record.text(FieldName.EXE);
 * long user = record.number(FieldName.AUID, AuditRecord.UNSET_ID);
 * for (int field = 0; field < record.fieldCount(); field++) {
 *     System.out.println(record.name(field) + " is " + record.raw(field));
 * }
 * }</pre>
 *
 * <p>Wrapping reads the event id only. The fields are found when one is first asked for. Then the text is copied into
 * an array of this object, so that from that moment on everything can be read although the buffer has been released.
 * Fields are numbered:
 * <pre>
 *   0 … fieldCount() - 1                                the fields of the record: the kernel's, then the user's
 *   fieldCount() … fieldCount() + enrichedCount() - 1   the fields that the audit daemon added to a log line
 * </pre>
 * Methods that take the number of a field throw an {@link IndexOutOfBoundsException} for every other number, and
 * therefore for the -1 which {@link #find} returns if there is no such field. The words with which a log line starts
 * are not fields; see {@link #node()}, {@link #typeText()} and {@link #prefixCount()}.
 *
 * <p>Words that are not fields, such as {@code policy loaded}, are numbered as well, see {@link #wordCount()}.
 *
 * <p>Nothing fails because of the content of a record: without an event id {@link #hasEventId()} is false. If a
 * buffer throws an exception, the record is left without any field. Not thread-safe. Allocates for strings only.
 */
public final class AuditRecord {
    /** The value of the fields {@code auid}, {@code ses} and the like for an id that is not set ({@code (uid_t) -1}). */
    public static final long UNSET_ID = 0xffff_ffffL;

    private static final FieldName NODE = FieldName.of("node");
    private static final FieldName TYPE = FieldName.of("type");
    private static final int NAME_CACHE = 256;
    private static final int NODE_LENGTH = "node=".length();
    /** {@code node=} and {@code " type="}, the first character in the lowest byte. */
    private static final long NODE_EQUALS = 0x3d_65646f6eL;
    private static final long NODE_MASK = 0xff_ffffffffL;
    private static final long BLANK_TYPE_EQUALS = 0x3d65_70797420L;
    private static final long TYPE_MASK = 0xffff_ffffffffL;

    private final AuditEventId id = new AuditEventId();
    private final AuditLogLine line = new AuditLogLine();
    private final FieldIndex index = new FieldIndex();
    private final FieldSplitter splitter = new FieldSplitter(index);
    private final String[] names = new String[NAME_CACHE];

    private ByteBuf content = Unpooled.EMPTY_BUFFER;
    private int start;
    private int end;
    private int type;
    private int generation;
    private boolean isLine;
    private boolean hasEventId;
    /** Whether {@link #line} was read, and the index at which it started then. */
    private boolean isLineRead;
    private int lineStart;
    private boolean indexed;
    /** The number of fields; 0 until they are found, so that one comparison refuses a number and finds them. */
    private int fields;
    /** How many of the index's first fields are the node and type of a line. */
    private int prefix;
    private int userStart;
    private int fieldsEnd;
    private int userWords;
    /** Whether the audit daemon's names can be told from what a message may have said. */
    private boolean enrichedIsSafe;

    /** Creates a record that is wrapped around an empty text: type 0, no event id and no field. */
    public AuditRecord() {
    }

    /**
     * Wraps a record message.
     *
     * @param message the message; the caller keeps its reference, and must not release it before the fields were found
     * @return this record
     */
    public AuditRecord wrap(AuditRecordMessage message) {
        return wrap(message.type(), message.content());
    }

    /**
     * Wraps a record's text as the kernel sends it, {@code audit(1364481363.243:24287): arch=…}.
     *
     * @param type    the type in the netlink header
     * @param content the text, between its reader and writer index, which are not moved; the caller keeps its reference,
     *                and must not release it before the fields were found
     * @return this record
     */
    public AuditRecord wrap(int type, ByteBuf content) {
        int from = content.readerIndex();
        int to = content.writerIndex();
        try {
            hasEventId = id.read(content, from, to);
        } catch (RuntimeException e) {
            clear();
            throw e;
        }
        isLine = false;
        set(type, content, from, to);
        return this;
    }

    /**
     * Wraps a line of an audit log.
     *
     * @param line the line without its newline, between its reader and writer index, which are not moved; the caller
     *             keeps its reference, and must not release it before the fields were found
     * @return this record
     */
    public AuditRecord wrapLine(ByteBuf line) {
        return wrapLine(line, line.readerIndex(), line.writerIndex());
    }

    /**
     * Wraps a line of an audit log, {@code type=SYSCALL msg=audit(1364481363.243:24287): arch=…}.
     *
     * @param buffer    the buffer that holds the line; the caller keeps its reference, and must not release it before
     *                  the fields were found
     * @param lineStart the absolute index at which the line starts
     * @param lineEnd   the absolute index at which the line ends, exclusive, without its newline
     * @return this record
     * @throws IndexOutOfBoundsException if the line lies outside of the buffer
     */
    public AuditRecord wrapLine(ByteBuf buffer, int lineStart, int lineEnd) {
        try {
            checkLine(buffer, lineStart, lineEnd);
            hasEventId = line.read(buffer, lineStart, lineEnd);
        } catch (RuntimeException e) {
            clear();
            throw e;
        }
        id.set(line.seconds(), line.milliseconds(), line.serial(), line.bodyStart());
        isLine = true;
        isLineRead = true;
        this.lineStart = lineStart;
        set(line.type(), buffer, lineStart, lineEnd);
        return this;
    }

    /**
     * Wraps a line of which the start was read before.
     *
     * @param buffer       the buffer that holds the line; the caller keeps its reference, and must not release it before
     *                     the fields were found
     * @param lineStart    the absolute index at which the line starts
     * @param lineEnd      the absolute index at which the line ends, exclusive, without its newline
     * @param type         the type of the line, see {@link AuditLogLine#type()}
     * @param seconds      the time of the event, in seconds since 1970
     * @param milliseconds the milliseconds within the second
     * @param serial       the serial of the event
     * @return this record, which has an event id
     * @throws IndexOutOfBoundsException if the line lies outside of the buffer
     */
    public AuditRecord wrapLine(ByteBuf buffer, int lineStart, int lineEnd, int type, long seconds, int milliseconds,
            long serial) {
        clear();
        checkLine(buffer, lineStart, lineEnd);
        id.set(seconds, milliseconds, serial, lineStart);
        isLine = true;
        isLineRead = false;
        hasEventId = true;
        set(type, buffer, lineStart, lineEnd);
        return this;
    }

    private static void checkLine(ByteBuf buffer, int lineStart, int lineEnd) {
        if ((lineStart | lineEnd | lineEnd - lineStart | buffer.capacity() - lineEnd) < 0) {
            throw new IndexOutOfBoundsException("lineStart: " + lineStart + ", lineEnd: " + lineEnd
                    + " (expected: 0 <= lineStart <= lineEnd <= " + buffer.capacity() + ')');
        }
    }

    /** Forgets the last record. */
    private void clear() {
        set(0, Unpooled.EMPTY_BUFFER, 0, 0);
        id.set(0, 0, 0, 0);
        hasEventId = false;
        isLine = false;
    }

    private void set(int newType, ByteBuf newContent, int newStart, int newEnd) {
        generation++;
        indexed = false;
        fields = 0;
        type = newType;
        content = newContent;
        start = newStart;
        end = newEnd;
    }

    /**
     * Returns a number that changes whenever the record is wrapped, so that whoever keeps something of a record can
     * see that it is not valid any more.
     *
     * @return the number of times the record was wrapped, modulo 2<sup>32</sup>
     */
    public int generation() {
        return generation;
    }

    /**
     * Returns the record's type, see {@link AuditMessageType}.
     *
     * @return the type; for a line -1 if its name is not known, 0 if it has none
     */
    public int type() {
        return type;
    }

    /**
     * Returns whether the record has an event id. A record without one belongs to no event, and its numbers are 0.
     *
     * @return whether time and serial are known
     */
    public boolean hasEventId() {
        return hasEventId;
    }

    /**
     * Returns the time of the event, with a resolution of one millisecond.
     *
     * @return the time; 1970-01-01T00:00:00Z if the record has no event id
     * @throws java.time.DateTimeException if the seconds of a log line are beyond the range of {@code Instant}
     */
    public Instant time() {
        return id.time();
    }

    /**
     * Returns the time of the event.
     *
     * @return seconds since 1970
     */
    public long seconds() {
        return id.seconds();
    }

    /**
     * Returns the milliseconds within the second.
     *
     * @return 0 to 999
     */
    public int milliseconds() {
        return id.milliseconds();
    }

    /**
     * Returns the serial of the event.
     *
     * @return an unsigned 32-bit number in the kernel's records; other text may have a larger one
     */
    public long serial() {
        return id.serial();
    }

    /**
     * Returns the name of the host that a log line gives, as a new string.
     *
     * @return the name; {@code null} if the line has none, and for records of the kernel
     */
    public @Nullable String node() {
        return isLine && readLine() ? lineText(line.nodeStart(), line.nodeEnd()) : null;
    }

    /**
     * Returns the name of the type as a log line gives it, as a new string.
     *
     * @return the name; {@code null} if the line has none, and for records of the kernel
     */
    public @Nullable String typeText() {
        return isLine && readLine() ? lineText(line.typeStart(), line.typeEnd()) : null;
    }

    /** Reads the start of the line for its words, from the copy, as the buffer may be released. */
    private boolean readLine() {
        index();
        if (!isLineRead) {
            line.read(Unpooled.wrappedBuffer(index.bytes), 0, end - start);
            lineStart = 0;
            isLineRead = true;
        }
        return true;
    }

    private @Nullable String lineText(int from, int to) {
        return from == to ? null : text(from - lineStart, to - lineStart);
    }

    /**
     * Returns the number of fields that the record has, the kernel's and the user's, without those of
     * {@link FieldSpace#ENRICHED}.
     *
     * @return the number of fields
     */
    public int fieldCount() {
        index();
        return fieldsEnd - prefix;
    }

    /**
     * Returns the number of fields that the audit daemon added to a log line. Their numbers start at
     * {@link #fieldCount()}.
     *
     * @return the number of fields in {@link FieldSpace#ENRICHED}
     */
    public int enrichedCount() {
        index();
        return index.count - fieldsEnd;
    }

    /**
     * Returns the number of words at the start of a log line that libauparse counts as fields: {@code node=} and
     * {@code type=}, as far as the line has them.
     *
     * @return 0 to 2; 0 for records of the kernel
     */
    public int prefixCount() {
        index();
        return prefix;
    }

    /**
     * Returns the name of a word at the start of a log line.
     *
     * @param word 0 to {@link #prefixCount()} - 1
     * @return {@code node} or {@code type}
     * @throws IndexOutOfBoundsException for every other number
     */
    public String prefixName(int word) {
        return index.isNamed(checkPrefix(word), NODE) ? NODE.toString() : TYPE.toString();
    }

    /**
     * Returns where the value of a word at the start of a log line starts in {@link #bytes()}.
     *
     * @param word 0 to {@link #prefixCount()} - 1
     * @return an index of the array
     * @throws IndexOutOfBoundsException for every other number
     */
    public int prefixValueStart(int word) {
        return index.valueStart(checkPrefix(word));
    }

    /**
     * Returns the length of the value of a word at the start of a log line.
     *
     * @param word 0 to {@link #prefixCount()} - 1
     * @return the number of bytes
     * @throws IndexOutOfBoundsException for every other number
     */
    public int prefixValueLength(int word) {
        int position = checkPrefix(word);
        return index.valueEnd(position) - index.valueStart(position);
    }

    private int checkPrefix(int word) {
        index();
        if (word < 0 || word >= prefix) {
            throw new IndexOutOfBoundsException("word: " + word + " (expected: 0 <= word < " + prefix + ')');
        }
        return word;
    }

    /**
     * Returns who wrote a field.
     *
     * @param field the number of the field
     * @return the name space of the field
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public FieldSpace space(int field) {
        int position = position(field);
        if (position >= fieldsEnd) {
            return FieldSpace.ENRICHED;
        }
        return position >= userStart ? FieldSpace.USER : FieldSpace.KERNEL;
    }

    /**
     * Returns the name of a field. Names of up to eight bytes are cached, not made anew for each call.
     *
     * @param field the number of the field
     * @return the name
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
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

    /**
     * Returns the value of a field as it stands in the record, as a new string.
     *
     * @param field the number of the field
     * @return the value, bytes that are not UTF-8 replaced by U+FFFD
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public String raw(int field) {
        int position = position(field);
        return text(index.valueStart(position), index.valueEnd(position));
    }

    /**
     * Returns the text of a field. A value in quotes is returned without them. A hexadecimal value is decoded if the
     * field is known to be encoded so ({@link FieldName#isUntrusted()}). Every other value is returned as it stands in
     * the record.
     *
     * @param field the number of the field
     * @return the text, bytes that are not UTF-8 replaced by U+FFFD; {@code null} if the value is {@code (null)}
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public @Nullable String text(int field) {
        return FieldText.text(index, position(field), FieldName.isUntrusted(name(field)));
    }

    /**
     * Returns the text of the kernel's first field of a name; see {@link #text(int)}.
     *
     * @param name the name
     * @return the text; {@code null} if there is no such field, or its value is {@code (null)}
     */
    public @Nullable String text(FieldName name) {
        int field = find(name);
        return field < 0 ? null : FieldText.text(index, field + prefix, name.isUntrusted());
    }

    /**
     * Returns the text of the first field of a name inside {@code msg='…'}; see {@link #text(int)}. What it says was
     * written by the program that sent the message.
     *
     * @param name the name
     * @return the text; {@code null} if there is no such field, or its value is {@code (null)}
     */
    public @Nullable String userText(FieldName name) {
        int field = findUser(name);
        return field < 0 ? null : FieldText.text(index, field + prefix, name.isUntrusted());
    }

    /**
     * Returns the decimal number of a field, as most fields have it: {@code pid}, {@code uid}, {@code exit},
     * {@code syscall}, {@code ses}. The fields {@code arch}, {@code a0} to {@code a3}, {@code per}, {@code flags} and
     * the capabilities are hexadecimal, for which there is {@link #hexNumber(FieldName, long)}; {@code mode} is octal.
     *
     * @param name     the name of a field of the kernel's
     * @param fallback returned if there is no such field, or its value is not a decimal number of 64 bits
     * @return the number; an id that is not set is {@link #UNSET_ID}
     */
    public long number(FieldName name, long fallback) {
        int field = find(name);
        return field < 0 ? fallback : FieldText.decimal(index, field + prefix, fallback);
    }

    /**
     * Returns the decimal number of a field; see {@link #number(FieldName, long)}.
     *
     * @param field    the number of the field
     * @param fallback returned if the value is not a decimal number of 64 bits
     * @return the number
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public long number(int field, long fallback) {
        return FieldText.decimal(index, position(field), fallback);
    }

    /**
     * Returns the number of a field that is hexadecimal without a prefix: {@code arch}, {@code a0} to {@code a3},
     * {@code per}, and the capabilities.
     *
     * @param name     the name of a field of the kernel's
     * @param fallback returned if there is no such field, or its value is not a hexadecimal number of 64 bits
     * @return the number; if it has 64 bits, it may be negative
     */
    public long hexNumber(FieldName name, long fallback) {
        int field = find(name);
        return field < 0 ? fallback : FieldText.hexadecimal(index, field + prefix, fallback);
    }

    /**
     * Returns whether a field has a name.
     *
     * @param field the number of the field
     * @param name  the name
     * @return whether the field's name is the same, byte for byte
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public boolean isNamed(int field, FieldName name) {
        return index.isNamed(position(field), name);
    }

    /**
     * Finds the kernel's first field of a name.
     *
     * @param name the name
     * @return the number of the field; -1 if there is none
     */
    public int find(FieldName name) {
        index();
        return found(index.find(name, prefix, userStart));
    }

    /**
     * Finds the next field of the same name and name space.
     *
     * @param name  the name
     * @param field the number of the field after which the search starts
     * @return the number of the field; -1 if there is none
     * @throws IndexOutOfBoundsException if there is no field of the number {@code field}
     */
    public int findNext(FieldName name, int field) {
        int position = position(field);
        int to = position >= fieldsEnd ? index.count : position >= userStart ? fieldsEnd : userStart;
        return found(index.find(name, position + 1, to));
    }

    /**
     * Finds the first field of a name inside {@code msg='…'}.
     *
     * @param name the name
     * @return the number of the field; -1 if there is none
     */
    public int findUser(FieldName name) {
        index();
        return found(index.find(name, userStart, fieldsEnd));
    }

    /**
     * Finds the first field of a name that the audit daemon added to a log line.
     *
     * @param name the name, in upper case as the daemon writes it: {@code AUID}
     * @return the number of the field; -1 if there is none
     */
    public int findEnriched(FieldName name) {
        index();
        return found(index.find(name, fieldsEnd, index.count));
    }

    private int found(int position) {
        return position < 0 ? -1 : position - prefix;
    }

    /**
     * Finds the field that the audit daemon added to a log line for a field of the record: the n-th {@code UID} belongs
     * to the n-th {@code uid}, wherever in the record that is.
     *
     * <p>Finds nothing where the two cannot be matched for certain: if their numbers differ, and if the line has a
     * further byte 0x1D. A message can contain that byte, and the daemon then takes names from the message for its own.
     *
     * @param field the number of a field
     * @return the number of the field in {@link FieldSpace#ENRICHED}; -1 if there is none
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public int findEnriched(int field) {
        int position = position(field);
        return !enrichedIsSafe || position >= fieldsEnd || fieldsEnd == index.count ? -1
                : found(EnrichedPart.find(index, position, prefix, fieldsEnd));
    }

    /**
     * Returns the number of words that are not fields, such as {@code policy loaded} of MAC_POLICY_LOAD. Words with an
     * equals sign but without a value are among them. Words are numbered in their order; the following prints fields
     * and words as they stand in the record:
     * <pre>{@code
     * int word = 0;
     * for (int field = 0; field <= record.fieldCount(); field++) {
     *     while (word < record.wordCount() && record.fieldAfterWord(word) == field) {
     *         System.out.print(record.word(word++) + ' ');
     *     }
     *     if (field < record.fieldCount()) {
     *         System.out.print(record.name(field) + '=' + record.raw(field) + ' ');
     *     }
     * }
     * }</pre>
     *
     * <p>The words of an access vector that its fields {@code seresult} and {@code seperms} repeat are left out, and so
     * is the apostrophe that ends {@code msg='…'}.
     *
     * @return the number of words
     */
    public int wordCount() {
        index();
        return index.wordCount;
    }

    /**
     * Returns a word, as a new string.
     *
     * @param word 0 to {@link #wordCount()} - 1
     * @return the word, bytes that are not UTF-8 replaced by U+FFFD
     * @throws IndexOutOfBoundsException if there is no word of that number
     */
    public String word(int word) {
        int number = checkWord(word);
        return text(index.wordStart(number), index.wordEnd(number));
    }

    /**
     * Returns where a word starts in {@link #bytes()}.
     *
     * @param word 0 to {@link #wordCount()} - 1
     * @return an index of the array
     * @throws IndexOutOfBoundsException if there is no word of that number
     */
    public int wordStart(int word) {
        return index.wordStart(checkWord(word));
    }

    /**
     * Returns the length of a word.
     *
     * @param word 0 to {@link #wordCount()} - 1
     * @return the number of bytes
     * @throws IndexOutOfBoundsException if there is no word of that number
     */
    public int wordLength(int word) {
        int number = checkWord(word);
        return index.wordEnd(number) - index.wordStart(number);
    }

    /**
     * Returns the position of a word among the fields.
     *
     * @param word 0 to {@link #wordCount()} - 1
     * @return the number of the field that follows the word; {@link #fieldCount()} if no field follows
     * @throws IndexOutOfBoundsException if there is no word of that number
     */
    public int fieldAfterWord(int word) {
        return Math.max(0, index.wordField(checkWord(word)) - prefix);
    }

    /**
     * Returns who wrote a word.
     *
     * @param word 0 to {@link #wordCount()} - 1
     * @return {@link FieldSpace#KERNEL} or {@link FieldSpace#USER}
     * @throws IndexOutOfBoundsException if there is no word of that number
     */
    public FieldSpace wordSpace(int word) {
        return checkWord(word) >= userWords ? FieldSpace.USER : FieldSpace.KERNEL;
    }

    private int checkWord(int word) {
        index();
        if (word < 0 || word >= index.wordCount) {
            throw new IndexOutOfBoundsException("word: " + word + " (expected: 0 <= word < " + index.wordCount + ')');
        }
        return word;
    }

    /**
     * Returns the array that holds the names and values. It must not be changed. It is valid until the record is
     * wrapped again; bytes that belong to no name and no value have no meaning. At least eight bytes follow each value.
     *
     * @return the array itself, not a copy
     */
    public byte[] bytes() {
        index();
        return index.bytes;
    }

    /**
     * Returns the first eight bytes of a field's name as a number, see {@link FieldName#key()}.
     *
     * @param field the number of the field
     * @return the first byte in the lowest eight bits, zeros if the name is shorter
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public long nameKey(int field) {
        return index.key(position(field));
    }

    /**
     * Returns where the name of a field starts in {@link #bytes()}.
     *
     * @param field the number of the field
     * @return an index of the array
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public int nameStart(int field) {
        return index.nameStart(position(field));
    }

    /**
     * Returns the length of a field's name.
     *
     * @param field the number of the field
     * @return the number of bytes
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public int nameLength(int field) {
        return index.nameLength(position(field));
    }

    /**
     * Returns where the value of a field starts in {@link #bytes()}.
     *
     * @param field the number of the field
     * @return an index of the array
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public int valueStart(int field) {
        return index.valueStart(position(field));
    }

    /**
     * Returns the length of a field's value.
     *
     * @param field the number of the field
     * @return the number of bytes
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public int valueLength(int field) {
        int position = position(field);
        return index.valueEnd(position) - index.valueStart(position);
    }

    private int position(int field) {
        if (field < 0 || field >= fields) {
            indexAndCheck(field);
        }
        return field + prefix;
    }

    private void indexAndCheck(int field) {
        index();
        if (field < 0 || field >= fields) {
            throw new IndexOutOfBoundsException("field: " + field + " (expected: 0 <= field < " + fields
                    + "; find() returns -1 if the record has no such field)");
        }
    }

    private String text(int from, int to) {
        return new String(index.bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private void index() {
        if (!indexed) {
            readFields();
        }
    }

    private void readFields() {
        int length = end - start;
        index.clear(length);
        content.getBytes(start, index.bytes, 0, length);
        int fieldsStart = isLine ? addNodeWithBlanks(length) : 0;
        if (!isLine && hasEventId) {
            fieldsStart = id.end() - start;
            // the word of the event id is not a field, and not a word of an access vector; what follows its colon is
            boolean hasColon = fieldsStart < length && index.bytes[fieldsStart] == ':';
            fieldsStart += hasColon ? 1 : 0;
            while (!hasColon && fieldsStart < length && index.bytes[fieldsStart] != ' '
                    && index.bytes[fieldsStart] != '\n' && index.bytes[fieldsStart] != 0) {
                fieldsStart++;
            }
        }
        splitter.split(fieldsStart, length, isLine);
        userStart = splitter.userStart();
        userWords = splitter.userWords();
        prefix = isLine ? prefixFields() : 0;
        if (type == AuditMessageType.LOGIN && index.wordCount > 0) {
            LoginFields.rename(index, userWords, userStart);
        }
        fieldsEnd = index.count;
        if (splitter.enrichedStart() >= 0) {
            EnrichedPart.read(index, splitter.enrichedStart(), splitter.enrichedEnd());
        }
        enrichedIsSafe = !splitter.hasOtherSeparator();
        fields = index.count - prefix;
        indexed = true;
    }

    /**
     * Adds the node of a line as a field if its name has blanks, which would make words of it.
     *
     * @return where the other fields start
     */
    private int addNodeWithBlanks(int length) {
        byte[] bytes = index.bytes;
        if ((FieldIndex.word(bytes, 0) & NODE_MASK) != NODE_EQUALS) {
            return 0;
        }
        int blank = NODE_LENGTH;
        while (blank < length && bytes[blank] != ' ') {
            blank++;
        }
        if (blank + Long.BYTES > length || (FieldIndex.word(bytes, blank) & TYPE_MASK) == BLANK_TYPE_EQUALS) {
            return 0;
        }
        // the buffer may be released, and the header may not have been read
        AuditLogLine header = new AuditLogLine();
        if (!header.read(Unpooled.wrappedBuffer(bytes), 0, length) || header.nodeEnd() <= blank) {
            return 0;
        }
        index.add(0, NODE_LENGTH - 1, NODE_LENGTH, header.nodeEnd());
        return header.nodeEnd() + 1;
    }

    private int prefixFields() {
        int words = 0;
        if (words < index.count && index.isNamed(words, NODE)) {
            words++;
        }
        return words < index.count && index.isNamed(words, TYPE) ? words + 1 : words;
    }

    /** Returns type and event id, for people. */
    @Override
    public String toString() {
        return "AuditRecord(" + AuditMessageType.name(type) + ' ' + id + ')';
    }
}
