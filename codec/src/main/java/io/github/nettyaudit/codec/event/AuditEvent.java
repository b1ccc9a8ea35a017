package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of one audit event in the order of their arrival; they share host, time and serial. The texts are those
 * that were received; {@link #read(int, AuditRecord)} reads what they say. An {@link AuditLossEvent} is an event
 * without records that reports a loss.
 * <pre>{@code
 * for (AuditRecord record : event.records(reader)) {
 *     System.out.println(record + " by " + record.text(FieldName.EXE));
 * }
 * event.release();
 * }</pre>
 *
 * <p>Reference counted: the receiver must release the event, which releases every record. An event that is kept for
 * longer should be {@linkplain #copy() copied}, because its texts may be parts of the large buffers into which many
 * records were received. Not thread-safe; may be handed from thread to thread.
 */
public sealed class AuditEvent extends RecordTexts permits AuditLossEvent {
    /** The estimated memory of an event's objects, in bytes. */
    static final int OVERHEAD = 256;
    /** The estimated memory of a record's objects, in bytes. */
    static final int RECORD_OVERHEAD = 128;

    private final @Nullable String node;
    private final long seconds;
    private final int serial;
    private final short milliseconds;
    private final boolean isLog;
    private boolean late;
    private AuditEventState state = AuditEventState.UNFINISHED;
    private int dropped;

    // The assembler's, while the event is open: its place among the open events, oldest first, and among its host's
    @Nullable EventHost host;
    @Nullable AuditEvent older;
    @Nullable AuditEvent younger;
    @Nullable AuditEvent olderOfHost;
    @Nullable AuditEvent youngerOfHost;
    /** The clock of the host at the last record. */
    long hostClock;
    /** How many records of the host there were with the last record. */
    long hostRecords;
    /** How many records of all hosts there were with the last record. */
    long records;
    /** The number of ticks before the last record. */
    int round;
    /** The batch of the last record. */
    int batch;

    AuditEvent(@Nullable String node, long seconds, int milliseconds, int serial, boolean isLog) {
        this.node = node;
        this.seconds = seconds;
        this.milliseconds = (short) milliseconds;
        this.serial = serial;
        this.isLog = isLog;
    }

    boolean is(EventHost otherHost, long otherSeconds, int otherMilliseconds, int otherSerial) {
        return serial == otherSerial && seconds == otherSeconds && milliseconds == otherMilliseconds
                && host == otherHost;
    }

    /** The host of an event that is open. */
    EventHost host() {
        return Objects.requireNonNull(host);
    }

    /** Adds a record, whose text becomes the event's; or, if it exceeds a bound, counts and releases it. */
    boolean add(int type, ByteBuf content, int maxRecords, int maxBytes) {
        if (textCount() == maxRecords || content.readableBytes() > maxBytes - textBytes()) {
            content.release();
            dropped++;
            return false;
        }
        addText(type, content);
        return true;
    }

    /** The memory of the event as far as it is bounded: its texts and objects. */
    long openBytes() {
        return OVERHEAD + (long) RECORD_OVERHEAD * textCount() + textBytes();
    }

    void markLate() {
        late = true;
    }

    void setDropped(int records) {
        dropped = records;
    }

    void end(AuditEventState end) {
        state = end;
    }

    int serialBits() {
        return serial;
    }

    /**
     * Returns the host that a log's lines name.
     *
     * @return the name; {@code null} for records from the kernel, and for logs without it
     */
    public @Nullable String node() {
        return node;
    }

    /**
     * Returns the time of the event, with a resolution of one millisecond.
     *
     * @return the time; 1970-01-01T00:00:00Z in state {@link AuditEventState#UNPARSEABLE}
     * @throws java.time.DateTimeException if the seconds of a log are beyond the range of {@code Instant}
     */
    public Instant time() {
        return Instant.ofEpochSecond(seconds, milliseconds * 1_000_000L);
    }

    /**
     * Returns the time of the event.
     *
     * @return seconds since 1970
     */
    public long seconds() {
        return seconds;
    }

    /**
     * Returns the milliseconds within the second.
     *
     * @return 0 to 999
     */
    public int milliseconds() {
        return milliseconds;
    }

    /**
     * Returns the number that the kernel gave the event. Together with time and host it identifies the event.
     *
     * @return an unsigned 32-bit number
     */
    public long serial() {
        return Integer.toUnsignedLong(serial);
    }

    /**
     * Returns how the event ended.
     *
     * @return the state
     */
    public AuditEventState state() {
        return state;
    }

    /**
     * Returns whether the texts of the records are lines of a log, with {@code type=…} in front of what the kernel sent.
     *
     * @return {@code false} for records from the kernel
     */
    public boolean isLog() {
        return isLog;
    }

    /**
     * Returns whether these are records of an event that had already ended. They arrived late, or twice.
     *
     * @return whether an event of the same host, time and serial was delivered before
     */
    public boolean isLate() {
        return late;
    }

    /**
     * Returns the number of records.
     *
     * @return the number of records; 0 for an {@link AuditLossEvent}, and if all were dropped
     */
    public int size() {
        return textCount();
    }

    /**
     * Returns how many of the records are the same as an earlier one, byte for byte. Only the last records of a type
     * are compared.
     *
     * @return the number of records
     */
    public int repeatedRecords() {
        return repeatedTexts();
    }

    /**
     * Returns how many records are missing because the event had reached one of its bounds.
     *
     * @return the number of records
     */
    public int droppedRecords() {
        return dropped;
    }

    /**
     * Returns the type of a record, see {@link AuditMessageType}.
     *
     * @param record 0 to {@link #size()} - 1
     * @return the type; -1 if a log gives a name that is not known, 0 if it gives none
     * @throws IndexOutOfBoundsException if there is no record of that number
     */
    public int type(int record) {
        return textType(record);
    }

    /**
     * Returns the text of a record as received; for a log, the whole line.
     *
     * @param record 0 to {@link #size()} - 1
     * @return the text, which remains the event's; retain it to use it after the event is released
     * @throws IndexOutOfBoundsException if there is no record of that number
     */
    public ByteBuf content(int record) {
        return text(record);
    }

    /**
     * Wraps a reader around one of the records.
     *
     * @param record 0 to {@link #size()} - 1
     * @param reader the reader; to read fields, it needs the event until the first field was asked for
     * @return the reader
     * @throws IndexOutOfBoundsException if there is no record of that number
     */
    public AuditRecord read(int record, AuditRecord reader) {
        ByteBuf content = content(record);
        return isLog ? reader.wrapLine(content, content.readerIndex(), content.writerIndex(), type(record), seconds,
                milliseconds, serial()) : reader.wrap(type(record), content);
    }

    /**
     * Wraps a reader around the first record of a type.
     *
     * @param type   the type
     * @param reader the reader; it is not changed if there is no such record
     * @return whether the event has such a record
     */
    public boolean readFirst(int type, AuditRecord reader) {
        int record = indexOf(type);
        if (record >= 0) {
            read(record, reader);
        }
        return record >= 0;
    }

    /**
     * Returns the records, one after another in the same reader.
     *
     * @param reader wrapped around the next record by each step of the iteration
     * @return the records; each step returns {@code reader} itself
     */
    public Iterable<AuditRecord> records(AuditRecord reader) {
        return () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public AuditRecord next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the event has " + size() + " records");
                }
                return read(next++, reader);
            }
        };
    }

    /**
     * Finds the first record of a type.
     *
     * @param type the type
     * @return the number of the record; -1 if there is none
     */
    public int indexOf(int type) {
        return indexOfType(type);
    }

    /**
     * Returns how much memory the event keeps from being used for something else: every buffer in which one of its
     * texts lies, as a whole, and an estimate for its objects. A buffer that several events share is counted for each.
     *
     * @return the number of bytes
     */
    public long memory() {
        return OVERHEAD + textMemory();
    }

    /**
     * Copies the event. The copy has memory of its own, about as much as its texts need.
     *
     * @return an independent event with a reference count of 1
     */
    public AuditEvent copy() {
        AuditEvent copy = new AuditEvent(node, seconds, milliseconds, serial, isLog);
        copy.late = late;
        copy.state = state;
        copy.dropped = dropped;
        try {
            copy.addCopiesOf(this);
        } catch (Throwable e) {
            copy.release();
            throw e;
        }
        return copy;
    }

    @Override
    protected void deallocate() {
        releaseTexts();
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
        return touch(null);
    }

    @Override
    public AuditEvent touch(@Nullable Object hint) {
        touchTexts(hint);
        return this;
    }

    /** Returns event id, state and types, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("AuditEvent(");
        if (node != null) {
            text.append(node).append(' ');
        }
        text.append(seconds).append('.').append(String.format("%03d", milliseconds)).append(':').append(serial())
                .append(' ').append(state);
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? ": " : ", ").append(AuditMessageType.name(type(i)));
        }
        return text.append(')').toString();
    }
}
