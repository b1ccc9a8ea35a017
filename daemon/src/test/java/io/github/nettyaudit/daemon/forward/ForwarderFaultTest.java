package io.github.nettyaudit.daemon.forward;

import static io.github.nettyaudit.daemon.forward.FaultRig.file;
import static io.github.nettyaudit.daemon.forward.FaultRig.give;
import static io.github.nettyaudit.daemon.forward.FaultRig.lines;
import static io.github.nettyaudit.daemon.forward.FaultRig.lost;
import static io.github.nettyaudit.daemon.forward.FaultRig.plan;
import static io.github.nettyaudit.daemon.forward.FaultRig.serials;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.context.ProcessContextOptions;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.FaultyDisk;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.WhenFull;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong around a forwarder. Each test counts every event at the far end: it is there, or a report names it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForwarderFaultTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SinkStep DOWN = SinkStep.answer(SinkResult.tryAgain("down"));

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private FaultRig rig;

    @BeforeEach
    void makeRig() {
        rig = new FaultRig(directory);
    }

    private Forwarder onDisk(SinkPlan... sinks) throws IOException {
        return Forwarder.onDisk(rig.options(), SpoolOptions.builder(rig.spool()).notices(notice -> { }).build(),
                List.of(sinks));
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(rig.spool())) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STOP", "DROP_NEWEST"})
    void aDiskThatIsFullAndFreedLosesNothingOrSaysWhat(WhenFull policy) throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Forwarder forwarder = Forwarder.onDisk(rig.options(), disk.options(rig.spool()).whenFull(policy).build(),
                List.of(plan("sink", sink)));
        give(forwarder, 1, 1000);
        await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1000);

        disk.full(true);
        CompletableFuture<Void> giving = CompletableFuture.runAsync(() -> give(forwarder, 1001, 9000));
        if (policy == WhenFull.STOP) {
            await().atMost(PATIENCE).until(() -> forwarder.status().ringBytes() > IntakeOptions.MIN_CAPACITY / 2);
        } else {
            giving.join();
        }
        disk.full(false);
        giving.join();
        give(forwarder, 9001, 9100);
        assertThat(forwarder.close(PATIENCE)).isTrue();

        List<Long> there = serials(lines(sink));
        assertThat(there).doesNotHaveDuplicates().isSorted().endsWith(9100L);
        assertThat(there.size() + lost(lines(sink))).isEqualTo(9100);
        if (policy == WhenFull.STOP) {
            assertThat(there).hasSize(9100);
        } else {
            assertThat(there).hasSizeLessThan(9100);
        }
    }

    @Test
    void aDiskThatStallsHoldsNeitherTheSourceNorLosesAnything() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        ForwarderOptions options = ForwarderOptions.of(rig.ring(IntakeFullPolicy.DROP, 16 << 20)).withHost("host");
        Forwarder forwarder = Forwarder.onDisk(options, disk.options(rig.spool()).build(), List.of(plan("sink", sink)));
        give(forwarder, 1, 1000);
        await().atMost(PATIENCE).until(() -> sink.accepted().size() == 1000);

        disk.stall();
        give(forwarder, 1001, 5000); // returns, or the test ends by its timeout
        disk.awaitStalled();
        give(forwarder, 5001, 10_000);
        assertThat(sink.accepted().size()).isLessThan(10_000);
        disk.resume();

        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(serials(lines(sink))).isEqualTo(serials(1, 10_000));
    }

    @Test
    void aDiskThatStallsForLongerThanTheRingLastsIsALossThatIsReportedInItsPlace() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        ForwarderOptions options = ForwarderOptions.of(rig.ring(IntakeFullPolicy.DROP, IntakeOptions.MIN_CAPACITY))
                .withHost("host");
        Forwarder forwarder = Forwarder.onDisk(options, disk.options(rig.spool()).build(), List.of(plan("sink", sink)));
        disk.stall();
        give(forwarder, 1, 30_000);
        long dropped = forwarder.status().intake().dropped();
        assertThat(dropped).isPositive();
        disk.resume();
        await().atMost(PATIENCE).until(() -> forwarder.status().ringBytes() == 0);
        give(forwarder, 30_001, 30_010);

        assertThat(forwarder.close(PATIENCE)).isTrue();
        List<Long> there = serials(lines(sink));
        assertThat(there).isSorted().doesNotHaveDuplicates().endsWith(30_010L);
        assertThat(there.size() + dropped).isEqualTo(30_010);
        String losses = String.join("", lines(sink).stream().filter(line -> line.contains("\"loss\"")).toList());
        assertThat(losses).contains("\"count\":" + dropped);
    }

    @Test
    void aLastSegmentThatIsTornLosesNothingThatIsNotReported() throws Exception {
        ScriptedSink down = new ScriptedSink().thenAlways(DOWN);
        Forwarder first = onDisk(plan("sink", down));
        for (int i = 0; i < 10; i++) {
            give(first, 100 * i + 1, 100 * i + 100);
            int stored = 100 * i + 100;
            await().atMost(PATIENCE).until(() -> first.status().intake().eventsWritten() == stored
                    && first.status().spool().entries() == stored);
        }
        assertThat(first.close(Duration.ofMillis(100))).isFalse();
        Path last = segments().get(segments().size() - 1);
        try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
            file.setLength(file.length() - 10);
        }

        ScriptedSink sink = new ScriptedSink();
        Forwarder second = onDisk(plan("sink", sink));
        give(second, 1001, 1010);
        assertThat(second.close(PATIENCE)).isTrue();
        List<Long> there = serials(lines(sink));
        assertThat(there).isSorted().doesNotHaveDuplicates().endsWith(1010L);
        assertThat(there.size() + lost(lines(sink))).isEqualTo(1010);
    }

    @Test
    void aBlockInTheMiddleThatIsDamagedIsReportedWithItsNumber() throws Exception {
        ScriptedSink down = new ScriptedSink().thenAlways(DOWN);
        Forwarder first = onDisk(plan("sink", down));
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            give(first, 100 * i + 1, 100 * i + 100);
            int stored = 100 * i + 100;
            await().atMost(PATIENCE).until(() -> first.status().spool().entries() == stored);
            ends.add(first.status().spoolBytes());
        }
        assertThat(first.close(Duration.ofMillis(100))).isFalse();
        try (RandomAccessFile file = new RandomAccessFile(segments().get(0).toFile(), "rw")) {
            file.seek(ends.get(1) - 5); // in the body of the last block of the second hundred
            int before = file.read();
            file.seek(ends.get(1) - 5);
            file.write(before ^ 1);
        }

        ScriptedSink sink = new ScriptedSink();
        Forwarder second = onDisk(plan("sink", sink));
        assertThat(second.close(PATIENCE)).isTrue();
        List<Long> there = serials(lines(sink));
        List<String> losses = lines(sink).stream().filter(line -> line.contains("\"loss\"")).toList();
        assertThat(losses).hasSize(1).first().asString().contains("blocks of the spool are damaged");
        long lost = lost(lines(sink));
        assertThat(lost).isPositive();
        List<Long> expected = new ArrayList<>(serials(1, 200 - lost));
        expected.addAll(serials(201, 300));
        assertThat(there).isEqualTo(expected);
        assertThat(lines(sink).indexOf(losses.get(0))).as("in its place").isEqualTo((int) (200 - lost));
    }

    @Test
    void aSinkThatIsSlowGetsEverythingLaterAndDelaysNoOther() throws Exception {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        ScriptedSink slow = new ScriptedSink().then(SinkStep.after(moment, SinkStep.ACCEPT),
                SinkStep.after(moment, SinkStep.ACCEPT), SinkStep.after(moment, SinkStep.ACCEPT),
                SinkStep.after(moment, SinkStep.ACCEPT));
        ScriptedSink other = new ScriptedSink();
        Forwarder forwarder = onDisk(plan("slow", slow), plan("other", other));
        give(forwarder, 1, 20_000);
        await().atMost(PATIENCE).until(() -> other.accepted().size() == 20_000);
        assertThat(slow.accepted()).isEmpty();

        moment.complete(null);
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(serials(lines(slow))).containsExactlyInAnyOrderElementsOf(serials(1, 20_000));
        assertThat(serials(lines(other))).isEqualTo(serials(1, 20_000));
    }

    @Test
    void aClockThatIsSetBackAndForwardLosesNothingAndKeepsTheOrder() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Forwarder forwarder = onDisk(plan("sink", sink));
        long now = System.currentTimeMillis() / 1000;
        long[] steps = {0, 3600, -3600, -86_400, 86_400 * 400L, 0, 1};
        long serial = 0;
        try (Intake intake = forwarder.intake()) {
            for (long step : steps) {
                for (int i = 0; i < 100; i++) {
                    serial++;
                    FaultRig.record(intake, AuditMessageType.SYSCALL, now + step, serial, "a=1");
                    FaultRig.record(intake, AuditMessageType.PATH, now + step, serial, "a=2");
                    FaultRig.record(intake, AuditMessageType.EOE, now + step, serial, "");
                }
            }
        }
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(serials(lines(sink))).isEqualTo(serials(1, serial));
        assertThat(lines(sink)).allSatisfy(line -> assertThat(line).contains("a=1").contains("a=2"));
        assertThat(lost(lines(sink))).isZero();
    }

    @Test
    void aProcFileSystemThatCannotBeReadIsMarkedAndLosesNothing() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Forwarder forwarder = Forwarder.onDisk(rig.options().withProcesses(ProcessContextOptions.defaults()
                        .withRoot(directory.resolve("proc")).withNotices(notice -> { })),
                SpoolOptions.builder(rig.spool()).notices(notice -> { }).build(), List.of(plan("sink", sink)));
        give(forwarder, 1, 1000);
        assertThat(forwarder.close(PATIENCE)).isTrue();
        assertThat(serials(lines(sink))).isEqualTo(serials(1, 1000));
        assertThat(lines(sink)).allSatisfy(line -> assertThat(line).contains("\"context\":").contains("missing"));
    }

    @Test
    void aFileSinkWhoseDirectoryGoesAwayMakesAnother() throws Exception {
        Path place = Files.createDirectory(directory.resolve("out"));
        Path file = place.resolve("out.json");
        Forwarder forwarder = onDisk(plan("file", file(file)));
        List<Path> gone = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long least = i * 1000L;
            give(forwarder, least + 1, least + 1000);
            await().atMost(PATIENCE).until(() -> Files.exists(file) && Files.size(file) > 0);
            gone.add(Files.move(place, directory.resolve("gone-" + i)));
        }
        give(forwarder, 5001, 6000);
        assertThat(forwarder.close(PATIENCE)).isTrue();

        List<String> lines = new ArrayList<>();
        for (Path old : gone) {
            lines.addAll(Files.readAllLines(old.resolve("out.json")));
        }
        lines.addAll(Files.readAllLines(file));
        assertThat(serials(lines)).isEqualTo(serials(1, 6000));
    }
}
