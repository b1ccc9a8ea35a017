package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Events of logs, and filters from the words of a command line. */
final class FilterFixture {
    private static final Path CORPUS = Path.of("../codec/src/test/resources/corpus");

    private FilterFixture() {
    }

    static List<AuditEvent> events(String text) {
        return events(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static List<AuditEvent> eventsOf(String log) throws IOException {
        try (InputStream input = new GZIPInputStream(Files.newInputStream(CORPUS.resolve(log + ".log.gz")))) {
            return events(input.readAllBytes());
        }
    }

    static List<AuditEvent> events(byte[] text) {
        List<AuditEvent> events = new ArrayList<>();
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.log(), events::add);
        AuditLogLine line = new AuditLogLine();
        try (AuditLogSplitter splitter = new AuditLogSplitter((buffer, start, end) -> {
            if (line.read(buffer, start, end)) {
                assembler.addCopyOfLine(line, buffer, start, end);
            }
        })) {
            splitter.read(Unpooled.wrappedBuffer(text));
        }
        assembler.end();
        return events;
    }

    static EventFilter filter(String... words) {
        return filter(null, words);
    }

    static EventFilter filter(@Nullable NameService names, String... words) {
        return options(words).filter(names, ZoneOffset.UTC);
    }

    static FilterOptions options(String... words) {
        FilterOptions options = new FilterOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("filters",
                CommandLine.Model.CommandSpec.forAnnotatedObject(options)));
        line.parseArgs(words);
        return options;
    }

    static TreeSet<Long> serials(List<AuditEvent> events, EventFilter filter) {
        TreeSet<Long> serials = new TreeSet<>();
        for (AuditEvent event : events) {
            if (filter.matches(event)) {
                serials.add(event.serial());
            }
        }
        return serials;
    }
}
