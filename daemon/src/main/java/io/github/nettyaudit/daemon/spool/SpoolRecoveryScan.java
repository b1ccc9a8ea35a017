package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segments of a directory, and cuts from the last one what is not a whole block. A segment without any whole
 * block goes, and the one before it is the last. What is cut is kept beside it as {@code .torn}. Blocks in the middle of
 * the last segment are read; older segments are not.
 */
final class SpoolRecoveryScan {
    static final int MOST_TORN_FILES = 8;
    static final String TORN_SUFFIX = ".torn";

    private final Path directory;
    private final long spoolId;
    private final FileOperations files;
    private final Consumer<String> notices;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();
    private final List<Path> tornFiles = new ArrayList<>();
    private final BlockBody bodies = new BlockBody();
    private long next;
    private long tornBytes;
    private int damagedBlocks;
    private long wholeEnd;
    private long wholeId;
    private long sourceId;
    private long sourcePosition;
    private @Nullable Segment last;

    SpoolRecoveryScan(Path directory, long spoolId, FileOperations files, Consumer<String> notices) {
        this.directory = directory;
        this.spoolId = spoolId;
        this.files = files;
        this.notices = notices;
    }

    /** Returns the segments of a directory. */
    static NavigableMap<Long, Segment> list(Path directory) throws IOException {
        NavigableMap<Long, Segment> found = new TreeMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path path : (Iterable<Path>) entries::iterator) {
                long first = Segment.firstOf(path.getFileName().toString());
                if (first >= 1 && first <= PositionFile.LARGEST) {
                    add(found, first, path);
                }
            }
        }
        return found;
    }

    private static void add(NavigableMap<Long, Segment> found, long first, Path path) throws IOException {
        try {
            found.put(first, new Segment(first, path, Files.size(path), true));
        } catch (NoSuchFileException e) {
            // it was deleted in this moment
        }
    }

    /**
     * Scans and cuts.
     *
     * @param dropped everything before it was deleted because of the bound; 0 if nothing was
     * @param atLeast no entry gets a lower sequence
     */
    SpoolRecovery run(long dropped, long atLeast) throws IOException {
        segments.putAll(list(directory));
        boolean isNew = segments.isEmpty();
        next = Math.max(Math.max(1, dropped), atLeast);
        while (last == null && !segments.isEmpty()) {
            cut(segments.lastEntry().getValue());
        }
        deleteOldTornFiles();
        long bytes = segments.values().stream().mapToLong(Segment::length).sum();
        return new SpoolRecovery(segments.size(), bytes, segments.isEmpty() ? next : segments.firstKey(), next,
                tornBytes, isNew ? 0 : next - Math.max(Math.max(1, dropped), wholeEnd), List.copyOf(tornFiles), damagedBlocks, sourceId, sourcePosition);
    }

    private void cut(Segment segment) throws IOException {
        next = Math.max(next, segment.first());
        long end = 0;
        try (BlockCursor cursor = new BlockCursor(segment, spoolId)) {
            long limit = segment.length();
            int damaged = 0;
            for (BlockCursor.Step step = cursor.look(limit); step != BlockCursor.Step.END; step = cursor.look(limit)) {
                if (step == BlockCursor.Step.DAMAGE) {
                    damaged++;
                    sequencesOf(cursor, cursor.isHeader(cursor.offset(), limit));
                    cursor.search(limit);
                } else if (bodies.isWhole(cursor)) {
                    damagedBlocks += damaged;
                    damaged = 0;
                    whole(cursor);
                    cursor.skip();
                    end = cursor.offset();
                } else {
                    damaged++;
                    sequencesOf(cursor, true);
                    cursor.skip();
                }
            }
        }
        if (end < segment.length()) {
            keepTorn(segment, end);
        }
        if (end > 0) {
            last = segment;
            segment.length(end);
        } else {
            Files.delete(segment.path());
            segments.remove(segment.first());
        }
    }

    private void whole(BlockCursor cursor) {
        ByteBuffer header = cursor.header();
        wholeId = SpoolBlockDescriptor.spoolId(header);
        wholeEnd = SpoolBlockDescriptor.firstSequence(header) + SpoolBlockDescriptor.entries(header);
        next = Math.max(next, wholeEnd);
        sourceId = SpoolBlockDescriptor.sourceId(header);
        sourcePosition = SpoolBlockDescriptor.sourcePosition(header);
    }

    /** No new entry gets a sequence that a header names. */
    private void sequencesOf(BlockCursor cursor, boolean isHeader) {
        ByteBuffer header = cursor.header();
        if (isHeader && SpoolBlockDescriptor.spoolId(header) == spoolId) {
            next = Math.max(next, SpoolBlockDescriptor.firstSequence(header) + SpoolBlockDescriptor.entries(header));
        }
    }

    private void keepTorn(Segment segment, long end) throws IOException {
        long length = segment.length() - end;
        try (FileChannel channel = files.open(segment.path())) {
            Path torn = tornFile(segment, end);
            try (FileChannel copy = files.create(torn)) {
                channel.position(end);
                Channels.newInputStream(channel).transferTo(Channels.newOutputStream(copy));
                tornFiles.add(torn);
                notices.accept("the last " + length + " bytes of " + segment.path() + " are not a whole block; they are"
                        + " kept as " + torn.getFileName());
            } catch (IOException e) {
                Files.deleteIfExists(torn);
                notices.accept("the last " + length + " bytes of " + segment.path() + " are not a whole block, and"
                        + " cannot be kept: " + e.getMessage());
            }
            files.truncate(channel, end);
            files.force(channel);
        }
        tornBytes += length;
    }

    private Path tornFile(Segment segment, long end) {
        String name = segment.path().getFileName().toString().replace(".log", "-" + end);
        Path torn = directory.resolve(name + TORN_SUFFIX);
        for (int i = 2; Files.exists(torn); i++) {
            torn = directory.resolve(name + '-' + i + TORN_SUFFIX);
        }
        return torn;
    }

    private void deleteOldTornFiles() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> torn = entries.filter(path -> path.getFileName().toString().endsWith(TORN_SUFFIX))
                    .sorted(Comparator.comparing((Path path) -> path.toFile().lastModified()).reversed()).toList();
            for (Path old : torn.subList(Math.min(MOST_TORN_FILES, torn.size()), torn.size())) {
                Files.delete(old);
            }
        }
    }

    /** The segments, of which the last one is cut. */
    Iterable<Segment> segments() {
        return segments.values();
    }

    /** Opens the last segment to go on with it; {@code null} if there is none, or it has another id. */
    @Nullable ActiveSegment openLast() throws IOException {
        Segment segment = last;
        if (segment == null || wholeId != spoolId) {
            return null;
        }
        Segment active = new Segment(segment.first(), segment.path(), segment.length(), false);
        segments.put(active.first(), active);
        return new ActiveSegment(active, spoolId, files.open(segment.path()), files);
    }
}
