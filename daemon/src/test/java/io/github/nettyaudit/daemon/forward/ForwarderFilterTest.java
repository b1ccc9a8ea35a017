package io.github.nettyaudit.daemon.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.filter.ExpressionFilter;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.RateLimit;
import io.github.nettyaudit.daemon.filter.Redaction;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.scripted.ReceivedDocument;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwarderFilterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Forwarder start(EventPolicy policy, SinkPlan... sinks) throws Exception {
        IntakeOptions ring = IntakeOptions.of(directory.resolve("ring/intake.ring"))
                .withCapacity(IntakeOptions.MIN_CAPACITY).withWhenFull(IntakeFullPolicy.WAIT).withNotices(notice -> { });
        return Forwarder.onDisk(ForwarderOptions.of(ring).withHost("host").withPolicy(policy),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(), List.of(sinks));
    }

    private static EventPolicy storing(String expression) {
        return EventPolicy.STORE_ALL.withFilter(FilterExpression.parse(expression));
    }

    private static SinkPlan plan(String name, ScriptedSink sink) {
        return SinkPlan.of(name, sink, new RawEventEncoder());
    }

    private static void give(Forwarder forwarder, long first, long last, LongFunction<String> fields) {
        try (Intake intake = forwarder.intake()) {
            for (long serial = first; serial <= last; serial++) {
                ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:" + serial + "): " + fields.apply(serial),
                        StandardCharsets.US_ASCII);
                intake.record(AuditMessageType.USER_LOGIN, text);
                text.release();
            }
        }
    }

    private static String user(long serial) {
        return "pid=1 uid=" + serial % 10 + " auid=0 ses=1 msg='x'";
    }

    private static List<String> ids(ScriptedSink sink) {
        return sink.accepted().stream().map(ReceivedDocument::documentId).toList();
    }

    private static List<String> expected(LongStream serials) {
        return serials.mapToObj(serial -> "host/1764172800.123:" + serial).toList();
    }

    @Test
    void whatIsFilteredIsNotStoredAndNotReportedAsLost() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Forwarder forwarder = start(storing("uid = 3"), plan("sink", sink));
        give(forwarder, 1, 1000, ForwarderFilterTest::user);
        assertThat(forwarder.close(PATIENCE)).isTrue();

        assertThat(ids(sink)).isEqualTo(expected(LongStream.rangeClosed(1, 1000).filter(serial -> serial % 10 == 3)));
        assertThat(forwarder.status().policy().filtered()).isEqualTo(900);
        assertThat(forwarder.status().intake().eventsWritten()).isEqualTo(1000);

        ScriptedSink next = new ScriptedSink();
        Forwarder second = start(EventPolicy.STORE_ALL, plan("next", next));
        give(second, 1001, 1002, ForwarderFilterTest::user);
        assertThat(second.close(PATIENCE)).isTrue();
        assertThat(ids(next)).hasSize(102).endsWith("host/1764172800.123:1001", "host/1764172800.123:1002");
        assertThat(second.status().intake().eventsWritten()).isEqualTo(2);
    }

    @Test
    void aSerialThatIsMissingIsReportedWhateverTheFilterIs() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Forwarder forwarder = start(storing("uid = 77"), plan("sink", sink));
        give(forwarder, 1, 10, ForwarderFilterTest::user);
        give(forwarder, 15, 20, ForwarderFilterTest::user);
        assertThat(forwarder.close(PATIENCE)).isTrue();

        assertThat(sink.accepted()).singleElement().satisfies(document -> assertThat(
                document.text()).contains("\"serial_gap\"", "\"count\":4"));
    }

    @Test
    void eachSinkHasItsFilterWhichCanBeReplaced() throws Exception {
        ScriptedSink some = new ScriptedSink();
        ScriptedSink all = new ScriptedSink();
        ExpressionFilter filter = new ExpressionFilter(FilterExpression.parse("uid < 2"), NameService.NONE);
        SinkPlan filtered = new SinkPlan("some", some, new RawEventEncoder(), filter, DeliveryOptions.DEFAULTS, null, false);
        Forwarder forwarder = start(EventPolicy.STORE_ALL, filtered, plan("all", all));
        give(forwarder, 1, 100, ForwarderFilterTest::user);
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(forwarder.status().deliveries()).allSatisfy(sink -> assertThat(sink.position()).isEqualTo(101)));
        filter.replace(FilterExpression.parse("uid = 9"));
        give(forwarder, 101, 200, ForwarderFilterTest::user);
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(forwarder.status().deliveries()).allSatisfy(sink -> assertThat(sink.position()).isEqualTo(201)));
        filter.replace(null);
        give(forwarder, 201, 210, ForwarderFilterTest::user);
        assertThat(forwarder.close(PATIENCE)).isTrue();

        assertThat(ids(some)).isEqualTo(expected(LongStream.rangeClosed(1, 210).filter(serial ->
                serial > 200 || serial % 10 == 9 && serial > 100 || serial % 10 < 2 && serial <= 100)));
        assertThat(ids(all)).hasSize(210);
    }

    @Test
    void thePolicyCanBeReplaced() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Forwarder forwarder = start(storing("uid = 1"), plan("sink", sink));
        give(forwarder, 1, 100, ForwarderFilterTest::user);
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(forwarder.status().intake().eventsWritten()).isEqualTo(100));
        forwarder.replacePolicy(storing("uid = 2"));
        give(forwarder, 101, 200, ForwarderFilterTest::user);
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(ids(sink)).isEqualTo(expected(LongStream.rangeClosed(1, 200).filter(serial ->
                serial % 10 == (serial > 100 ? 2 : 1))));
    }

    @Test
    void whatTheRateLimitLeavesOutIsReportedInOrderAndAtTheEnd() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        RateLimit limit = new RateLimit(1, Duration.ofHours(1), 3, Duration.ofHours(1), FilterExpression.parse("uid = 9"));
        Forwarder forwarder = start(EventPolicy.STORE_ALL.withRateLimit(limit), plan("sink", sink));
        give(forwarder, 1, 100, ForwarderFilterTest::user);
        assertThat(forwarder.close(PATIENCE)).isTrue();

        assertThat(ids(sink)).startsWith(expected(LongStream.of(1, 2, 3, 9, 19)).toArray(String[]::new));
        List<String> reports = sink.accepted().stream().map(ReceivedDocument::text)
                .filter(text -> text.contains("rate_limited")).toList();
        assertThat(sink.accepted()).hasSize(3 + 10 + reports.size());
        long reported = reports.stream().mapToLong(text -> Long.parseLong(text.replaceAll("(?s).*\"count\":(\\d+).*", "$1")))
                .sum();
        assertThat(reported).isEqualTo(87).isEqualTo(forwarder.status().policy().rateLimited());
    }

    @Test
    void secretsAreNotStored() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        EventPolicy policy = EventPolicy.STORE_ALL.withRedaction(Redaction.of(List.of("standard")))
                .withFilter(FilterExpression.parse("proctitle contains S3CRET or uid exists"));
        Forwarder forwarder = start(policy, plan("sink", sink));
        try (Intake intake = forwarder.intake()) {
            ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:9): proctitle=\"--password=S3CRET\"",
                    StandardCharsets.US_ASCII);
            intake.record(AuditMessageType.PROCTITLE, text);
            text.release();
        }
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(sink.accepted()).singleElement().satisfies(document -> assertThat(document.text())
                .contains("redacted=1 proctitle=\\\"--password=***\\\"").doesNotContain("S3CRET"));
        assertThat(forwarder.status().policy().redacted()).isEqualTo(1);
        try (Stream<Path> files = Files.walk(directory.resolve("spool"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("S3CRET");
            }
        }
    }
}
