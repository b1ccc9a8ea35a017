package io.github.nettyaudit.server.spool;

import io.github.nettyaudit.daemon.spool.SpoolDirectory;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolSegmentFile;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import io.github.nettyaudit.server.exit.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code spool ls}: the segments, and how far each sink is. */
@Command(name = "ls", sortOptions = false, mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Lists the segments of a spool, oldest first, and the stored positions of its sinks. A running server stores"
            + " them about once a second, so a sink itself may be further. _page is the page of the server."})
public final class ListSpoolCommand extends SpoolAction {
    private static final String SEGMENTS = "%-24s %16s %16s %12s  %s";
    private static final String SINKS = "%-24s %16s %16s";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
            .withZone(ZoneId.systemDefault());

    /** Created by the command line. */
    public ListSpoolCommand() {
    }

    @Override
    ExitCode run(SpoolDirectory spool, OutputStream out) throws IOException {
        List<SpoolSegmentFile> segments = spool.segments();
        long end = end(spool);
        line(out, SEGMENTS.formatted("segment", "first event", "last event", "bytes", "last written"));
        long bytes = 0;
        for (int i = 0; i < segments.size(); i++) {
            SpoolSegmentFile segment = segments.get(i);
            bytes += segment.length();
            long next = i + 1 < segments.size() ? segments.get(i + 1).firstSequence() : end;
            line(out, SEGMENTS.formatted(segment.path().getFileName(), segment.firstSequence(),
                    next > segment.firstSequence() ? next - 1 : "-", segment.length(), lastWritten(segment)));
        }
        long first = segments.isEmpty() ? end : segments.get(0).firstSequence();
        line(out, "%d events in %d bytes".formatted(end - first, bytes));
        Map<String, Long> positions = new TreeMap<>(spool.readerPositions());
        if (!positions.isEmpty()) {
            line(out, "");
            line(out, SINKS.formatted("sink, as stored", "next event", "to go"));
            for (Map.Entry<String, Long> position : positions.entrySet()) {
                long next = position.getValue();
                line(out, next == 0 ? SINKS.formatted(position.getKey(), "not readable", "-")
                        : SINKS.formatted(position.getKey(), next, Math.max(0, end - next)));
            }
        }
        return ExitCode.OK;
    }

    /** The sequence after the last event. */
    private static long end(SpoolDirectory spool) throws IOException {
        try (SpoolReader reader = spool.openReader(SpoolStart.NEWEST)) {
            return reader.position();
        }
    }

    private static String lastWritten(SpoolSegmentFile segment) throws IOException {
        try {
            return TIME.format(Instant.ofEpochMilli(Files.getLastModifiedTime(segment.path()).toMillis()));
        } catch (NoSuchFileException e) {
            return "deleted meanwhile";
        }
    }
}
