package io.github.nettyaudit.server.spool;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.filter.ExpressionFilter;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.FilterSyntaxException;
import io.github.nettyaudit.daemon.forward.StoredEventDecoder;
import io.github.nettyaudit.daemon.name.HostNameService;
import io.github.nettyaudit.daemon.spool.SpoolBatch;
import io.github.nettyaudit.daemon.spool.SpoolDirectory;
import io.github.nettyaudit.daemon.spool.SpoolGap;
import io.github.nettyaudit.daemon.spool.SpoolItem;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.server.decode.TextEncoder;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.format.EncoderSettings;
import io.github.nettyaudit.server.format.EventFormat;
import io.github.nettyaudit.server.text.ProgramWords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code spool cat}: prints the events. */
@Command(name = "cat", sortOptions = false, mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Prints the events of a spool, oldest first, with what was known of their processes when they arrived."
            + " Events that are missing are reported on standard error, in their place."})
public final class PrintSpoolCommand extends SpoolAction {
    private static final String TEXT = "text";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final int LONGEST_BUFFER = 1 << 20;

    @Option(names = "--format", paramLabel = "FORMAT", completionCandidates = Formats.class, defaultValue = TEXT,
            description = "how events are printed: ${COMPLETION-CANDIDATES}; text, the preset, is for people. decode reads"
                + " raw-json again")
    private String format = TEXT;

    @Option(names = "--from", paramLabel = "EVENT", description = "begin with the event of this number, as ls shows them;"
        + " without it, with the oldest")
    private @Nullable Long from;

    @Option(names = {"-n", "--count"}, paramLabel = "N", description = "print so many events at most")
    private long count = Long.MAX_VALUE;

    @Option(names = "--filter", paramLabel = "EXPRESSION", description = "print only events that match, in the language of"
        + " the key filter (" + ProgramWords.FORWARDER + ")")
    private @Nullable String filter;

    @Option(names = "--follow", description = "wait for further events, until SIGINT (Ctrl-C) or SIGTERM")
    private boolean follow;

    private long printed;

    /** The words of the formats, for the help. */
    static final class Formats implements Iterable<String> {
        /** Created by the command line. */
        Formats() {
        }

        @Override
        public Iterator<String> iterator() {
            List<String> words = new ArrayList<>(List.of(TEXT));
            words.addAll(EventFormat.words());
            return words.iterator();
        }
    }

    /** Created by the command line. */
    public PrintSpoolCommand() {
    }

    @Override
    ExitCode run(SpoolDirectory spool, OutputStream out) throws IOException, InterruptedException {
        if (from != null && from < 1) {
            throw new ParameterException(spec().commandLine(), "--from takes 1 or more, not " + from);
        }
        try (HostNameService names = new HostNameService();
                SpoolReader reader = from == null ? spool.openReader(SpoolStart.OLDEST) : spool.openReaderAt(from)) {
            ExpressionFilter selection = new ExpressionFilter(expression(), names);
            EventEncoder encoder = encoder(names);
            StoredEventDecoder decoder = new StoredEventDecoder(EventContext.NONE);
            ByteBuf buffer = Unpooled.buffer();
            while (printed < count) {
                SpoolItem item = reader.read(Duration.ZERO);
                if (item == null) {
                    out.flush();
                    item = follow ? reader.read(LONGEST_WAIT) : null;
                    if (item == null && !follow) {
                        break;
                    }
                }
                if (item instanceof SpoolGap gap) {
                    say("events " + gap.firstSequence() + " to " + gap.lastSequence() + " are missing: "
                            + gap.cause().reason());
                } else if (item instanceof SpoolBatch batch) {
                    print(batch, decoder, selection, encoder, buffer, out);
                }
            }
        }
        return ExitCode.OK;
    }

    private void print(SpoolBatch batch, StoredEventDecoder decoder, ExpressionFilter selection, EventEncoder encoder,
            ByteBuf buffer, OutputStream out) throws IOException {
        while (printed < count && batch.next()) {
            AuditEvent event;
            try {
                event = decoder.decode(batch.entry());
            } catch (IOException | RuntimeException e) {
                say("event " + batch.sequence() + " cannot be read: " + e.getMessage());
                continue;
            }
            try {
                if (selection.test(event, decoder.context())) {
                    buffer.clear();
                    encoder.encode(event, decoder.context(), buffer);
                    out.write(buffer.array(), buffer.arrayOffset(), buffer.readableBytes());
                    printed++;
                }
            } finally {
                event.release();
            }
            if (buffer.capacity() > LONGEST_BUFFER) {
                buffer.capacity(0);
            }
        }
    }

    private @Nullable FilterExpression expression() {
        if (filter == null) {
            return null;
        }
        try {
            return FilterExpression.parse(filter);
        } catch (FilterSyntaxException e) {
            throw new ParameterException(spec().commandLine(), "--filter: " + e.getMessage());
        }
    }

    private EventEncoder encoder(NameService names) {
        if (format.equalsIgnoreCase(TEXT)) {
            return TextEncoder.forStandardOutput(names);
        }
        EventFormat documents = EventFormat.of(format);
        if (documents == null) {
            throw new ParameterException(spec().commandLine(), "--format takes " + TEXT + ", "
                    + String.join(", ", EventFormat.words()) + ", not " + format);
        }
        return documents.newEncoder(EncoderSettings.of(names));
    }
}
