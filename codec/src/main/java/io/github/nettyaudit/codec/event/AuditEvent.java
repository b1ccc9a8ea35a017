package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AbstractReferenceCounted;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of one happening, in the order of their arrival; they share node, time and serial. Their texts are what
 * was received, not copies. What they say is read with {@link #read(int, AuditRecord)}.
 *
 * <p>Owns a reference of each record's text; who takes the event releases it, and then all of them are. Not
 * thread-safe; may be handed from thread to thread.
 */
public sealed class AuditEvent extends AbstractReferenceCounted permits AuditLossEvent {
    private static final int RECORDS = 4;

    private final @Nullable String node;
    private final long seconds;
    private final int serial;
    private final short milliseconds;
    private final boolean isLog;
    private boolean late;
    private AuditEventState state = AuditEventState.UNFINISHED;

    private ByteBuf[] contents = new ByteBuf[RECORDS];
    private short[] types = new short[RECORDS];
    private int size;
    private int bytes;
    private int repeated;
    private int dropped;

    // The assembler's, while the event is open: its place among the open events, oldest first
    @Nullable AuditEvent older;
    @Nullable AuditEvent younger;
    int round;

    AuditEvent(@Nullable String node, long seconds, int milliseconds, int serial, boolean isLog) {
        this.node = node;
        this.seconds = seconds;
        this.milliseconds = (short) milliseconds;
        this.serial = serial;
        this.isLog = isLog;
    }

    boolean is(@Nullable String otherNode, long otherSeconds, int otherMilliseconds, int otherSerial) {
        return serial == otherSerial && seconds == otherSeconds && milliseconds == otherMilliseconds
                && (node == otherNode || node != null && node.equals(otherNode));
    }

    /** Adds a record, whose text becomes the event's; or, if it is too much, counts and releases it. */
    boolean add(int type, ByteBuf content, int maxRecords, int maxBytes) {
        int length = content.readableBytes();
        if (size == maxRecords || length > maxBytes - bytes) {
            content.release();
            dropped++;
            return false;
        }
        if (size == contents.length) {
            contents = Arrays.copyOf(contents, 2 * size);
            types = Arrays.copyOf(types, 2 * size);
        }
        if (isRepetition(type, content, length)) {
            repeated++;
        }
        contents[size] = content;
        types[size++] = (short) type;
        bytes += length;
        return true;
    }

    /** Records of a type come one after another, so that only the last ones are looked at. */
    private boolean isRepetition(int type, ByteBuf content, int length) {
        for (int i = size - 1; i >= 0 && types[i] == (short) type; i--) {
            ByteBuf other = contents[i];
            if (other.readableBytes() == length && ByteBufUtil.equals(other, content)) {
                return true;
            }
            if (size - i == RECORDS) {
                break;
            }
        }
        return false;
    }

    void markLate() {
        late = true;
    }

    void end(AuditEventState end) {
        state = end;
    }

    int serialBits() {
        return serial;
    }

    /** The machine that a log's lines name; null for records from the kernel, and for logs without it. */
    public @Nullable String node() {
        return node;
    }

    /** When it happened, in seconds since 1970. */
    public long seconds() {
        return seconds;
    }

    /** The milliseconds within the second. */
    public int milliseconds() {
        return milliseconds;
    }

    /**
     * Returns the time of the event, with a resolution of one millisecond.
     *
     * @return the time
     * @throws java.time.DateTimeException if a log's stamp lies beyond what an {@code Instant} can hold
     */
    public Instant time() {
        return Instant.ofEpochSecond(seconds, milliseconds * 1_000_000L);
    }

    /** The number that the kernel gave the event, an unsigned 32-bit number. */
    public long serial() {
        return Integer.toUnsignedLong(serial);
    }

    /** How the event ended. */
    public AuditEventState state() {
        return state;
    }

    /** Whether these are records of an event that had already ended: they came late, or twice. */
    public boolean isLate() {
        return late;
    }

    /** The number of records. */
    public int size() {
        return size;
    }

    /** How many of the records are the same as one before, byte for byte. */
    public int repeatedRecords() {
        return repeated;
    }

    /** How many more records there were that went beyond the bounds of an event, and are lost. */
    public int droppedRecords() {
        return dropped;
    }

    /** A record's type, see {@link AuditMessageType}. */
    public int type(int record) {
        // the type of a line whose name nobody knows is -1
        short type = types[Objects.checkIndex(record, size)];
        return type == -1 ? -1 : type & 0xffff;
    }

    /** A record's text as received, a whole line if it is from a log; it stays the event's. */
    public ByteBuf content(int record) {
        return contents[Objects.checkIndex(record, size)];
    }

    /** Wraps a reader around one of the records and returns it. */
    public AuditRecord read(int record, AuditRecord reader) {
        ByteBuf content = content(record);
        return isLog ? reader.wrapLine(content, content.readerIndex(), content.writerIndex(), type(record), seconds,
                milliseconds, serial()) : reader.wrap(type(record), content);
    }

    /** The number of the first record of a type; -1 if there is none. */
    public int indexOf(int type) {
        for (int i = 0; i < size; i++) {
            if (types[i] == (short) type) {
                return i;
            }
        }
        return -1;
    }

    @Override
    protected void deallocate() {
        for (int i = 0; i < size; i++) {
            contents[i].release();
        }
    }

    @Override
    public AuditEvent retain() {
        super.retain();
        return this;
    }

    @Override
    public AuditEvent retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public AuditEvent touch() {
        super.touch();
        return this;
    }

    @Override
    public AuditEvent touch(Object hint) {
        for (int i = 0; i < size; i++) {
            contents[i].touch(hint);
        }
        return this;
    }

    /** Stamp, state and types, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("AuditEvent(");
        if (node != null) {
            text.append(node).append(' ');
        }
        text.append(seconds).append('.').append(String.format("%03d", milliseconds)).append(':').append(serial())
                .append(' ').append(state);
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? ": " : ", ").append(AuditMessageType.name(type(i)));
        }
        return text.append(')').toString();
    }
}
