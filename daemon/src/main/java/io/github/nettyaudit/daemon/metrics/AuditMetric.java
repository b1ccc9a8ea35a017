package io.github.nettyaudit.daemon.metrics;

import io.github.nettyaudit.codec.event.EventCounters;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.source.ChannelRole;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A number by which a daemon or a forwarder can be watched. {@link #all()} is the complete list; its order is that of the table in
 * {@code docs/METRICS.md}. Immutable; there is one instance for each name.
 */
public final class AuditMetric {
    /** The value that a reading returns if there is none; all others are 0 or more. */
    static final long ABSENT = -1;
    /** The unit of a number that is 1 if the name applies, and 0 otherwise. */
    static final String BOOLEAN = "boolean";
    /** The label of a metric that has one number. */
    static final String NO_LABEL = "";

    private static final ForwarderReading NOT_OF_FORWARDER = (status, values) -> { };

    /** How a number behaves. */
    public enum Kind {
        /**
         * A number that only grows. It starts at 0 when the daemon is opened or the forwarder starts, and that of a sink when
         * the sink begins; those of {@link Source#KERNEL} start at 0
         * when the kernel starts, and are set to 0 by {@code auditctl --reset-lost} and {@code
         * --reset_backlog_wait_time_actual}.
         */
        COUNTER,
        /** A number that may grow and shrink. */
        GAUGE
    }

    /** Where a number is read from. It decides when there is a value. */
    public enum Source {
        /** The daemon itself. There is a value always. */
        DAEMON,
        /**
         * The kernel's status as it was last received. There is no value before the first one, for a process that may
         * not ask for it, and for fields that an old kernel does not have.
         */
        KERNEL,
        /** The channel that receives records. There is a value also after the close. */
        DATA_CHANNEL,
        /** The channel that sends requests. There is a value also after the close. */
        CONTROL_CHANNEL,
        /**
         * The {@link io.github.nettyaudit.codec.event.AuditEventAssembler}s among the handlers of the data channel,
         * added up. There is no value without one. Of a {@link io.github.nettyaudit.daemon.forward.Forwarder}, which
         * assembles events behind its ring, its own ones; there is a value always.
         */
        EVENT_ASSEMBLER,
        /**
         * The {@link io.github.nettyaudit.codec.event.AuditFlowControlHandler}s among the handlers of the data channel,
         * added up. There is no value without one.
         */
        FLOW_CONTROL,
        /** The intake of a {@link io.github.nettyaudit.daemon.forward.Forwarder}. There is a value always. */
        INTAKE,
        /** What a forwarder does with events before it stores them. There is a value always. */
        POLICY,
        /**
         * What a forwarder has lost. There is a value for each {@link io.github.nettyaudit.codec.event.AuditLossKind}.
         */
        LOSS,
        /**
         * Where a forwarder keeps events. The size and what is in use have a value always, the others if it is a spool on
         * the disk.
         */
        SPOOL,
        /** A forwarder's sinks. There is a value for each sink. */
        SINK
    }

    private static final List<AuditMetric> ALL = Stream.of(DaemonMetrics.list(), KernelMetrics.list(),
            ChannelMetrics.list(ChannelRole.DATA), ChannelMetrics.list(ChannelRole.CONTROL), AssemblerMetrics.list(),
            FlowControlMetrics.list(), ForwarderLists.all()).flatMap(List::stream).toList();
    private static final Map<String, AuditMetric> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(AuditMetric::name, Function.identity()));

    private final String name;
    private final Kind kind;
    private final String unit;
    private final Source source;
    private final String label;
    private final String meaning;
    private final ToLongFunction<AuditMetricsReader> reading;
    private final ForwarderReading forwarderReading;

    private AuditMetric(String name, Kind kind, String unit, Source source, String label, String meaning,
                        ToLongFunction<AuditMetricsReader> reading, ForwarderReading forwarderReading) {
        this.name = name;
        this.kind = kind;
        this.unit = unit;
        this.source = source;
        this.label = label;
        this.meaning = meaning;
        this.reading = reading;
        this.forwarderReading = forwarderReading;
    }

    /** Gives the values of a forwarder, each with the value of the label; none if they are absent. */
    @FunctionalInterface
    interface ForwarderReading {
        void read(ForwarderStatus status, ObjDoubleConsumer<String> values);
    }

    /** @param name without {@code _total} */
    static AuditMetric counter(String name, String unit, Source source, String meaning,
                               ToLongFunction<AuditMetricsReader> reading) {
        return new AuditMetric(name + "_total", Kind.COUNTER, unit, source, NO_LABEL, meaning, reading, NOT_OF_FORWARDER);
    }

    static AuditMetric gauge(String name, String unit, Source source, String meaning,
                             ToLongFunction<AuditMetricsReader> reading) {
        return new AuditMetric(name, Kind.GAUGE, unit, source, NO_LABEL, meaning, reading, NOT_OF_FORWARDER);
    }

    /** @param name with {@code _total} if it is a counter */
    static AuditMetric ofForwarder(String name, Kind kind, String unit, Source source, String label, String meaning,
            ForwarderReading reading) {
        return new AuditMetric(name, kind, unit, source, label, meaning, reader -> ABSENT, reading);
    }

    /** @param name with {@code _total} if it is a counter */
    static AuditMetric ofAssemblers(String name, Kind kind, String unit, String meaning,
            ToLongFunction<EventCounters> value) {
        return new AuditMetric(name, kind, unit, Source.EVENT_ASSEMBLER, NO_LABEL, meaning,
                reader -> reader.assemblers(assembler -> value.applyAsLong(assembler.counters())),
                (status, values) -> values.accept(NO_LABEL, status.assemblers().stream().mapToLong(value).sum()));
    }

    /**
     * Returns every metric.
     *
     * @return an immutable list, always the same one
     */
    public static List<AuditMetric> all() {
        return ALL;
    }

    /**
     * Returns the metric with a name.
     *
     * @param name the name, such as {@code audit_daemon_records_total}
     * @return the metric
     * @throws IllegalArgumentException if there is no such metric
     */
    public static AuditMetric of(String name) {
        AuditMetric found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException("name: " + name + " (expected: one of AuditMetric.all(), which"
                    + " docs/METRICS.md lists)");
        }
        return found;
    }

    /**
     * Returns the name. It follows the conventions of Prometheus.
     *
     * @return lower-case words separated by underscores. The last one is the {@link #unit()}, unless that is
     *         {@code boolean}; {@code _total} follows it in the name of a counter
     */
    public String name() {
        return name;
    }

    /**
     * Returns whether the number is a counter or a gauge.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the unit of the number.
     *
     * @return a plural noun such as {@code records} for a count; {@code bytes}, {@code seconds} (a forwarder's have
     *         fractions), {@code ticks} (kernel
     *         ticks, jiffies) or {@code records_per_second} for a measure; {@code mode} or {@code pid} for a number
     *         that counts nothing; {@code boolean} for 1 (yes) or 0 (no)
     */
    public String unit() {
        return unit;
    }

    /**
     * Returns where the number is read from.
     *
     * @return the source, which decides when there is a value
     */
    public Source source() {
        return source;
    }

    /**
     * Returns the name of the label by which there are several numbers.
     *
     * @return {@code sink} or {@code kind}; empty if there is one number
     */
    public String label() {
        return label;
    }

    /**
     * Returns the meaning of the number.
     *
     * @return a sentence or two for people
     */
    public String meaning() {
        return meaning;
    }

    /** Reads the values of a forwarder. */
    void read(ForwarderStatus status, ObjDoubleConsumer<String> values) {
        forwarderReading.read(status, values);
    }

    /** Reads the value, or {@link #ABSENT}. */
    long read(AuditMetricsReader reader) {
        return reading.applyAsLong(reader);
    }

    /**
     * Returns the name.
     *
     * @return {@link #name()}
     */
    @Override
    public String toString() {
        return name;
    }
}
