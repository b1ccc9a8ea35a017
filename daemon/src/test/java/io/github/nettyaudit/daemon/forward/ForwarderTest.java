package io.github.nettyaudit.daemon.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.context.ProcessContextOptions;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.delivery.EventFilter;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.SinkEndedException;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ReceivedDocument;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwarderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final SinkStep NEVER = SinkStep.NEVER;
    private static final SinkStep DOWN = SinkStep.answer(SinkResult.tryAgain("down"));

    @TempDir
    private Path directory;

    private ForwarderOptions options() {
        return ForwarderOptions.of(ring()).withHost("host");
    }

    private IntakeOptions ring() {
        return IntakeOptions.of(directory.resolve("ring/intake.ring")).withCapacity(IntakeOptions.MIN_CAPACITY)
                .withWhenFull(IntakeFullPolicy.WAIT).withNotices(notice -> { });
    }

    private Forwarder onDisk(SinkPlan... sinks) throws IOException {
        return Forwarder.onDisk(options(),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(), List.of(sinks));
    }

    private static SinkPlan plan(String name, ScriptedSink sink) {
        return SinkPlan.of(name, sink, new RawEventEncoder());
    }

    /** Gives events with these serials, of one record each. */
    private static void give(Forwarder forwarder, long first, long last) {
        try (Intake intake = forwarder.intake()) {
            for (long serial = first; serial <= last; serial++) {
                ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:" + serial + "): pid=1 uid=0 auid=0 ses=1 msg='x'",
                        StandardCharsets.US_ASCII);
                intake.record(AuditMessageType.USER_LOGIN, text);
                text.release();
            }
        }
    }

    private static List<String> ids(ScriptedSink sink) {
        return sink.accepted().stream().map(ReceivedDocument::documentId).toList();
    }

    private static List<String> expected(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(serial -> "host/1764172800.123:" + serial).toList();
    }

    @Test
    void everySinkGetsEveryEventInOrder() throws Exception {
        ScriptedSink one = new ScriptedSink();
        ScriptedSink other = new ScriptedSink();
        Forwarder forwarder = onDisk(plan("one", one), plan("other", other));
        give(forwarder, 1, 5000);

        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(ids(one)).isEqualTo(expected(1, 5000));
        assertThat(ids(other)).isEqualTo(expected(1, 5000));
        assertThat(one.isClosed()).isTrue();
        assertThat(forwarder.status().intake().records()).isEqualTo(5000);
    }

    @Test
    void aSinkThatNeverAnswersDelaysNoOther() throws Exception {
        ScriptedSink stuck = new ScriptedSink().thenAlways(NEVER);
        ScriptedSink other = new ScriptedSink();
        Forwarder forwarder = onDisk(plan("stuck", stuck), plan("other", other));
        give(forwarder, 1, 20_000);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(other.accepted()).hasSize(20_000));
        assertThat(stuck.accepted()).isEmpty();
        assertThat(forwarder.close(Duration.ofMillis(100))).isFalse();
    }

    @Test
    void whatASinkHasNotTakenIsDeliveredByTheNextForwarder() throws Exception {
        ScriptedSink down = new ScriptedSink().then(SinkStep.ACCEPT).thenAlways(DOWN);
        Forwarder first = onDisk(plan("sink", down));
        give(first, 1, 3000);
        assertThat(first.close(Duration.ofMillis(200))).isFalse();

        ScriptedSink up = new ScriptedSink();
        Forwarder second = onDisk(plan("sink", up));
        give(second, 3001, 4000);
        assertThat(second.close(PATIENCE)).isTrue();

        List<String> all = new ArrayList<>(ids(down));
        all.addAll(ids(up));
        assertThat(new ArrayList<>(new LinkedHashSet<>(all))).isEqualTo(expected(1, 4000));
        assertThat(ids(up)).isSubsetOf(expected(1, 4000)).doesNotHaveDuplicates();
    }

    @Test
    void aSinkThatIsNewGetsWhatIsInTheSpoolUnlessItStartsAtTheNewest() throws Exception {
        Forwarder first = onDisk(plan("sink", new ScriptedSink()));
        give(first, 1, 10);
        assertThat(first.close(PATIENCE)).isTrue();

        ScriptedSink oldest = new ScriptedSink();
        ScriptedSink newest = new ScriptedSink();
        SinkPlan late = plan("newest", newest);
        Forwarder second = onDisk(plan("oldest", oldest), new SinkPlan(late.name(), late.sink(), late.encoder(),
                late.filter(), late.options(), null, true));
        assertThat(second.forgotten()).containsExactly("sink");
        give(second, 11, 20);
        assertThat(second.close(PATIENCE)).isTrue();

        assertThat(ids(oldest)).isEqualTo(expected(1, 20));
        assertThat(ids(newest)).isEqualTo(expected(11, 20));
    }

    @Test
    void aFullMemoryOfTheStopPolicyHoldsTheSourceAndLosesNothing() throws Exception {
        ScriptedSink sink = new ScriptedSink().then(DOWN, DOWN);
        DeliveryOptions preset = DeliveryOptions.DEFAULTS;
        DeliveryOptions options = new DeliveryOptions(preset.batchDocuments(), preset.batchBytes(), preset.batchDelay(),
                preset.inFlight(), true, preset.retryLeast(), preset.retryMost(), preset.answerTimeout(),
                Duration.ofMillis(10)); // memory is free again when a position is stored
        SinkPlan plan = new SinkPlan("sink", sink, new RawEventEncoder(), EventFilter.ALL, options, null, false);
        Forwarder forwarder = Forwarder.inMemory(options(), 64 << 10, WhenFull.STOP, List.of(plan));
        give(forwarder, 1, 10_000);

        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(inOrderOfTheLastTime(ids(sink))).isEqualTo(expected(1, 10_000));
    }

    /** What follows a failed batch was on its way already, may be accepted, and comes again after it. */
    private static List<String> inOrderOfTheLastTime(List<String> ids) {
        List<String> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        List<String> once = new ArrayList<>(new LinkedHashSet<>(reversed));
        Collections.reverse(once);
        return once;
    }

    @Test
    void aMemoryThatIsFullForGoodDoesNotHoldTheEnd() throws Exception {
        ScriptedSink stuck = new ScriptedSink().thenAlways(NEVER);
        Forwarder forwarder = Forwarder.inMemory(options(), 64 << 10, WhenFull.STOP, List.of(plan("sink", stuck)));
        give(forwarder, 1, 500);

        assertThat(forwarder.close(Duration.ofMillis(100))).isFalse();
        assertThat(stuck.isClosed()).isTrue();
    }

    @Test
    void whatWasOpenedIsClosedIfAStepFails() throws Exception {
        ScriptedSink one = new ScriptedSink();
        ScriptedSink other = new ScriptedSink();
        assertThatThrownBy(() -> onDisk(plan("same", one), plan("same", other))).isInstanceOf(IllegalStateException.class);
        assertThat(one.isClosed()).isTrue();
        assertThat(other.isClosed()).isTrue();

        Forwarder forwarder = onDisk(plan("same", new ScriptedSink())); // ring and spool are free again
        assertThat(forwarder.close(PATIENCE)).isTrue();
    }

    @Test
    void allSinksThatEndEndTheWait() throws Exception {
        ScriptedSink ended = new ScriptedSink().thenAlways(batch -> CompletableFuture.failedFuture(new SinkEndedException("gone", new IOException("gone"))));
        Forwarder forwarder = onDisk(plan("sink", ended));
        assertThat(forwarder.awaitEndOfSinks(Duration.ofMillis(1))).isFalse();
        give(forwarder, 1, 1);
        assertThat(forwarder.awaitEndOfSinks(PATIENCE)).isTrue();
        forwarder.close(PATIENCE);
    }

    @Test
    void theProcessOfAnEventIsLookedAtWhenItArrives() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Forwarder forwarder = Forwarder.onDisk(options().withProcesses(ProcessContextOptions.defaults()),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(),
                List.of(plan("sink", sink)));
        long millis = System.currentTimeMillis();
        ByteBuf text = Unpooled.copiedBuffer("audit(" + millis / 1000 + "." + String.format("%03d", millis % 1000)
                + ":1): pid=" + ProcessHandle.current().pid() + " uid=0 auid=0 ses=1 msg='x'", StandardCharsets.US_ASCII);
        try (Intake intake = forwarder.intake()) {
            intake.record(AuditMessageType.USER_LOGIN, text);
        }
        text.release();

        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(sink.accepted()).singleElement().extracting(ReceivedDocument::text).asString()
                .contains("\"context\":").contains(String.valueOf(ProcessHandle.current().parent().orElseThrow().pid()));
    }
}
