package io.github.nettyaudit.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.github.nettyaudit.micrometer.AuditMeters;
import io.github.nettyaudit.server.web.WebCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All metrics of the server and of the JVM, as Prometheus reads them. Thread-safe. */
final class MetricsPage implements AutoCloseable {
    private static final String DOOR = "door";
    private static final double NANOS = 1e9;
    private static final Set<String> UNWANTED = Set.of("process.cpu.time", "system.cpu.count");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<AuditMeters> meters;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    MetricsPage(List<AuditMeters> meters, Map<String, WebCounters> doors, String version) {
        this.meters = List.copyOf(meters);
        registry.config().meterFilter(MeterFilter.deny(MetricsPage::isUnwanted));
        meters.forEach(each -> each.bindTo(registry));
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, each -> each.getProcessCpuTime() / NANOS)
                    .description("Time of processors that the process has used.").baseUnit("seconds").register(registry);
        }
        Gauge.builder("audit.server.version", () -> 1).description("Always 1; the label has the version of the program.")
                .tag("version", version).register(registry);
        doors.forEach(this::bind);
    }

    private void bind(String door, WebCounters counters) {
        Gauge.builder("audit.web.connections", counters, WebCounters::connections)
                .description("Connections that are open.").tag(DOOR, door).register(registry);
        Gauge.builder("audit.web.streams", counters, WebCounters::streams)
                .description("Readers of the newest events.").tag(DOOR, door).register(registry);
        FunctionCounter.builder("audit.web.requests", counters, WebCounters::requests)
                .description("Requests that were answered, refusals included.").tag(DOOR, door).register(registry);
        FunctionCounter.builder("audit.web.refusals", counters, WebCounters::refusals)
                .description("Connections that were refused, and answers with a status of 400 or more.").tag(DOOR, door)
                .register(registry);
        FunctionCounter.builder("audit.web.failures", counters, WebCounters::failures)
                .description("Requests that failed in the server, or were not answered in time.").tag(DOOR, door)
                .register(registry);
    }

    /** Has a name that promtool check metrics does not like. */
    private static boolean isUnwanted(Meter.Id id) {
        return UNWANTED.contains(id.getName());
    }

    byte[] scrape() {
        meters.forEach(AuditMeters::refresh);
        return registry.scrape().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
