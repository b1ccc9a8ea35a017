package io.github.nettyaudit.daemon.intake;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of records in a memory-mapped file. It has one source, an {@link IntakeHandler} or an {@link Intake},
 * and one reader, an {@link EventWriter}.
 *
 * <p>What is in the ring outlives the process: after {@code kill -9} the next process that opens the file reads what
 * was
 * not released. It does not outlive the machine if the file lies on tmpfs, as it should.
 *
 * <p>The file has mode 0600, in a directory that no other user can write to. A second opener is refused. A file that is
 * damaged or of another version is renamed to {@code NAME.damaged-1} and so on, which is reported, and replaced; the
 * entries before a damaged one are read. One of another capacity is replaced by a larger one with the same entries, or,
 * if
 * a smaller one is wanted, as soon as it is opened without entries.
 */
public final class IntakeRing implements AutoCloseable {
    /** The share of the ring that must be free before a source that waits goes on: a quarter. */
    private static final int WAIT_SHARE = 4;
    /** An entry may take an eighth, so that padding and entry fit beside what open events hold. */
    private static final int ENTRY_SHARE = 8;
    private static final int LONGEST_CONTENT = 1 << 20;
    private static final byte[] ZEROS = new byte[16 << 10];
    /** So much, at most, was released and not wiped when a process was killed; a larger part is overwritten later. */
    private static final long UNWIPED = 1 << 20;
    private static final Runnable NOTHING = () -> { };

    private final IntakeOptions options;
    private final ByteBuffer bytes;
    private final IntakeLock lock;
    private final long id;
    private final int capacity;
    private final long foundProduced;
    private final @Nullable String damage;
    private final IntakeCounters counters = new IntakeCounters();
    private final RingProducer producer;
    private final AtomicBoolean hasSource = new AtomicBoolean();
    /** The space before this position is free for the source. */
    private volatile long free;
    private volatile boolean closed;
    /** The reader, while it sleeps until there is an entry. */
    private volatile @Nullable Thread sleeper;
    /** Whether the source wants to know when a share is free. */
    private volatile boolean spaceWanted;
    private volatile Runnable spaceListener = NOTHING;

    private IntakeRing(IntakeOptions options, IntakeLock lock, ByteBuffer bytes, @Nullable String damage) {
        this.options = options;
        this.lock = lock;
        this.bytes = bytes;
        this.damage = damage;
        id = RingDescriptor.id(bytes);
        capacity = (int) RingDescriptor.capacity(bytes);
        foundProduced = RingDescriptor.produced(bytes);
        free = RingDescriptor.released(bytes);
        wipe(Math.max(Math.max(0, free - UNWIPED), foundProduced - capacity), free);
        producer = new RingProducer(this, bytes, counters);
    }

    /**
     * Opens a ring, and makes its file if there is none. Blocks for as long as the file system does.
     *
     * @param options how to open it
     * @return the ring
     * @throws IOException if it is open already, the directory or file belongs to another user or can be written by
     *                     one, or the file cannot be made, for example because the file system is full
     */
    public static IntakeRing open(IntakeOptions options) throws IOException {
        RingFile file = new RingFile(options);
        file.prepareDirectory();
        IntakeLock lock = IntakeLock.take(options.file());
        try {
            ByteBuffer bytes = file.open();
            return new IntakeRing(options, lock, bytes, file.damage());
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Returns the ring's number, by which a store knows whether positions are positions of this ring.
     *
     * @return a random number, the same as long as the file is
     */
    public long id() {
        return id;
    }

    /**
     * Returns the space for entries.
     *
     * @return a number of bytes
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Returns the longest record or line that the ring takes; longer ones are dropped, which is reported. At least the
     * longest record of the kernel.
     *
     * @return a number of bytes
     */
    public int largestEntry() {
        return Math.min(capacity / ENTRY_SHARE - EntryDescriptor.HEADER_LENGTH, LONGEST_CONTENT);
    }

    /**
     * Returns the ring's file.
     *
     * @return as in the options
     */
    public Path file() {
        return options.file();
    }

    /**
     * Returns what the ring, its source and its reader have done.
     *
     * @return the counters, always the same object
     */
    public IntakeCounters counters() {
        return counters;
    }

    /**
     * Returns how much of the ring is in use: entries that were not read, and those that open events still need.
     *
     * @return a number of bytes
     */
    public long usedBytes() {
        return RingDescriptor.produced(bytes) - RingDescriptor.released(bytes);
    }

    /**
     * Closes the file, with its entries. The source and the reader must have ended; what is added afterwards is not
     * taken.
     *
     * @throws IOException if the lock cannot be released
     */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            lock.close();
        }
    }

    /**
     * Returns an intake for a source with a thread of its own, which calls this method, or hands the intake over
     * safely.
     *
     * @return a new intake, which must be closed before the ring has another source
     * @throws IllegalStateException if the ring has a source
     */
    public Intake intake() {
        return new RingIntake(this);
    }

    /** Makes the caller the source. */
    void enter() {
        if (!hasSource.compareAndSet(false, true)) {
            throw new IllegalStateException(options.file() + " has a source already");
        }
    }

    void leave() {
        spaceListener = NOTHING;
        hasSource.set(false);
    }

    boolean isClosed() {
        return closed;
    }

    IntakeOptions options() {
        return options;
    }

    RingProducer producer() {
        return producer;
    }

    RingReader reader(ByteBufAllocator allocator) {
        return new RingReader(this, bytes, allocator);
    }

    /** What was damaged in the file as it was found; {@code null} if nothing was. */
    @Nullable String damage() {
        return damage;
    }

    /** Where the entries of earlier processes end. */
    long foundProduced() {
        return foundProduced;
    }

    long produced() {
        return RingDescriptor.produced(bytes);
    }

    long released() {
        return RingDescriptor.released(bytes);
    }

    /** The highest serial that the reader has noted, as a process of the same boot has left it; -1 if there is none. */
    long serial() {
        return RingDescriptor.serial(bytes);
    }

    void serial(long serial) {
        RingDescriptor.serial(bytes, serial);
    }

    /**
     * Gives the space before a position to the source, by the reader. The position is noted before the space is wiped:
     * after a crash in between, nobody looks for entries there.
     */
    void release(long position) {
        RingDescriptor.released(bytes, position);
        wipe(free, position);
        free = position;
        if (spaceWanted && hasShare()) {
            spaceWanted = false;
            spaceListener.run();
        }
    }

    /** Overwrites what was stored: the entries have secrets that the store may not have. */
    private void wipe(long from, long to) {
        for (long position = from; position < to;) {
            int place = (int) (position & capacity - 1);
            int length = (int) Math.min(Math.min(to - position, capacity - place), ZEROS.length);
            bytes.put(RingDescriptor.HEADER_LENGTH + place, ZEROS, 0, length);
            position += length;
        }
    }

    /** The source may overwrite what is before this position. */
    long free() {
        return free;
    }

    private boolean hasShare() {
        return capacity - (produced() - free) >= capacity / WAIT_SHARE;
    }

    /** Up to where logs were read, see {@link Intake#places()}. */
    Map<Long, Long> places() {
        return LogPlaces.read(bytes);
    }

    /** Sets what is called, by the reader's thread, after {@link #wantSpace()} when a share is free. */
    void onSpace(Runnable listener) {
        spaceListener = listener;
    }

    /**
     * Asks for a call of the listener when a share is free.
     *
     * @return {@code false} if it is free now, and there will be no call
     */
    boolean wantSpace() {
        spaceWanted = true;
        if (hasShare()) {
            spaceWanted = false;
            return false;
        }
        return true;
    }

    void wakeReader() {
        // the reader says that it sleeps, and then looks for entries; here it is the other way round
        VarHandle.fullFence();
        Thread thread = sleeper;
        if (thread != null) {
            sleeper = null;
            LockSupport.unpark(thread);
        }
    }

    /** Lets the reader's thread sleep until an entry is added after a position, or somebody wakes it. */
    void sleep(long read, long nanos) {
        sleeper = Thread.currentThread();
        if (RingDescriptor.produced(bytes) == read) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
    }
}
