package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.name.HostNameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.decode.TextEncoder;
import io.github.nettyaudit.server.format.EncoderSettings;
import io.github.nettyaudit.server.format.EventFormat;
import io.github.nettyaudit.server.format.StreamFormat;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.option.SourceMode;
import io.github.nettyaudit.server.sink.DropReport;
import io.github.nettyaudit.server.source.DemoStory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What standard output and the subscribers are given, and what writes it. */
final class Formats {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final StreamFormat standardOutput;
    private final StreamFormat subscribers;
    private final boolean isThisHost;
    private final NormalizationTable rules;
    private final EcsOptions ecs;
    private @Nullable HostNameService hostNames;

    /** @param isTerminal whether people read standard output */
    Formats(ServerOptions options, boolean isTerminal) {
        StreamFormat given = options.output.format();
        rules = options.output.normalization();
        ecs = EcsOptions.DEFAULT.withStrict(options.output.isEcsStrict());
        subscribers = given == null ? StreamFormat.ECS : given;
        standardOutput = given == null && isTerminal ? StreamFormat.TEXT : subscribers;
        isThisHost = options.source() != SourceMode.DEMO; // the demo's users are of another one
    }

    StreamFormat ofStandardOutput() {
        return standardOutput;
    }

    /** The one that subscribers get who do not choose. */
    StreamFormat ofSubscribers() {
        return subscribers;
    }

    /** Whether somebody gets events without asking for them. */
    boolean isOfEvents() {
        return standardOutput.isOfEvents() || subscribers.isOfEvents();
    }

    /** A new encoder of text as wide as the terminal and in its colours; for one thread. */
    EventEncoder newTextForStandardOutput() {
        return TextEncoder.forStandardOutput(names());
    }

    /** A new encoder of documents, or of text without colours; for one thread. */
    EventEncoder newEncoder(StreamFormat format) {
        return newEncoder(format, names());
    }

    private EventEncoder newEncoder(StreamFormat format, NameService names) {
        EventFormat documents = format.documents();
        return documents == null ? TextEncoder.plain(names)
                : documents.newEncoder(new EncoderSettings(names, rules, ecs));
    }

    /** What events mean. */
    NormalizationTable rules() {
        return rules;
    }

    /** The names of users and groups. */
    synchronized NameService names() {
        if (!isThisHost) {
            return DemoStory.names();
        }
        HostNameService names = hostNames;
        if (names == null) {
            names = new HostNameService();
            hostNames = names;
        }
        return names;
    }

    /** What is known of all events. */
    EventContext context() {
        return isThisHost ? ofThisHost() : EventContext.NONE;
    }

    /** The context of events of this host's kernel. */
    static EventContext ofThisHost() {
        try {
            String name = Files.readString(HOST_NAME).strip();
            return name.isEmpty() ? EventContext.NONE : EventContext.ofHost(name);
        } catch (IOException e) {
            return EventContext.NONE;
        }
    }

    /** Reports lines that a reader did not get, in the reader's format. */
    DropReport dropReport(StreamFormat format) {
        if (!format.isOfEvents()) {
            return DropReport.RECORDS;
        }
        return new LossReport(format);
    }

    /** Writes what a reader did not get as a loss; for the one thread, or under the one lock, of the sink. */
    private final class LossReport implements DropReport {
        private final StreamFormat format;
        private @Nullable EventEncoder encoder;

        LossReport(StreamFormat format) {
            this.format = format;
        }

        @Override
        public ByteBuf line(String sink, long records, long events, long total) {
            EventEncoder known = encoder;
            if (known == null) {
                known = newEncoder(format, NameService.NONE);
                encoder = known;
            }
            ByteBuf line = Unpooled.buffer();
            AuditLossEvent loss = AuditLossEvent.of(AuditLossKind.DROPPED, Instant.now(), records,
                    "This reader (" + sink + ") was too slow; it did not get " + total + " records so far.");
            known.encode(loss, context(), line);
            loss.release();
            return line;
        }
    }

    synchronized void close() {
        HostNameService names = hostNames;
        hostNames = null;
        if (names != null) {
            names.close();
        }
    }
}
