package io.github.nettyaudit.daemon.forward;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.daemon.context.ProcessContexts;
import io.github.nettyaudit.daemon.delivery.Delivery;
import io.github.nettyaudit.daemon.delivery.DeliveryBuilder;
import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.intake.EventWriter;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeHandler;
import io.github.nettyaudit.daemon.intake.IntakeRing;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.EventContext;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes records from one source, keeps them as events, and delivers these to sinks:
 * <pre>
 * source → ring in memory → events → log on disk (or in memory) → one delivery for each sink
 * </pre>
 * The source only copies its records. What a sink does, slow or down, reaches neither the source nor another sink. What
 * the source has given outlives the process: the next forwarder of the same files goes on with it.
 *
 * <pre>{@code
 * Forwarder forwarder = Forwarder.onDisk(ForwarderOptions.of(IntakeOptions.of(ring)).withHost(name),
 *         SpoolOptions.builder(directory).build(), List.of(SinkPlan.of("local", sink, encoder)));
 * AuditDaemon daemon = AuditDaemon.open(group, forwarder.handler()).sync().getNow();
 * ...
 * daemon.close().sync();
 * forwarder.close(Duration.ofSeconds(5));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class Forwarder {
    private final IntakeRing ring;
    private final EventLogs logs;
    private final EventWriter writer;
    private final List<Delivery> deliveries;
    private final List<String> forgotten;
    private final @Nullable ProcessContexts processes;
    private final IntakeStage stage;

    private Forwarder(IntakeRing ring, EventLogs logs, EventWriter writer, List<Delivery> deliveries,
            List<String> forgotten, @Nullable ProcessContexts processes, IntakeStage stage) {
        this.processes = processes;
        this.stage = stage;
        this.ring = ring;
        this.logs = logs;
        this.writer = writer;
        this.deliveries = deliveries;
        this.forgotten = forgotten;
    }

    /**
     * Starts a forwarder that keeps events on disk. What an earlier one has left in the ring and in the spool is
     * delivered.
     *
     * @param options how it takes records
     * @param spool   the spool
     * @param sinks   the sinks; positions of other names in the spool are forgotten, see {@link #forgotten()}
     * @return the forwarder
     * @throws IOException if a file cannot be opened; the sinks are closed then
     */
    public static Forwarder onDisk(ForwarderOptions options, SpoolOptions spool, List<SinkPlan> sinks)
            throws IOException {
        return start(options, (processes, stage) -> EventLogs.onDisk(requireNonNull(spool, "spool"), options.host(),
                processes, stage), sinks);
    }

    /**
     * Starts a forwarder that keeps events in memory, where they end with the process.
     *
     * @param options how it takes records
     * @param bound   bytes of memory for events
     * @param policy  what happens when the bound is reached
     * @param sinks   the sinks
     * @return the forwarder
     * @throws IOException if a file cannot be opened; the sinks are closed then
     */
    public static Forwarder inMemory(ForwarderOptions options, long bound, WhenFull policy,
            List<SinkPlan> sinks) throws IOException {
        return start(options, (processes, stage) -> EventLogs.inMemory(bound, policy, options.host(), processes, stage),
                sinks);
    }

    private interface LogOpener {
        EventLogs open(ProcessSections.@Nullable Writer processes, IntakeStage stage) throws IOException;
    }

    private static Forwarder start(ForwarderOptions options, LogOpener opener, List<SinkPlan> sinks) throws IOException {
        List<EventSink> unused = new ArrayList<>();
        sinks.forEach(plan -> unused.add(plan.sink()));
        try (Undo undo = new Undo()) {
            undo.add(() -> unused.forEach(sink -> sink.close(Duration.ZERO)));
            IntakeRing ring = IntakeRing.open(options.intake());
            undo.add(ring::close);
            ProcessContexts processes = options.processes() == null ? null : new ProcessContexts(options.processes());
            if (processes != null) {
                undo.add(processes::close);
            }
            IntakeStage stage = new IntakeStage(options.policy());
            EventLogs logs = opener.open(processes == null ? null : new ProcessSections.Writer(processes), stage);
            undo.add(logs::close);
            List<String> forgotten = logs.keepOnly(sinks.stream().map(SinkPlan::name).toList());
            List<Delivery> deliveries = new ArrayList<>();
            undo.add(() -> {
                for (Delivery delivery : deliveries) {
                    delivery.close(Duration.ZERO);
                }
            });
            for (SinkPlan plan : sinks) {
                deliveries.add(start(plan, logs, options.host()));
                unused.remove(plan.sink());
            }
            EventWriter writer = EventWriter.builder(ring, logs.store())
                    .stored(logs.storedSource(), logs.storedPosition()).start();
            undo.forget();
            return new Forwarder(ring, logs, writer, deliveries, forgotten, processes, stage);
        }
    }

    private static Delivery start(SinkPlan plan, EventLogs logs, EventContext host) throws IOException {
        if (plan.startAtNewest()) {
            logs.startAtNewest(plan.name());
        }
        DeliveryBuilder builder = Delivery.builder(plan.name(), plan.sink(), new StoredEventDecoder(host), plan.encoder())
                .filter(plan.filter()).lossContext(host).options(plan.options());
        if (plan.deadLetters() != null) {
            builder.deadLetters(plan.deadLetters());
        }
        return builder.start(logs.log());
    }

    /**
     * Makes the last handler of a channel whose records are forwarded. A forwarder has one source at a time.
     *
     * @return a new handler
     */
    public ChannelHandler handler() {
        return new IntakeHandler(ring);
    }

    /**
     * Opens the intake for a source with a thread of its own. A forwarder has one source at a time.
     *
     * @return the intake, to be closed when the source ends
     */
    public Intake intake() {
        return ring.intake();
    }

    /**
     * Replaces what is stored of the events that arrive. The next event is treated by it.
     *
     * @param policy the policy
     */
    public void replacePolicy(EventPolicy policy) {
        stage.policy(requireNonNull(policy, "policy"));
    }

    /**
     * Returns the names of sinks that had positions in the spool and are none of this forwarder's. Their positions were
     * deleted: a sink that comes back under such a name starts anew.
     *
     * @return the names
     */
    public List<String> forgotten() {
        return forgotten;
    }

    /**
     * Returns what was done so far.
     *
     * @return the numbers of this moment
     */
    public ForwarderStatus status() {
        Spool spool = logs.spool();
        return new ForwarderStatus(ring.counters(), ring.usedBytes(), ring.capacity(),
                spool == null ? null : spool.counters(), spool == null ? 0 : spool.usedBytes(),
                deliveries.stream().map(Delivery::status).toList(), stage.counts());
    }

    /**
     * Waits until a sink takes nothing any more, such as standard output whose reader has ended.
     *
     * @param timeout how long to wait
     * @return whether all sinks have ended
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitEndOfSinks(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (Delivery delivery : deliveries) {
            if (!delivery.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Ends the forwarder; its source must have ended before. What the source has given is stored, and delivered as far as
     * the sinks take it in time. The rest is delivered by the next forwarder, if there is a spool.
     *
     * @param timeout how long storing may take, and again how long delivering may take
     * @return whether everything was delivered
     * @throws IOException          if a file cannot be closed
     * @throws InterruptedException if the thread is interrupted; the forwarder may be half closed then
     */
    public boolean close(Duration timeout) throws IOException, InterruptedException {
        boolean delivered = true;
        try {
            writer.close(timeout);
            deliveries.forEach(delivery -> delivery.requestClose(timeout));
            for (Delivery delivery : deliveries) {
                delivered &= delivery.close(timeout);
            }
        } finally {
            logs.close();
            ring.close();
            if (processes != null) {
                processes.close();
            }
        }
        return delivered && ring.usedBytes() == 0;
    }
}
