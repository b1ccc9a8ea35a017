package io.github.nettyaudit.daemon.forward;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.daemon.context.ProcessContexts;
import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.intake.EventWriter;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeHandler;
import io.github.nettyaudit.daemon.intake.IntakeRing;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
    private final Deliveries deliveries;
    private final List<String> forgotten;
    private final @Nullable ProcessContexts processes;
    private final IntakeStage stage;
    private final boolean keepsOpen;

    private Forwarder(IntakeRing ring, EventLogs logs, EventWriter writer, Deliveries deliveries,
            List<String> forgotten, @Nullable ProcessContexts processes, IntakeStage stage, boolean keepsOpen) {
        this.processes = processes;
        this.stage = stage;
        this.keepsOpen = keepsOpen;
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
            IntakeStage stage = new IntakeStage(options.policy(), System::nanoTime);
            EventLogs logs = opener.open(processes == null ? null : new ProcessSections.Writer(processes), stage);
            undo.add(logs::close);
            List<String> forgotten = logs.keepOnly(sinks.stream().map(SinkPlan::name).toList());
            Deliveries deliveries = new Deliveries(logs, options.host());
            unused.clear(); // closed by the deliveries from now on
            deliveries.begin(sinks);
            undo.add(() -> deliveries.close(Duration.ZERO));
            EventWriter writer = EventWriter.builder(ring, logs.store()).log(options.lines())
                    .stored(logs.storedSource(), logs.storedPosition()).start();
            undo.forget();
            boolean keepsOpen = options.keepsOpen() && logs.spool() != null;
            return new Forwarder(ring, logs, writer, deliveries, forgotten, processes, stage, keepsOpen);
        }
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
     * Writes through to the disk what is stored so far: what a source has read up to {@link Intake#stored()} need not be read
     * again even after a failure of the machine. Does nothing without a spool. May be called by any thread; blocks.
     *
     * @return whether that succeeded
     */
    public boolean sync() {
        Spool spool = logs.spool();
        return spool == null || spool.sync();
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
     * Returns the names of sinks that had positions in the spool at the start and were none of this forwarder's. Their
     * positions were deleted: a sink that comes back under such a name starts anew.
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
        Map<AuditLossKind, Long> losses = stage.losses();
        losses.merge(AuditLossKind.DISCARDED, logs.discarded(), Long::sum);
        return new ForwarderStatus(ring.counters(), ring.usedBytes(), ring.capacity(), writer.idleNanos(), writer.assemblers(),
                spool == null ? null : spool.counters(), logs.usedBytes(), logs.size(),
                spool == null ? 0 : spool.segments(), deliveries.status(), stage.counts(), losses);
    }

    /**
     * Ends some sinks and begins others, while the forwarder receives and the other sinks go on. No event is lost: a sink
     * that ends and begins again under its name continues after what it had acknowledged. What it had taken and not
     * acknowledged in time it gets again.
     * <pre>{@code
     * forwarder.replaceSinks(List.of("bus"), () -> List.of(SinkPlan.of("bus", newSink(), encoder)), timeout);
     * }</pre>
     *
     * <p>A sink that has no position starts at the oldest event that is kept, or at the next one, as its plan says. The
     * position of a sink that does not begin again is kept, and with it, depending on {@link WhenFull}, events: until
     * {@link #forgetAbsentSinks()}, or the next start without this sink.
     *
     * @param ended   the names of the sinks that end: nothing more is sent to them, and what was sent they may answer
     * @param begun   opens the sinks that begin, when the others have ended
     * @param timeout how long the sinks that end may take to answer and to end
     * @throws IllegalArgumentException if there is no sink of one of the names; nothing was changed
     * @throws IllegalStateException    if a sink that begins has the name of one that is there
     * @throws IOException              if a sink cannot be opened, or its position cannot be read, or one does not end
     *                                  because it blocks its thread, or the forwarder is closed. None of the new sinks
     *                                  begins then; {@link #sinks()} returns which are there. The positions of the
     *                                  others are kept, and can be continued by another call
     * @throws InterruptedException     if the thread is interrupted
     */
    public void replaceSinks(Collection<String> ended, SinkOpener begun, Duration timeout)
            throws IOException, InterruptedException {
        deliveries.replace(List.copyOf(ended), begun, timeout);
    }

    /**
     * Deletes the positions of sinks that are not there, so that they keep no events, as a new start does. A sink that
     * comes back under such a name starts anew.
     *
     * @return the names
     * @throws IOException          if a file cannot be deleted, or the forwarder is closed
     * @throws InterruptedException if the thread is interrupted
     */
    public List<String> forgetAbsentSinks() throws IOException, InterruptedException {
        return deliveries.forgetOthers();
    }

    /**
     * Returns the names of the sinks that are there.
     *
     * @return the names, also of sinks that take nothing any more
     */
    public List<String> sinks() {
        return deliveries.names();
    }

    /**
     * Waits until no sink takes anything any more, such as standard output whose reader has ended.
     *
     * @param timeout how long to wait
     * @return whether there are sinks, and all of them have ended by themselves
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitEndOfSinks(Duration timeout) throws InterruptedException {
        return deliveries.awaitEnd(timeout);
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
        boolean delivered;
        try {
            if (keepsOpen) {
                writer.closeKeepingOpenEvents(timeout);
            } else {
                writer.close(timeout);
            }
            delivered = deliveries.close(timeout);
        } finally {
            logs.close();
            ring.close();
            if (processes != null) {
                processes.close();
            }
        }
        return delivered && (keepsOpen || ring.usedBytes() == 0);
    }
}
