package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.AuditDaemonOptions;
import io.github.nettyaudit.daemon.intake.EventStore;
import io.github.nettyaudit.daemon.intake.EventWriter;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeCounters;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeHandler;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.intake.IntakeRing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Measures the intake of the daemon.
 * <pre>
 *   java -cp netty-audit-benchmarks-all.jar io.github.nettyaudit.benchmarks.IntakeRun FILE              made records
 *   java -cp netty-audit-benchmarks-all.jar io.github.nettyaudit.benchmarks.IntakeRun FILE live LIMIT   live records
 * </pre>
 * {@code FILE} is the ring's, on tmpfs. With made records: processor time for each record on the side of the source,
 * and
 * events a second from the ring through the assembler into a store that counts. {@code live} is the audit daemon, with
 * the kernel's queue limited to {@code LIMIT} records; it prints its counters when it receives a line on standard
 * input, and
 * ends with standard input.
 */
final class IntakeRun {
    private static final int EVENTS = 2_000_000;
    private static final int ROUNDS = 5;

    /** The three records of a call of getppid(2). */
    private static final ByteBuf[] RECORDS = {
        text("audit(1764172800.123:1000000000): arch=c000003e syscall=110 success=yes exit=4711 a0=0 a1=7ffe2f6d "
                + "a2=0 a3=7f2c items=0 ppid=4711 pid=4712 auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 "
                + "egid=0 "
                + "sgid=0 fsgid=0 tty=(none) ses=4294967295 comm=\"gensys\" exe=\"/tmp/lb/gensys\" key=\"bench\""),
        text("audit(1764172800.123:1000000000): proctitle=2E2F67656E737973002D6E003130303030"),
        text("audit(1764172800.123:1000000000): ")};

    /** Counts. */
    private static final class Counter implements EventStore {
        volatile long events;

        @Override
        public boolean append(AuditEvent event, long source, long position) {
            events = events + 1;
            return true;
        }

        @Override
        public boolean flush(long source, long position) {
            return true;
        }
    }

    private IntakeRun() {
    }

    /** Runs. */
    public static void main(String[] arguments) throws Exception {
        IntakeOptions options = IntakeOptions.of(Path.of(arguments[0]));
        if (arguments.length > 1) {
            live(options, Long.parseLong(arguments[2]));
        } else {
            for (int round = 0; round < ROUNDS; round++) {
                made(options.withWhenFull(IntakeFullPolicy.WAIT));
            }
            for (int round = 0; round < ROUNDS; round++) {
                source(options);
            }
        }
    }

    private static ByteBuf text(String text) {
        return Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void serial(ByteBuf record, int number) {
        int serial = 1_000_000_000 + number;
        for (int index = 30; index > 20; index--) {
            record.setByte(index, '0' + serial % 10);
            serial /= 10;
        }
    }

    /** Events from the source to the store. */
    private static void made(IntakeOptions options) throws IOException {
        Counter counter = new Counter();
        try (IntakeRing ring = IntakeRing.open(options);
                EventWriter writer = EventWriter.builder(ring, counter).start(); Intake intake = ring.intake()) {
            double before = processorSeconds();
            long start = System.nanoTime();
            for (int i = 0; i < EVENTS; i++) {
                add(intake, i);
            }
            intake.flush();
            while (counter.events < EVENTS) {
                Thread.onSpinWait();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(Locale.ROOT, "through: %,.0f events/s, %.2f us CPU per event, source waited %d times%n",
                    EVENTS / seconds, (processorSeconds() - before) / EVENTS * 1e6, writer.counters().waits());
        }
    }

    private static void add(Intake intake, int number) {
        for (ByteBuf record : RECORDS) {
            serial(record, number);
        }
        intake.record(AuditMessageType.SYSCALL, RECORDS[0]);
        intake.record(AuditMessageType.PROCTITLE, RECORDS[1]);
        intake.record(AuditMessageType.EOE, RECORDS[2]);
        if (number % 16 == 0) {
            intake.flush();
        }
    }

    /** The source alone, until the ring is nearly full. */
    private static void source(IntakeOptions options) throws IOException {
        try (IntakeRing ring = IntakeRing.open(options)) {
            int events = (int) (ring.capacity() / 600L);
            try (Intake intake = ring.intake()) {
                    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (int i = 0; i < events; i++) {
                    add(intake, i);
                }
                long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                System.out.printf(Locale.ROOT, "source: %.1f ns CPU per record, %d dropped%n",
                        (end - start) / 3.0 / events, ring.counters().dropped());
            }
            EventWriter.builder(ring, new Counter()).start().close();
        }
    }

    private static double processorSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime() / 1e9;
    }

    private static void live(IntakeOptions options, long limit) throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        Counter counter = new Counter();
        try (IntakeRing ring = IntakeRing.open(options);
                EventWriter writer = EventWriter.builder(ring, counter).start()) {
            AuditDaemon daemon = AuditDaemon.open(group, AuditDaemonOptions.builder().backlogLimit(limit).build(),
                    new IntakeHandler(ring)).get();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> daemon.close().awaitUninterruptibly()));
            System.out.println("READY");
            for (int next = System.in.read(); next >= 0; next = System.in.read()) {
                IntakeCounters counters = writer.counters();
                System.out.printf(Locale.ROOT,
                        "{\"records\":%d,\"events\":%d,\"dropped\":%d,\"high_water\":%d,\"cpu\":%.2f}%n",
                        counters.records(), counter.events, counters.dropped(), counters.highWaterMark(),
                        processorSeconds());
            }
            daemon.close().await();
        }
        group.shutdownGracefully().await();
        System.out.println("CLOSED");
    }
}
