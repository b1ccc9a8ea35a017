package io.github.nettyaudit.daemon.spool;

import io.github.nettyaudit.daemon.internal.file.TrustedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A log of entries on disk: one writer, any number of readers, a bound. An entry is a number of bytes and gets the next
 * sequence, from 1 on. {@code io.github.nettyaudit.daemon.spool} describes the directory.
 * <pre>{@code
 * try (Spool spool = Spool.open(SpoolOptions.builder(directory).build());
 *         SpoolReader reader = spool.openReader("kafka", SpoolStart.OLDEST)) {
 *     spool.writer().add(entry);
 *     spool.writer().flush();
 *     SpoolItem item = reader.read(Duration.ofSeconds(1));
 *     ...
 *     reader.commit(item.lastSequence());
 * }
 * }</pre>
 *
 * <p>Thread-safe, but for the {@link #writer()}. Close it when the writer's thread is done with it.
 */
public final class Spool implements AutoCloseable {
    private final SpoolOptions options;
    private final SpoolLock lock;
    private final SpoolRecovery recovery;
    private final SpoolCounters counters = new SpoolCounters();
    private final SpoolPositions positions;
    private final SegmentList segments;
    private final SpoolSpace space;
    private final SpoolSync sync;
    private final BlockLog log;
    private final SpoolWriter writer;
    private final Owner owner = new Owner();
    private final Map<String, SpoolReader> named = new ConcurrentHashMap<>();
    private final Map<SpoolReader, Consumer<Segment>> readers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private Spool(SpoolOptions options, SpoolLock lock, SpoolPositions positions, SegmentList segments,
            SpoolRecoveryScan scan, SpoolRecovery recovery) throws IOException {
        this.options = options;
        this.lock = lock;
        this.positions = positions;
        this.segments = segments;
        this.recovery = recovery;
        SpoolTrouble trouble = new SpoolTrouble(options.directory(), options.notices());
        space = new SpoolSpace(options, segments, positions, counters, trouble);
        sync = new SpoolSync(options.directory(), options.files(), segments::next, counters, trouble);
        space.addListener(sync::dropped);
        log = new BlockLog(options, segments, space, sync, counters, trouble);
        ActiveSegment last = scan.openLast();
        scan.segments().forEach(segments::add);
        if (last != null) {
            log.continueWith(last);
        }
        writer = new SpoolWriter(options, log, sync, counters, recovery);
        sync.start(options.syncInterval().toNanos());
    }

    /**
     * Opens a spool, and repairs its end. The directory is made if it is not there.
     *
     * @param options where it lies, and how it behaves
     * @return the spool; {@link #recovery()} reports what was found
     * @throws SpoolLockedException if it is already open, here or in another process
     * @throws IOException          if the directory belongs to another user or can be written by others, or a file
     *                              cannot be read or written
     */
    public static Spool open(SpoolOptions options) throws IOException {
        Path directory = options.directory();
        if (Files.notExists(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        }
        TrustedFiles.requireDirectory(directory);
        if (!options.compression().isAvailable()) {
            ZstdLibrary.require("what is to be written to " + directory);
        }
        SpoolLock lock = SpoolLock.take(directory);
        try {
            return open(options, lock);
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
    }

    private static Spool open(SpoolOptions options, SpoolLock lock) throws IOException {
        SpoolPositions positions = new SpoolPositions(options.directory(), options.files());
        positions.load(options.notices());
        long id = SpoolIdentity.idOrNew(options.directory(), options.files(), options.notices());
        long dropped = SpoolIdentity.droppedBefore(options.directory());
        SpoolRecoveryScan scan = new SpoolRecoveryScan(options.directory(), id, options.files(), options.notices());
        SpoolRecovery recovery = scan.run(dropped, positions.newest());
        return new Spool(options, lock, positions, new SegmentList(recovery, dropped, id), scan, recovery);
    }

    /**
     * Returns what was found when the spool was opened.
     *
     * @return the report
     */
    public SpoolRecovery recovery() {
        return recovery;
    }

    /**
     * Returns the one writer.
     *
     * @return the writer, for one thread
     */
    public SpoolWriter writer() {
        return writer;
    }

    /**
     * Returns what the spool has done.
     *
     * @return the counters
     */
    public SpoolCounters counters() {
        return counters;
    }

    /**
     * Returns the options.
     *
     * @return what the spool was opened with
     */
    public SpoolOptions options() {
        return options;
    }

    /**
     * Returns the sequence after the last entry that was written, which readers can read.
     *
     * @return 1 or more
     */
    public long writtenBefore() {
        return segments.next();
    }

    /**
     * Returns the sequence after the last entry that outlives a failure of the machine.
     *
     * @return at most {@link #writtenBefore()}
     */
    public long syncedBefore() {
        return sync.syncedBefore();
    }

    /**
     * Returns the sum of the lengths of all segments.
     *
     * @return a number of bytes, at most {@link SpoolOptions#size()}
     */
    public long usedBytes() {
        return segments.used();
    }

    /**
     * Returns how many segments there are.
     *
     * @return a number of files
     */
    public int segments() {
        return segments.size();
    }

    /**
     * Adds a listener that runs after each block that was written, on the writer's thread: for readers that must not block.
     *
     * @param listener must return quickly and not throw
     */
    public void addWriteListener(Runnable listener) {
        segments.writeListeners().add(listener);
    }

    /**
     * Removes a listener.
     *
     * @param listener one that was added; another one is ignored
     */
    public void removeWriteListener(Runnable listener) {
        segments.writeListeners().remove(listener);
    }

    /**
     * Forces what was written to the disk now.
     *
     * @return whether that succeeded; if not, a notice says why
     */
    public boolean sync() {
        return sync.sync();
    }

    /**
     * Opens the reader of a name. It starts after what was committed under that name, otherwise as told; if the stored
     * position cannot be read, it starts at the oldest entry, and a notice said so when the spool was opened. A named
     * reader is known from now on, also to later processes: {@link WhenFull#DROP_NEWEST} and {@link WhenFull#STOP} keep
     * what it has not committed, until {@link #forgetReader(String)}.
     *
     * @param name  1 to 100 letters, digits, {@code .}, {@code _} and {@code -}; it becomes part of a file name
     * @param start where to start if there is no position
     * @return the reader, for one thread
     * @throws IOException              if the position cannot be stored, or the spool is closed
     * @throws IllegalArgumentException if the name has other characters
     * @throws IllegalStateException    if the reader of that name is open
     */
    public synchronized SpoolReader openReader(String name, SpoolStart start) throws IOException {
        requireOpen();
        SpoolPositions.requireName(name);
        if (named.containsKey(name)) {
            throw new IllegalStateException("the reader " + name + " is already open");
        }
        long position = positions.get(name);
        if (position <= SpoolPositions.UNREADABLE) {
            position = position < SpoolPositions.UNREADABLE ? position(start) : oldest();
            positions.put(name, position);
        }
        SpoolReader reader = new SpoolReader(segments, counters, position, owner, name);
        named.put(name, reader);
        return watched(reader);
    }

    /**
     * Opens a reader without a stored position, which keeps nothing from being deleted.
     *
     * @param start where to start
     * @return the reader, for one thread
     * @throws IOException if the spool is closed
     */
    public SpoolReader openReader(SpoolStart start) throws IOException {
        return openReaderAt(position(start));
    }

    /**
     * Opens a reader without a stored position, which keeps nothing from being deleted.
     *
     * @param sequence where to start; what is missing from there on is a gap
     * @return the reader, for one thread
     * @throws IOException              if the spool is closed
     * @throws IllegalArgumentException if the sequence is less than 1
     */
    public synchronized SpoolReader openReaderAt(long sequence) throws IOException {
        requireOpen();
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence: " + sequence + " (expected: 1 or more)");
        }
        return watched(new SpoolReader(segments, counters, sequence, owner, null));
    }

    private SpoolReader watched(SpoolReader reader) {
        Consumer<Segment> listener = reader::dropped;
        readers.put(reader, listener);
        space.addListener(listener);
        return reader;
    }

    private long position(SpoolStart start) {
        return start == SpoolStart.NEWEST ? segments.next() : oldest();
    }

    private long oldest() {
        Segment oldest = segments.oldest();
        return oldest == null ? segments.next() : oldest.first();
    }

    /**
     * Returns the positions of all named readers, also of those that are not open.
     *
     * @return for each name the sequence that it reads next; 0 if the position cannot be read
     */
    public Map<String, Long> readerPositions() {
        return positions.all();
    }

    /**
     * Deletes the position of a reader, which no longer keeps entries from being deleted.
     *
     * @param name the name
     * @return whether there was a position
     * @throws IOException           if the file cannot be deleted
     * @throws IllegalStateException if the reader is open
     */
    public synchronized boolean forgetReader(String name) throws IOException {
        SpoolPositions.requireName(name);
        if (named.containsKey(name)) {
            throw new IllegalStateException("the reader " + name + " is open");
        }
        return positions.remove(name);
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the spool " + options.directory() + " is closed");
        }
    }

    /**
     * Writes the block of the writer, forces everything to the disk, and closes the readers. What cannot be written is
     * counted as {@link SpoolGapCause#NOT_WRITTEN}. Does nothing if the spool is closed.
     *
     * @throws IOException if a file cannot be closed
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (lock; log; sync) {
            writer.close();
            List<SpoolReader> open = new ArrayList<>(readers.keySet());
            open.forEach(SpoolReader::close);
        }
    }

    /** What readers may ask for. */
    private final class Owner implements SpoolReaderOwner {
        @Override
        public void commit(String name, long position) throws IOException {
            requireOpen();
            positions.put(name, position);
        }

        @Override
        public void closed(SpoolReader reader) {
            Consumer<Segment> listener = readers.remove(reader);
            if (listener != null) {
                space.removeListener(listener);
            }
            if (reader.name() != null) {
                named.remove(reader.name(), reader);
            }
        }
    }
}
