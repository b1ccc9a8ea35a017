package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.event.AuditEventAssembler;
import io.github.nettyaudit.codec.pcapng.NetlinkTap;
import io.github.nettyaudit.codec.pcapng.PcapngInterface;
import io.github.nettyaudit.codec.pcapng.PcapngReader;
import io.github.nettyaudit.codec.pcapng.PcapngReplay;
import io.github.nettyaudit.codec.pcapng.PcapngWriter;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbered calls with hostile paths and arguments on the live kernel: each is received once, and every path and
 * argument is byte for byte in the fields of the records, in the argument list of the event, and in the capture.
 * {@code -Dnetty-audit.hostile.calls=100000} makes more of them.
 */
class HostileCallsLiveTest {
    private static final int CALLS = Integer.getInteger("netty-audit.hostile.calls", 15_000);
    private static final int PROGRAMS = Math.max(40, CALLS / 100);
    private static final int PATHS = CALLS - PROGRAMS;
    private static final int CALLS_IN_A_STEP = 1_000;
    private static final String RULE = "-a always,exit -F arch=b64 -S %s -F %s=%d -k " + HostileCallsCheck.KEY;

    @TempDir
    private Path directory;

    @WaitsForTheKernel
    @Test
    void everyPathAndArgumentIsExactOnceInRecordsEventsAndTheCapture() throws Exception {
        Path parent = directory.toRealPath();
        Path file = directory.resolve("hostile.pcapng");
        HostileCallsCheck live = new HostileCallsCheck(parent);
        long start;
        try (LiveKernel kernel = LiveTests.takeKernel();
                PcapngWriter writer = new PcapngWriter(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
                Loops loops = new Loops()) {
            start = System.nanoTime();
            kernel.setEnabled(true);
            kernel.setBacklogLimit(8_192);
            AuditNetlinkChannel channel = (AuditNetlinkChannel)
                    loops.daemon(loops.control(), new AuditEventAssembler(), live);
            channel.pipeline().get(AuditDaemonHandler.class).registered().sync();
            NetlinkTap tap = new NetlinkTap(writer, PcapngInterface.AUDIT.withName("data"));
            channel.pipeline().addFirst(tap);
            try (HostileProgram program = new HostileProgram(parent)) {
                kernel.addRule(AuditRule.parse(RULE.formatted("mkdirat", "pid", program.pid())).encode());
                kernel.addRule(AuditRule.parse(RULE.formatted("execve", "ppid", program.pid())).encode());
                makeCalls(program, live);
            }
            channel.close().sync();
            assertThat(channel.counters().socketDrops()).isZero();
            assertThat(tap.failure()).isNull();
            assertThat(tap.missed()).isZero();
        }
        live.assertAll(PATHS, PROGRAMS);
        long received = System.nanoTime();
        HostileCallsCheck replayed = new HostileCallsCheck(parent);
        replay(file, replayed);
        replayed.assertAll(PATHS, PROGRAMS);
        assertThat(replayed.records).isEqualTo(live.records);
        System.out.printf("hostile calls: %d paths and %d programs, %d records, each exact once; received in %.1f s, "
                + "capture of %d MB checked in %.1f s%n", PATHS, PROGRAMS, live.records, (received - start) / 1e9,
                Files.size(file) / 1_000_000, (System.nanoTime() - received) / 1e9);
    }

    /** Step by step, as the kernel drops records if the test is slower than it for so long that the socket is full. */
    private static void makeCalls(HostileProgram program, HostileCallsCheck check)
            throws IOException, InterruptedException {
        int steps = Math.max(1, CALLS / CALLS_IN_A_STEP);
        for (int step = 0; step < steps; step++) {
            int firstPath = share(PATHS, step, steps);
            int lastPath = share(PATHS, step + 1, steps);
            int firstProgram = share(PROGRAMS, step, steps);
            int lastProgram = share(PROGRAMS, step + 1, steps);
            program.callWithPaths(firstPath, lastPath);
            program.runPrograms(firstProgram, lastProgram);
            program.awaitDone();
            program.awaitDone();
            boolean found = check.found.tryAcquire(lastPath - firstPath + lastProgram - firstProgram, 2,
                    TimeUnit.MINUTES);
            assertThat(check.faults).isEmpty();
            assertThat(found).as("all calls up to path %d and program %d arrived", lastPath, lastProgram).isTrue();
        }
    }

    private static int share(int calls, int step, int steps) {
        return (int) ((long) calls * step / steps);
    }

    private static void replay(Path file, HostileCallsCheck check) throws IOException {
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.records(new AuditEventAssembler(), check));
        try (PcapngReader reader = new PcapngReader(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            new PcapngReplay(reader).into(channel.pipeline());
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
