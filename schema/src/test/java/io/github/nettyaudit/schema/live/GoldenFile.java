package io.github.nettyaudit.schema.live;

import io.github.nettyaudit.codec.event.AuditLogReader;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A file of events: a title after ==== for each act, its records, and what {@link GoldenEvent} makes of them. */
record GoldenFile(String name, String expected, String actual, List<GoldenEvent> events) {
    static final Path DIRECTORY = Path.of("src/test/resources/io/github/nettyaudit/schema/live");

    static List<GoldenFile> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".golden")).sorted().map(GoldenFile::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenFile read(Path file) {
        try {
            String expected = Files.readString(file);
            StringBuilder actual = new StringBuilder();
            List<GoldenEvent> events = new ArrayList<>();
            for (String act : expected.split("(?m)^(?===== )")) {
                act.lines().filter(line -> line.startsWith("#") || line.startsWith("==== "))
                        .forEach(line -> actual.append(line).append('\n'));
                appendEvents(act, actual, events);
            }
            return new GoldenFile(file.getFileName().toString(), expected, actual.toString(), events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void appendEvents(String act, StringBuilder to, List<GoldenEvent> events) {
        List<String> records = act.lines().filter(line -> line.startsWith("type=")).toList();
        Set<String> printed = new HashSet<>();
        try (AuditLogReader reader = new AuditLogReader(event -> {
            GoldenEvent golden = GoldenEvent.of(event);
            String id = "(%d.%03d:%d)".formatted(event.seconds(), event.milliseconds(), event.serial());
            records.stream().filter(line -> line.contains(id) && printed.add(line))
                    .forEach(line -> to.append(line).append('\n'));
            to.append(golden.text());
            events.add(golden);
            event.release();
        })) {
            records.forEach(line -> reader.read(Unpooled.copiedBuffer(line + '\n', StandardCharsets.UTF_8)));
        }
    }

    void write() {
        try {
            Files.writeString(DIRECTORY.resolve(name), actual);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
