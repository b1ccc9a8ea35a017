package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventSink;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.event.EventCounters;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EventWriter} does, without its thread and its clock: reads entries, assembles events, appends them to
 * the store, and releases the ring's space. Not thread-safe.
 *
 * <p>After a crash it reads again from the position that was released. The store knows up to where the entries had been
 * read, so an event that ends by an entry before that position was stored, and is left out. One that has ended
 * otherwise,
 * by its timeout or a bound, is stored: the earlier process may have ended it at another place, or not at all.
 */
final class EventPump implements AuditEventSink, AutoCloseable {
    /** How a run has ended. */
    enum Progress {
        /** The ring has no more entries. */
        EMPTY,
        /** So many entries were read that it is time to flush. */
        ENOUGH,
        /** The store has no space, or has failed. */
        BLOCKED
    }

    private final IntakeRing ring;
    private final RingReader reader;
    private final IntakeCounters counters;
    private final StoreCalls store;
    private final EventAssembler live;
    private final LogLines lines;
    private final OpenPositions open = new OpenPositions();
    private final CarriedEvents carried;
    /** Entries before this position have been read by an earlier process, whose store has kept their events. */
    private final long storedUpTo;
    /** All events that have ended before this position were appended. */
    private long done;
    private long flushed;
    private int entries;
    /** Up to where the ring had entries when time passed last. */
    private long tickBound;
    /** The entry that is being read, and whether it was read by the earlier process. */
    private long current;
    private boolean repeated;
    private boolean leftOut;
    private long highestSerial;
    private boolean abandoned;
    /** Whether lines come from this kernel, by way of auditd, and not from any host's log. */
    private final boolean linesAreLive;

    EventPump(IntakeRing ring, EventStore store, EventAssemblerOptions liveOptions, EventAssemblerOptions logOptions,
            long storedSource, long storedPosition, ByteBufAllocator allocator) {
        this.ring = ring;
        counters = ring.counters();
        reader = ring.reader(allocator);
        this.store = new StoreCalls(store, ring.id(), counters);
        live = new EventAssembler(liveOptions, this);
        lines = new LogLines(logOptions, this, counters);
        linesAreLive = logOptions.detectGaps();
        done = reader.position();
        flushed = done;
        boolean known = storedSource == ring.id() && storedPosition <= ring.produced();
        storedUpTo = known ? storedPosition : done;
        highestSerial = ring.serial();
        if (highestSerial != RingDescriptor.NO_SERIAL) {
            live.noteSerial(highestSerial);
            lines.noteSerial(highestSerial);
        }
        current = done;
        carried = new CarriedEvents(ring);
        carried.load(this::addCarried);
        List<AuditEvent> loaded = new ArrayList<>();
        open.before(OpenPositions.NONE, loaded::add);
        carried.loaded(loaded);
        String damage = ring.damage();
        if (damage != null) {
            live.loss(AuditLossKind.DROPPED, AuditLossEvent.UNKNOWN, "The intake ring was damaged: " + damage + '.');
        }
    }

    private void addCarried(boolean isLog, int type, ByteBuf content) {
        if (isLog) {
            lines.add(content);
        } else {
            live.add(type, content);
        }
    }

    /** Reads entries until there are none, or until so many bytes were read since the last flush. */
    Progress run(long enough) {
        while (true) {
            if (!store.appendWaiting(done)) {
                return Progress.BLOCKED;
            }
            done = reader.position();
            if (done - flushed >= enough) {
                return Progress.ENOUGH;
            }
            if (!reader.isInChunk()) {
                batchEnd(); // before the chunk is replaced, of which records of open events are parts
                if (!store.appendWaiting(done)) {
                    return Progress.BLOCKED;
                }
            }
            if (!read()) {
                return Progress.EMPTY;
            }
        }
    }

    private boolean read() {
        try {
            if (!reader.next()) {
                return false;
            }
        } catch (DamagedEntryException e) {
            skipDamage(e);
            return true;
        }
        current = reader.entry();
        repeated = current < storedUpTo;
        if (current < ring.foundProduced()) {
            counters.addReplayed();
        }
        try {
            take();
        } finally {
            repeated = false;
        }
        return true;
    }

    private void take() {
        entries++;
        ByteBuf content = reader.content();
        int kind = reader.kind();
        if (kind <= EntryDescriptor.LINE && carried.contains(current, kind == EntryDescriptor.LINE, content)) {
            content.release();
            return;
        }
        switch (kind) {
            case EntryDescriptor.RECORD -> live.add(reader.type(), content);
            case EntryDescriptor.LINE -> lines.add(content);
            case EntryDescriptor.KERNEL_LOST -> {
                live.kernelLost(content.readableBytes() == Long.BYTES ? content.readLong() : AuditLossEvent.UNKNOWN);
                content.release();
            }
            default -> {
                LossEntry loss = LossEntry.read(content);
                content.release();
                if (loss == null) {
                    live.loss(AuditLossKind.DROPPED, AuditLossEvent.UNKNOWN,
                            "A loss was reported that cannot be read.");
                } else {
                    live.loss(loss.kind(), loss.count(), loss.detail());
                }
            }
        }
    }

    /** Goes to the end of what was produced. */
    private void skipDamage(DamagedEntryException e) {
        long end = ring.produced();
        String what = e.getMessage() + ", and " + (end - reader.position()) + " bytes of entries are left out";
        ring.options().notices().accept(ring.file() + ": " + what);
        current = reader.position();
        reader.seek(end);
        live.loss(AuditLossKind.DROPPED, AuditLossEvent.UNKNOWN, "The intake ring was damaged: " + what + '.');
    }

    @Override
    public void recordAdded(AuditEvent event) {
        if (event.size() == 1) {
            open.begin(event, current);
        }
        if (isOfThisKernel(event) && event.seconds() != 0
                && (highestSerial == RingDescriptor.NO_SERIAL || (int) (event.serial() - highestSerial) > 0)) {
            highestSerial = event.serial();
        }
    }

    /** auditd numbers its own records by itself, and those of other hosts have their names. */
    private boolean isOfThisKernel(AuditEvent event) {
        if (!event.isLog()) {
            return true;
        }
        int type = event.type(0);
        return linesAreLive && event.node() == null
                && (type < AuditMessageType.DAEMON_START || type >= AuditMessageType.SYSCALL);
    }

    @Override
    public void eventEnded(AuditEvent event) {
        open.end(event);
        carried.ended(event);
        if (abandoned) {
            event.release();
            return;
        }
        leftOut = isStored(event);
        if (leftOut) {
            counters.addRepeated();
            event.release();
        } else {
            store.add(event);
        }
    }

    /** Whether the earlier process has stored it. */
    private boolean isStored(AuditEvent event) {
        if (!(event instanceof AuditLossEvent loss)) {
            return repeated
                    && (event.state() == AuditEventState.COMPLETE || event.state() == AuditEventState.UNPARSEABLE);
        }
        boolean ofEvent = loss.kind() == AuditLossKind.DROPPED && loss.firstSerial() != AuditLossEvent.UNKNOWN;
        return repeated && (ofEvent ? leftOut : loss.kind() != AuditLossKind.EVICTED);
    }

    private void batchEnd() {
        current = reader.position();
        live.batchEnd();
        lines.batchEnd();
    }

    /**
     * Half of the assemblers' timeout has passed. They are told so only if all entries were read that the ring had at the
     * last call: a record that waits in the ring, because the store is slow or fails, has arrived, and must neither be
     * reported as missing nor be too late for its event.
     */
    void tick() {
        current = reader.position();
        if (current >= tickBound) {
            tickBound = ring.produced();
            live.tick();
            lines.tick();
        }
        store.tick(done);
    }

    /** Whether there is anything that a tick may end or report. */
    boolean isWaiting() {
        return live.isWaiting() || lines.isWaiting();
    }

    /** Ends all open events. */
    void end() {
        current = reader.position();
        live.end();
        lines.end();
        if (store.appendWaiting(done)) {
            store.end(done);
        }
    }

    /** The position after the last entry that was read. */
    long position() {
        return reader.position();
    }

    /** How many entries were read since the last flush. */
    int entries() {
        return entries;
    }

    /** Whether something was read or appended since the last flush. */
    boolean isDirty() {
        return reader.position() != flushed || !store.isFlushed();
    }

    /**
     * Flushes the store and releases the ring's space.
     *
     * @return whether the store had space
     */
    boolean flush() {
        batchEnd();
        if (!store.appendWaiting(done)) {
            return false;
        }
        done = reader.position();
        if (!store.flush(done)) {
            return false;
        }
        flushed = done;
        entries = 0;
        carried.update(open, done);
        long released = Math.min(done, open.oldest());
        if (released > ring.released()) {
            ring.serial(highestSerial);
            ring.release(released);
        }
        return true;
    }

    /** Releases all buffers, and leaves in the ring what was not flushed. */
    @Override
    public void close() {
        abandoned = true;
        live.end();
        lines.end();
        store.close();
        reader.close();
    }

    /** What the assemblers of records and of lines have done; for any thread. */
    List<EventCounters> assemblers() {
        return List.of(live.counters(), lines.assembled());
    }

    @Nullable Throwable lastFailure() {
        return store.lastFailure();
    }
}
