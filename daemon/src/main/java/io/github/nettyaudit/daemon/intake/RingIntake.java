package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The intake of a source with a thread of its own. */
final class RingIntake implements Intake {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final IntakeRing ring;
    private final RingSource source;
    private volatile Thread waiter = Thread.currentThread();
    private boolean closed;

    RingIntake(IntakeRing ring) {
        this.ring = ring;
        ring.enter();
        source = new RingSource(ring);
        ring.onSpace(() -> LockSupport.unpark(waiter));
    }

    @Override
    public void record(int type, ByteBuf text) {
        source.add(EntryDescriptor.RECORD, type, System.currentTimeMillis(), text);
        await();
    }

    @Override
    public void line(ByteBuf line) {
        source.add(EntryDescriptor.LINE, 0, System.currentTimeMillis(), line);
        await();
    }

    @Override
    public boolean line(ByteBuf line, int log, long file, long offset) {
        Objects.checkIndex(log, LogPlaces.MOST_LOGS);
        long time = System.currentTimeMillis();
        if (source.addLine(time, line, log, file, offset)) {
            return true;
        }
        ring.counters().addWait();
        source.flush(time);
        waiter = Thread.currentThread();
        if (ring.wantSpace()) {
            LockSupport.parkNanos(this, LONGEST_WAIT_NANOS);
        }
        return source.addLine(System.currentTimeMillis(), line, log, file, offset);
    }

    @Override
    public Map<Long, Long> places() {
        return ring.places();
    }

    @Override
    public long taken() {
        return source.position();
    }

    @Override
    public long stored() {
        return ring.released();
    }

    @Override
    public void loss(AuditLossKind kind, long count, String detail) {
        source.loss(System.currentTimeMillis(), kind, count, detail);
        await();
    }

    @Override
    public void kernelLost(long lost) {
        source.kernelLost(System.currentTimeMillis(), lost);
        await();
    }

    @Override
    public void flush() {
        source.flush(System.currentTimeMillis());
    }

    /** Blocks while an entry is held. An interrupt ends the wait, and the entry goes on being held. */
    private void await() {
        if (!source.isHolding() || ring.options().whenFull() == IntakeFullPolicy.DROP) {
            return;
        }
        ring.counters().addWait();
        waiter = Thread.currentThread();
        while (!source.flush(System.currentTimeMillis()) && !ring.isClosed()
                && !Thread.currentThread().isInterrupted()) {
            if (ring.wantSpace()) {
                LockSupport.parkNanos(this, LONGEST_WAIT_NANOS);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            source.end(System.currentTimeMillis());
        }
    }
}
