package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entries whose text names their sequence, and what readers make of them. */
final class Entries {
    private static final Duration LONG = Duration.ofSeconds(60);

    private Entries() {
    }

    static ByteBuf entry(long sequence) {
        return Unpooled.copiedBuffer("entry " + sequence, StandardCharsets.US_ASCII);
    }

    /** An entry of the given length that starts with its sequence. */
    static ByteBuf entry(long sequence, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (sequence * 31 + i * 7L * sequence);
        }
        byte[] start = ("entry " + sequence + ' ').getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(start, 0, bytes, 0, Math.min(start.length, length));
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Adds a number of entries and writes them as one block. */
    static void block(Spool spool, int entries) {
        add(spool, entries);
        assertThat(spool.writer().flush()).isTrue();
    }

    static void add(Spool spool, int entries) {
        for (int i = 0; i < entries; i++) {
            assertThat(spool.writer().add(entry(spool.writer().nextSequence()))).isTrue();
        }
    }

    /** Adds an entry that cannot be compressed and writes it as one block. */
    static boolean longBlock(Spool spool, int length) {
        return spool.writer().add(entry(spool.writer().nextSequence(), length)) && spool.writer().flush();
    }

    /**
     * Reads what there is: {@code 1-3} for entries, {@code !4-5 CORRUPT} for a gap. Fails if an entry is not the one of
     * its sequence, or the sequences are not consecutive.
     */
    static List<String> read(SpoolReader reader) throws IOException, InterruptedException {
        List<String> items = new ArrayList<>();
        long from = -1;
        for (SpoolItem item = next(reader); item != null; item = next(reader)) {
            if (item instanceof SpoolBatch) {
                from = from < 0 ? item.firstSequence() : from;
            } else {
                if (from >= 0) {
                    items.add(range(from, item.firstSequence() - 1));
                    from = -1;
                }
                items.add("!" + range(item.firstSequence(), item.lastSequence()) + ' ' + ((SpoolGap) item).cause());
            }
        }
        if (from >= 0) {
            items.add(range(from, reader.position() - 1));
        }
        return items;
    }

    static String range(long first, long last) {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }

    /** Reads and checks the next item that is there; {@code null} if there is none. */
    static @Nullable SpoolItem next(SpoolReader reader) throws IOException, InterruptedException {
        return next(reader, Duration.ZERO);
    }

    /** Waits for the next item and checks it. */
    static SpoolItem take(SpoolReader reader) throws IOException, InterruptedException {
        SpoolItem item = next(reader, LONG);
        assertThat(item).as("an item within a minute").isNotNull();
        return item;
    }

    private static @Nullable SpoolItem next(SpoolReader reader, Duration wait)
            throws IOException, InterruptedException {
        long position = reader.position();
        SpoolItem item = reader.read(wait);
        if (item != null) {
            assertThat(item.firstSequence()).isEqualTo(position);
            assertThat(reader.position()).isEqualTo(item.lastSequence() + 1);
            if (item instanceof SpoolBatch batch) {
                check(batch);
            }
        }
        return item;
    }

    private static void check(SpoolBatch batch) {
        long sequence = batch.firstSequence();
        while (batch.next()) {
            assertThat(batch.sequence()).isEqualTo(sequence);
            ByteBuf entry = batch.entry();
            String text = entry.toString(StandardCharsets.ISO_8859_1);
            ByteBuf expected = text.equals("entry " + sequence) ? entry(sequence)
                    : entry(sequence, entry.readableBytes());
            assertThat(entry).isEqualTo(expected);
            sequence++;
        }
        assertThat(sequence).isEqualTo(batch.lastSequence() + 1);
        assertThat(batch.size()).isEqualTo((int) (sequence - batch.firstSequence()));
    }

    /** The names in a directory, in order. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** The segments of a directory, oldest first. */
    static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(".log")).sorted().toList();
        }
    }
}
