package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.delivery.EventFilter;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.scripted.ReceivedDocument;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** What tests of a forwarder's faults give, and what they find at the far end. */
final class FaultRig {
    private static final Pattern SERIAL = Pattern.compile("\"serial\":([0-9]+)");
    private static final Pattern LOST = Pattern.compile("\"count\":([0-9]+)");

    private final Path directory;

    FaultRig(Path directory) {
        this.directory = directory;
    }

    Path spool() {
        return directory.resolve("spool");
    }

    IntakeOptions ring(IntakeFullPolicy policy, int capacity) {
        return IntakeOptions.of(directory.resolve("ring/intake.ring")).withCapacity(capacity).withWhenFull(policy)
                .withNotices(notice -> { });
    }

    ForwarderOptions options() {
        return ForwarderOptions.of(ring(IntakeFullPolicy.WAIT, IntakeOptions.MIN_CAPACITY)).withHost("host");
    }

    static SinkPlan plan(String name, EventSink sink) {
        return SinkPlan.of(name, sink, new RawEventEncoder());
    }

    /** A sink that is tried again soon. */
    static SinkPlan quick(String name, EventSink sink) {
        return new SinkPlan(name, sink, new RawEventEncoder(), EventFilter.ALL,
                DeliveryOptions.DEFAULTS.withRetries(Duration.ofMillis(10), Duration.ofMillis(100)), null, false);
    }

    static EventSink file(Path path) throws IOException {
        EventSinkFactory files = EventSinks.installed().get("file");
        return files.create("file", SinkSettings.of(files.settings(), Map.of("path", path.toString(), "max-size", "0")));
    }

    /** Gives events of one record each. */
    static void give(Forwarder forwarder, long first, long last) {
        try (Intake intake = forwarder.intake()) {
            for (long serial = first; serial <= last; serial++) {
                give(intake, 1_764_172_800L, serial);
            }
        }
    }

    static void give(Intake intake, long seconds, long serial) {
        record(intake, AuditMessageType.USER_LOGIN, seconds, serial, "pid=1 uid=0 auid=0 ses=1 msg='x'");
    }

    static void record(Intake intake, int type, long seconds, long serial, String fields) {
        ByteBuf text = Unpooled.copiedBuffer("audit(" + seconds + ".123:" + serial + "): " + fields,
                StandardCharsets.US_ASCII);
        intake.record(type, text);
        text.release();
    }

    static List<Long> serials(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    static List<String> lines(ScriptedSink sink) {
        return sink.accepted().stream().map(ReceivedDocument::text).toList();
    }

    /** The serials of the events of documents, in their order; without reports of losses. */
    static List<Long> serials(List<String> documents) {
        List<Long> serials = new ArrayList<>();
        for (String document : documents) {
            Matcher serial = SERIAL.matcher(document);
            if (!document.contains("\"loss\"") && serial.find()) {
                serials.add(Long.valueOf(serial.group(1)));
            }
        }
        return serials;
    }

    /** How many events or records the reports of losses name. */
    static long lost(List<String> documents) {
        long lost = 0;
        for (String document : documents) {
            Matcher count = LOST.matcher(document);
            if (document.contains("\"loss\"") && count.find()) {
                lost += Long.parseLong(count.group(1));
            }
        }
        return lost;
    }
}
