package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What all sources of a ring share: entries that do not fit are held, or dropped and counted. Entries are held by the
 * policy {@link IntakeFullPolicy#WAIT}, and a few reports of losses always. One thread at a time.
 */
final class RingSource {
    /** So many reports of losses are held; a further one is counted as a dropped record. */
    private static final int MOST_REPORTS = 64;

    private final IntakeRing ring;
    private final RingProducer producer;
    private final boolean waits;
    private final Queue<Held> held = new ArrayDeque<>();

    private record Held(int kind, int type, long time, ByteBuf content) {
    }

    RingSource(IntakeRing ring) {
        this.ring = ring;
        producer = ring.producer();
        waits = ring.options().whenFull() == IntakeFullPolicy.WAIT;
    }

    /** Adds a record or line, of which the caller keeps its reference. */
    void add(int kind, int type, long time, ByteBuf content) {
        int length = content.readableBytes();
        if (!producer.takes(length)) {
            producer.drop();
        } else if (held.isEmpty() && producer.add(kind, type, time, content)) {
            ring.counters().addRecord(length);
        } else if (waits) {
            held.add(new Held(kind, type, time, ByteBufAllocator.DEFAULT.buffer(length, length)
                    .writeBytes(content, content.readerIndex(), length)));
        } else if (addHeld() && producer.add(kind, type, time, content)) {
            ring.counters().addRecord(length);
        } else {
            producer.drop();
        }
    }

    /**
     * Adds a line that notes up to where its log was read; it is never held. One that is longer than the ring takes is
     * dropped.
     *
     * @return whether there was space
     */
    boolean addLine(long time, ByteBuf content, int log, long file, long offset) {
        int length = content.readableBytes();
        if (!producer.takes(length)) {
            producer.drop();
            return true;
        }
        if (!addHeld() || !producer.addLine(time, content, log, file, offset)) {
            return false;
        }
        ring.counters().addRecord(length);
        return true;
    }

    long position() {
        return producer.position();
    }

    void loss(long time, AuditLossKind kind, long count, String detail) {
        ByteBuf content = Unpooled.buffer();
        new LossEntry(kind, count, detail).write(content);
        report(EntryDescriptor.LOSS, time, content);
    }

    void kernelLost(long time, long lost) {
        report(EntryDescriptor.KERNEL_LOST, time, Unpooled.buffer(Long.BYTES).writeLong(lost));
    }

    private void report(int kind, long time, ByteBuf content) {
        if (addHeld() && producer.add(kind, 0, time, content)) {
            return;
        }
        if (waits || held.size() < MOST_REPORTS) {
            held.add(new Held(kind, 0, time, content));
        } else {
            producer.drop();
        }
    }

    /**
     * Adds what is held, as far as there is space.
     *
     * @return whether nothing is held any more
     */
    private boolean addHeld() {
        for (Held first = held.peek(); first != null; first = held.peek()) {
            if (!producer.add(first.kind, first.type, first.time, first.content)) {
                return false;
            }
            if (first.kind <= EntryDescriptor.LINE) {
                ring.counters().addRecord(first.content.readableBytes());
            }
            held.remove();
            first.content.release();
        }
        return true;
    }

    /**
     * Adds what is held and reports what was dropped, as far as there is space, and wakes the reader.
     *
     * @return whether nothing is left; otherwise, {@link IntakeRing#wantSpace()}
     */
    boolean flush(long time) {
        boolean done = addHeld() && producer.reportDropped(time);
        producer.flush();
        return done;
    }

    /** Whether an entry waits for space. */
    boolean isHolding() {
        return !held.isEmpty();
    }

    /** Ends the source: counts the records that are still held as dropped. */
    void end(long time) {
        addHeld();
        for (Held left = held.poll(); left != null; left = held.poll()) {
            left.content.release();
            producer.drop();
        }
        flush(time);
        ring.leave();
    }
}
