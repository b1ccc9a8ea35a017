package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a spool without a lock, and changes nothing: for tools, also while another process writes it. Thread-safe.
 */
public final class SpoolDirectory {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path directory;
    private final Catalog catalog = new Catalog();

    private SpoolDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a directory.
     *
     * @param directory of a spool
     * @return the view
     * @throws NotDirectoryException if it is not a directory
     */
    public static SpoolDirectory open(Path directory) throws NotDirectoryException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory + " (expected: the directory of a spool)");
        }
        return new SpoolDirectory(directory);
    }

    /**
     * Returns the segments, oldest first, without reading their blocks.
     *
     * @return the files
     * @throws IOException if the directory cannot be read
     */
    public List<SpoolSegmentFile> segments() throws IOException {
        List<SpoolSegmentFile> files = new ArrayList<>();
        for (Segment segment : SpoolRecoveryScan.list(directory).values()) {
            files.add(new SpoolSegmentFile(segment.path(), segment.first(), segment.length()));
        }
        return files;
    }

    /**
     * Returns the positions of all named readers.
     *
     * @return for each name the sequence that it reads next; 0 if the position cannot be read
     * @throws IOException if the directory cannot be read
     */
    public Map<String, Long> readerPositions() throws IOException {
        return SpoolPositions.readAll(directory);
    }

    /**
     * Reads every block of a segment and checks it.
     *
     * @param file one of {@link #segments()}
     * @return what is in it
     * @throws IOException if it cannot be read
     */
    public SpoolSegmentReport verify(SpoolSegmentFile file) throws IOException {
        return SpoolSegmentReport.of(new Segment(file.firstSequence(), file.path(), Files.size(file.path()), true),
                catalog.spoolId());
    }

    /**
     * Returns the blocks of a segment, oldest first. Only their headers are read, so this is quick, and a block may be
     * damaged behind its header.
     *
     * @param file one of {@link #segments()}
     * @return the blocks; one that is being written is left out
     * @throws IOException if the file cannot be read; {@link java.nio.file.NoSuchFileException} if it was deleted
     */
    public List<SpoolBlock> blocks(SpoolSegmentFile file) throws IOException {
        Segment segment = new Segment(file.firstSequence(), file.path(), file.length(), true);
        try (BlockCursor cursor = new BlockCursor(segment, catalog.spoolId())) {
            List<SpoolBlock> blocks = new ArrayList<>();
            long limit = cursor.channel().size();
            for (BlockCursor.Step step = cursor.look(limit); step != BlockCursor.Step.END; step = cursor.look(limit)) {
                if (step == BlockCursor.Step.BLOCK) {
                    blocks.add(new SpoolBlock(SpoolBlockDescriptor.firstSequence(cursor.header()),
                            SpoolBlockDescriptor.entries(cursor.header()), SpoolBlockDescriptor.time(cursor.header())));
                    cursor.skip();
                } else {
                    cursor.search(limit);
                }
            }
            return blocks;
        }
    }

    /**
     * Opens a reader without a name.
     *
     * @param start where to start; {@link SpoolStart#NEWEST} reads all blocks of the last segment to find its end
     * @return the reader, for one thread; its waiting looks at the directory every 50 ms
     * @throws IOException if the directory cannot be read
     */
    public SpoolReader openReader(SpoolStart start) throws IOException {
        Segment segment = start == SpoolStart.OLDEST ? catalog.oldest() : catalog.floor(Long.MAX_VALUE);
        long position = segment == null ? 1 : segment.first();
        return openReaderAt(start == SpoolStart.NEWEST && segment != null
                ? Math.max(position, SpoolSegmentReport.of(segment, catalog.spoolId()).endSequence()) : position);
    }

    /**
     * Opens a reader without a name.
     *
     * @param sequence where to start; what is missing from there on is a gap
     * @return the reader, for one thread; its waiting looks at the directory every 50 ms
     * @throws IllegalArgumentException if the sequence is less than 1
     */
    public SpoolReader openReaderAt(long sequence) {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence: " + sequence + " (expected: 1 or more)");
        }
        return new SpoolReader(catalog, new SpoolCounters(), sequence, null, null);
    }

    /** The directory as it is at each call; all segments but the last are final. */
    private final class Catalog implements SegmentCatalog {
        private NavigableMap<Long, Segment> list() throws IOException {
            NavigableMap<Long, Segment> segments = SpoolRecoveryScan.list(directory);
            if (!segments.isEmpty()) {
                Segment last = segments.lastEntry().getValue();
                segments.put(last.first(), new Segment(last.first(), last.path(), last.length(), false));
            }
            return segments;
        }

        private static @Nullable Segment segmentOf(Map.@Nullable Entry<Long, Segment> entry) {
            return entry == null ? null : entry.getValue();
        }

        @Override
        public @Nullable Segment floor(long sequence) throws IOException {
            return segmentOf(list().floorEntry(sequence));
        }

        @Override
        public @Nullable Segment after(long first) throws IOException {
            return segmentOf(list().higherEntry(first));
        }

        @Override
        public @Nullable Segment oldest() throws IOException {
            return segmentOf(list().firstEntry());
        }

        @Override
        public boolean isFinal(Segment segment) throws IOException {
            return segment.isSealed() || after(segment.first()) != null;
        }

        @Override
        public long limit(Segment segment, FileChannel channel) throws IOException {
            return channel.size();
        }

        @Override
        public long next() {
            return 0;
        }

        @Override
        public SpoolGapCause causeOfMissing(long sequence) {
            return sequence < SpoolIdentity.droppedBefore(directory) ? SpoolGapCause.DROPPED_OLDEST
                    : SpoolGapCause.MISSING;
        }

        @Override
        public long spoolId() {
            return SpoolIdentity.id(directory);
        }

        @Override
        public boolean isWrittenElsewhere() {
            return true;
        }

        @Override
        public void await(long sequence, long nanos, BooleanSupplier isClosed) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(Math.min(nanos, POLL_NANOS));
        }

        @Override
        public void wake() {
            // they look by themselves
        }
    }
}
