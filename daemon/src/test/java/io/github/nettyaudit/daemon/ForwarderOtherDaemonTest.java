package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.scripted.ReceivedDocument;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another audit daemon takes the place of a forwarder's for a while: every event is delivered, or reported missing. */
class ForwarderOtherDaemonTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern EVENT = Pattern.compile("\"serial\":([0-9]+)");
    private static final int EVENTS = 500;
    private static final int TAKEN = 30;

    @TempDir
    private Path directory;

    private final Scripted scripted = new Scripted();
    private final ScriptedSink sink = new ScriptedSink();

    @AfterEach
    void close() {
        scripted.close();
    }

    private void send(int events) {
        for (int i = 0; i < events; i++) {
            get(scripted.kernel.record(AuditMessageType.USER_LOGIN, "pid=1 uid=0 auid=0 ses=1 msg='x'"));
        }
    }

    @Test
    void whatTheOtherDaemonGotIsReportedAndAllElseIsDelivered() throws Exception {
        Forwarder forwarder = Forwarder.onDisk(ForwarderOptions.of(IntakeOptions.of(directory.resolve("ring/intake.ring"))
                .withCapacity(IntakeOptions.MIN_CAPACITY).withNotices(notice -> { })).withHost("host"),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(),
                List.of(SinkPlan.of("sink", sink, new RawEventEncoder())));
        AuditDaemonOptionsBuilder options = scripted.options();
        options.checkInterval = Duration.ofMillis(200);
        AuditDaemon daemon = scripted.open(options, forwarder.handler());
        send(EVENTS);

        int port = scripted.kernel.state().daemonPortId();
        scripted.kernel.state().daemon(4711, port + 1);
        for (int i = 0; i < TAKEN; i++) {
            scripted.kernel.nextSerial(); // an event that the other daemon gets
        }
        scripted.kernel.state().daemon(0, 0);
        await().atMost(PATIENCE).until(() -> scripted.kernel.state().daemonPortId() == port);
        send(EVENTS);
        get(daemon.close());
        assertThat(forwarder.close(PATIENCE)).isTrue();

        List<Long> expected = new ArrayList<>(LongStream.rangeClosed(1, EVENTS).boxed().toList());
        // registering is an event, too
        expected.addAll(LongStream.rangeClosed(EVENTS + TAKEN + 1, 2 * EVENTS + TAKEN + 1).boxed().toList());
        List<Long> missing = new ArrayList<>(expected);
        missing.removeAll(events());
        assertThat(missing).as("not delivered").isEmpty();
        assertThat(events()).doesNotHaveDuplicates();
        List<String> losses = sink.accepted().stream().map(ReceivedDocument::text)
                .filter(text -> text.contains("serial_gap")).toList();
        assertThat(losses).singleElement().asString().contains("\"count\":" + TAKEN);
    }

    private List<Long> events() {
        List<Long> events = new ArrayList<>();
        for (ReceivedDocument document : sink.accepted()) {
            Matcher event = EVENT.matcher(document.text());
            if (!document.text().contains("\"loss\"") && event.find()) {
                events.add(Long.valueOf(event.group(1)));
            }
        }
        return events;
    }
}
