package io.github.nettyaudit.daemon.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The side of a ring that adds entries. One thread at a time.
 *
 * <p>An entry costs a copy of its bytes and one store that publishes it: no lock, no system call and no garbage. The
 * thread that reads is woken by {@link #flush()}, if it sleeps.
 */
final class RingProducer {
    /** A full ring takes records again when it has so much space, so that losses are reported together. */
    private static final int DROP_SHARE = 16;

    private final IntakeRing ring;
    private final ByteBuffer bytes;
    private final ByteBuffer target;
    private final IntakeCounters counters;
    private final int capacity;
    private final int largest;
    private long position;
    /** The released position when it was last read. */
    private long released;
    /** Records dropped since the last loss entry; also in the header, so that it outlives the process. */
    private long dropped;
    /** The place that the next entry notes; the log is -1 if it notes none. */
    private int log = -1;
    private long logFile;
    private long logOffset;
    private final int[] logTurns = new int[LogPlaces.MOST_LOGS];

    RingProducer(IntakeRing ring, ByteBuffer bytes, IntakeCounters counters) {
        this.ring = ring;
        this.bytes = bytes;
        this.counters = counters;
        target = bytes.duplicate();
        capacity = ring.capacity();
        largest = ring.largestEntry();
        position = RingDescriptor.produced(bytes);
        released = ring.free();
        dropped = RingDescriptor.dropped(bytes);
        Arrays.setAll(logTurns, slots -> LogPlaces.lastTurn(bytes, slots));
    }

    /** Whether an entry with such a content can be added at all. */
    boolean takes(int contentLength) {
        return contentLength <= largest;
    }

    /**
     * Adds an entry.
     *
     * @param content the bytes between its reader and writer index, which are not moved
     * @return whether there was space for it
     */
    boolean add(int kind, int type, long time, ByteBuf content) {
        if (dropped > 0 && !reportDropped(time)) {
            return false;
        }
        return write(kind, type, time, content);
    }

    /** Adds a line that notes up to where its log was read. */
    boolean addLine(long time, ByteBuf content, int ofLog, long file, long offset) {
        if (dropped > 0 && !reportDropped(time)) {
            return false;
        }
        log = ofLog;
        logFile = file;
        logOffset = offset;
        boolean added = write(EntryDescriptor.LINE, 0, time, content);
        log = -1;
        return added;
    }

    private boolean write(int kind, int type, long time, ByteBuf content) {
        int contentLength = content.readableBytes();
        int length = EntryDescriptor.length(contentLength);
        long at = position;
        int place = (int) (at & capacity - 1);
        int toEnd = capacity - place;
        int needed = length <= toEnd ? length : toEnd + length;
        if (!hasSpace(needed) || ring.isClosed()) {
            return false;
        }
        if (length > toEnd) {
            EntryDescriptor.writePadding(bytes, RingDescriptor.HEADER_LENGTH + place, toEnd);
            at += toEnd;
            place = 0;
        }
        int start = RingDescriptor.HEADER_LENGTH + place;
        EntryDescriptor.write(bytes, start, contentLength, kind, type, time, at);
        int first = start + EntryDescriptor.HEADER_LENGTH;
        target.limit(first + contentLength).position(first);
        content.getBytes(content.readerIndex(), target);
        position = at + length;
        if (log >= 0) {
            logTurns[log] ^= 1;
            LogPlaces.write(bytes, log, logTurns[log], position, logFile, logOffset);
        }
        RingDescriptor.produced(bytes, position);
        return true;
    }

    private boolean hasSpace(int needed) {
        if (position + needed - released <= capacity) {
            return true;
        }
        released = ring.free();
        return position + needed - released <= capacity;
    }

    /** Counts a record that is not added; an entry will report it. */
    void drop() {
        counters.addDropped();
        dropped++;
        RingDescriptor.dropped(bytes, dropped);
    }

    /**
     * Adds an entry that reports what was dropped, if a share of the ring is free.
     *
     * @return whether nothing is left to report
     */
    boolean reportDropped(long time) {
        if (dropped == 0) {
            return true;
        }
        if (!hasSpace(capacity / DROP_SHARE)) {
            return false;
        }
        ByteBuf entry = Unpooled.buffer();
        LossEntry.writeDropped(entry, dropped);
        if (!write(EntryDescriptor.LOSS, 0, time, entry)) {
            return false;
        }
        dropped = 0; // a process that is killed before has them reported twice, rather than never
        RingDescriptor.dropped(bytes, 0);
        return true;
    }

    /** The position after the last entry. */
    long position() {
        return position;
    }

    /** Whether there are dropped records that no entry reports yet. */
    boolean hasDropped() {
        return dropped > 0;
    }

    /** Wakes the reader if it sleeps. */
    void flush() {
        ring.wakeReader();
    }
}
