package io.github.nettyaudit.daemon.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.delivery.EventFilter;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.SinkEndedException;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sinks that end and begin while a forwarder receives. */
class ForwarderReplaceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Forwarder start(boolean isOnDisk, SinkPlan... sinks) throws IOException {
        ForwarderOptions options = ForwarderOptions.of(IntakeOptions.of(directory.resolve("ring/intake.ring"))
                .withCapacity(IntakeOptions.MIN_CAPACITY).withWhenFull(IntakeFullPolicy.WAIT).withNotices(notice -> { }))
                .withHost("host");
        return isOnDisk ? Forwarder.onDisk(options,
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(), List.of(sinks))
                : Forwarder.inMemory(options, 64 << 20, WhenFull.STOP, List.of(sinks));
    }

    private static SinkPlan plan(String name, ScriptedSink sink) {
        return plan(name, sink, false);
    }

    private static SinkPlan plan(String name, ScriptedSink sink, boolean startAtNewest) {
        return new SinkPlan(name, sink, new RawEventEncoder(), EventFilter.ALL,
                DeliveryOptions.DEFAULTS.withBatch(50, 1 << 20, Duration.ofMillis(1)), null, startAtNewest);
    }

    private static void give(Intake intake, long first, long last) {
        for (long serial = first; serial <= last; serial++) {
            ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:" + serial + "): pid=1 uid=0 auid=0 ses=1 msg='x'",
                    StandardCharsets.US_ASCII);
            intake.record(AuditMessageType.USER_LOGIN, text);
            text.release();
        }
    }

    private static void give(Forwarder forwarder, long first, long last) {
        try (Intake intake = forwarder.intake()) {
            give(intake, first, last);
        }
    }

    private static List<String> ids(ScriptedSink sink) {
        return sink.accepted().stream().map(ReceivedDocument::documentId).toList();
    }

    private static List<String> distinct(ScriptedSink... sinks) {
        LinkedHashSet<String> ids = new LinkedHashSet<>();
        for (ScriptedSink sink : sinks) {
            ids.addAll(ids(sink));
        }
        return new ArrayList<>(ids);
    }

    private static List<String> expected(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(serial -> "host/1764172800.123:" + serial).toList();
    }

    private static void awaitAccepted(ScriptedSink sink, int least) {
        await().atMost(PATIENCE).until(() -> sink.accepted().size() >= least);
    }

    /** Gives events on a thread of its own until it is closed. */
    private static final class Storm implements AutoCloseable {
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final AtomicLong given = new AtomicLong();
        private final CompletableFuture<Void> ended;

        Storm(Forwarder forwarder) {
            ended = CompletableFuture.runAsync(() -> {
                try (Intake intake = forwarder.intake()) {
                    while (!isOver.get()) {
                        give(intake, given.get() + 1, given.get() + 20);
                        given.addAndGet(20);
                        intake.flush();
                    }
                }
            });
        }

        void await(long more) {
            long until = given.get() + more;
            org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> given.get() >= until);
        }

        @Override
        public void close() {
            isOver.set(true);
            ended.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inAStormASinkThatIsReplacedMissesNothingAndTheOthersNoticeNothing(boolean isOnDisk) throws Exception {
        ScriptedSink kept = new ScriptedSink();
        List<ScriptedSink> replaced = new ArrayList<>(List.of(new ScriptedSink()));
        Forwarder forwarder = start(isOnDisk, plan("kept", kept), plan("changed", replaced.get(0)));
        Storm storm = new Storm(forwarder);
        try (storm) {
            for (int i = 0; i < 8; i++) {
                storm.await(300);
                ScriptedSink next = new ScriptedSink();
                forwarder.replaceSinks(List.of("changed"), () -> List.of(plan("changed", next)), PATIENCE);
                assertThat(forwarder.forgetAbsentSinks()).isEmpty();
                assertThat(replaced.get(i).isClosed()).isTrue();
                replaced.add(next);
            }
        }
        assertThat(forwarder.sinks()).containsExactly("kept", "changed");
        assertThat(forwarder.close(PATIENCE)).isTrue();

        List<String> all = expected(1, storm.given.get());
        assertThat(ids(kept)).isEqualTo(all);
        List<String> changed = new ArrayList<>();
        replaced.forEach(sink -> changed.addAll(ids(sink)));
        assertThat(changed).as("once, because each sink has answered").isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSinkThatDoesNotAnswerIsReplacedAndItsSuccessorGetsEverything(boolean isOnDisk) throws Exception {
        ScriptedSink stuck = new ScriptedSink().then(SinkStep.ACCEPT).thenAlways(SinkStep.NEVER);
        ScriptedSink next = new ScriptedSink();
        Forwarder forwarder = start(isOnDisk, plan("sink", stuck));
        give(forwarder, 1, 1000);
        await().atMost(PATIENCE).until(() -> stuck.batches() > 1);

        forwarder.replaceSinks(List.of("sink"), () -> List.of(plan("sink", next)), Duration.ofMillis(100));
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(distinct(stuck, next)).isEqualTo(expected(1, 1000));
        assertThat(ids(next)).doesNotHaveDuplicates().doesNotContain("host/1764172800.123:1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSinkThatIsAddedStartsAsItsPlanSays(boolean isOnDisk) throws Exception {
        ScriptedSink before = new ScriptedSink();
        ScriptedSink oldest = new ScriptedSink();
        ScriptedSink newest = new ScriptedSink();
        Forwarder forwarder = start(isOnDisk, plan("before", before));
        give(forwarder, 1, 100);
        awaitAccepted(before, 100);

        forwarder.replaceSinks(List.of(), () -> List.of(plan("oldest", oldest), plan("newest", newest, true)), PATIENCE);
        give(forwarder, 101, 200);
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(ids(before)).isEqualTo(expected(1, 200));
        assertThat(ids(oldest)).isEqualTo(expected(1, 200));
        assertThat(ids(newest)).isEqualTo(expected(101, 200));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePositionOfASinkThatIsRemovedIsDeleted(boolean isOnDisk) throws Exception {
        ScriptedSink kept = new ScriptedSink();
        ScriptedSink removed = new ScriptedSink();
        ScriptedSink back = new ScriptedSink();
        Forwarder forwarder = start(isOnDisk, plan("kept", kept), plan("removed", removed));
        give(forwarder, 1, 100);
        awaitAccepted(removed, 100);

        forwarder.replaceSinks(List.of("removed"), List::of, PATIENCE);
        assertThat(forwarder.forgetAbsentSinks()).containsExactly("removed");
        assertThat(removed.isClosed()).isTrue();
        assertThat(forwarder.sinks()).containsExactly("kept");
        give(forwarder, 101, 200);
        awaitAccepted(kept, 200);
        forwarder.replaceSinks(List.of(), () -> List.of(plan("removed", back, true)), PATIENCE);
        give(forwarder, 201, 300);
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(ids(removed)).isEqualTo(expected(1, 100));
        assertThat(ids(back)).isEqualTo(expected(201, 300));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSinkThatCannotBeOpenedKeepsItsPosition(boolean isOnDisk) throws Exception {
        ScriptedSink first = new ScriptedSink();
        ScriptedSink second = new ScriptedSink();
        Forwarder forwarder = start(isOnDisk, plan("sink", first));
        give(forwarder, 1, 100);
        awaitAccepted(first, 100);

        assertThatThrownBy(() -> forwarder.replaceSinks(List.of("sink"), () -> {
            throw new IOException("address in use");
        }, PATIENCE)).isInstanceOf(IOException.class).hasMessage("address in use");
        assertThat(forwarder.sinks()).isEmpty();
        assertThat(forwarder.awaitEndOfSinks(Duration.ofMillis(1))).as("no sink has ended by itself").isFalse();
        give(forwarder, 101, 200);
        forwarder.replaceSinks(List.of(), () -> List.of(plan("sink", second)), PATIENCE);
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(ids(first)).isEqualTo(expected(1, 100));
        assertThat(ids(second)).isEqualTo(expected(101, 200));
    }

    @Test
    void whatCannotBeDoneChangesNothing() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        ScriptedSink other = new ScriptedSink();
        Forwarder forwarder = start(true, plan("sink", sink));
        assertThatThrownBy(() -> forwarder.replaceSinks(List.of("sink", "none"), List::of, PATIENCE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("none").hasMessageContaining("sink");
        assertThatThrownBy(() -> forwarder.replaceSinks(List.of(), () -> List.of(plan("sink", other)), PATIENCE))
                .isInstanceOf(IllegalStateException.class);
        assertThat(other.isClosed()).isTrue();

        give(forwarder, 1, 10);
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(ids(sink)).isEqualTo(expected(1, 10));
        assertThatThrownBy(() -> forwarder.replaceSinks(List.of("sink"), List::of, PATIENCE))
                .isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void theEndOfAllSinksCountsThoseThatHaveBegun() throws Exception {
        SinkStep gone = batch -> CompletableFuture.failedFuture(new SinkEndedException("gone", new IOException("gone")));
        Forwarder forwarder = start(true, plan("sink", new ScriptedSink().thenAlways(gone)));
        give(forwarder, 1, 1);
        assertThat(forwarder.awaitEndOfSinks(PATIENCE)).isTrue();

        ScriptedSink next = new ScriptedSink();
        forwarder.replaceSinks(List.of("sink"), () -> List.of(plan("sink", next)), PATIENCE);
        assertThat(forwarder.awaitEndOfSinks(Duration.ofMillis(1))).isFalse();
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(ids(next)).isEqualTo(expected(1, 1));
    }
}
