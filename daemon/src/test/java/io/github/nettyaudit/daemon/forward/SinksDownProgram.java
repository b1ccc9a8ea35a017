package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A program whose sinks are down while events arrive that are larger than its heap, and then take them. Prints what the
 * sinks got; ends with 1 if events do not arrive in their order, and with 3 if the heap is too small.
 */
final class SinksDownProgram {
    private static final int PADDING = 800;

    private static volatile boolean areUp;

    private SinksDownProgram() {
    }

    /** Keeps only what it needs to know whether the next event is the next one. */
    private static final class Sink implements EventSink {
        private volatile long events;
        private volatile boolean isInOrder = true;

        @Override
        public CompletionStage<SinkResult> send(SinkBatch batch) {
            if (!areUp) {
                return CompletableFuture.completedFuture(SinkResult.tryAgain("down"));
            }
            for (int i = 0; i < batch.size(); i++) {
                events++;
                isInOrder &= batch.documentId(i).endsWith(":" + events);
            }
            return CompletableFuture.completedFuture(SinkResult.accepted());
        }

        @Override
        public CompletionStage<Void> close(Duration timeout) {
            return CompletableFuture.completedFuture(null);
        }
    }

    public static void main(String[] arguments) throws Exception {
        long events = Long.parseLong(arguments[1]);
        FaultRig rig = new FaultRig(Path.of(arguments[0]));
        Sink one = new Sink();
        Sink other = new Sink();
        Forwarder forwarder = Forwarder.onDisk(rig.options(), SpoolOptions.builder(rig.spool()).notices(notice -> { })
                .build(), List.of(FaultRig.quick("one", one), FaultRig.quick("other", other)));
        String fields = "pid=1 uid=0 auid=0 ses=1 msg='" + "x".repeat(PADDING) + '\'';
        try (Intake intake = forwarder.intake()) {
            for (long serial = 1; serial <= events; serial++) {
                FaultRig.record(intake, AuditMessageType.USER_LOGIN, 1_764_172_800L, serial, fields);
            }
        }
        while (forwarder.status().intake().eventsWritten() < events) {
            Thread.onSpinWait();
        }
        System.out.println("down: " + one.events + ", " + other.events);
        areUp = true;
        boolean delivered = forwarder.close(Duration.ofMinutes(1));
        System.out.println("up: " + one.events + ", " + other.events);
        System.exit(delivered && one.isInOrder && other.isInOrder ? 0 : 1);
    }
}
