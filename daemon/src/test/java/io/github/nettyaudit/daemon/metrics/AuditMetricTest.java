package io.github.nettyaudit.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.nettyaudit.codec.event.AuditEventAssembler;
import io.github.nettyaudit.codec.event.AuditFlowControlHandler;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventCounters;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditRequestHandler;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.filter.PolicyCounts;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.intake.IntakeCounters;
import io.github.nettyaudit.daemon.metrics.AuditMetric.Kind;
import io.github.nettyaudit.daemon.spool.SpoolCounters;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkCounters;
import io.github.nettyaudit.transport.AuditNetlinkMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of metrics: its names, its completeness, and the table in docs/METRICS.md. */
class AuditMetricTest {
    private static final Path TABLE = Path.of("../docs/METRICS.md");
    private static final Set<String> NUMBERS = Set.of("long", "int", "boolean");

    /** Numbers that are no metrics: what a request changes, what the kernel can do, and how long its struct is. */
    private static final Set<String> STATUS_EXCEPTIONS = Set.of("mask", "featureBitmap", "structLength", "hashCode");

    /** Numbers that every record has. */
    private static final Set<String> OF_RECORDS = Set.of("equals", "hashCode");

    @Test
    void namesFollowTheConventions() {
        assertThat(AuditMetric.all()).extracting(AuditMetric::name).doesNotHaveDuplicates();
        assertThat(AuditMetric.all()).allSatisfy(metric -> {
            String suffix = metric.unit().equals("boolean") ? "" : "_" + metric.unit();
            assertThat(metric.name()).matches("audit(_[a-z]+)+")
                    .endsWith(metric.kind() == Kind.COUNTER ? suffix + "_total" : suffix);
            assertThat(metric.name().endsWith("_total")).isEqualTo(metric.kind() == Kind.COUNTER);
            assertThat(metric.meaning()).matches("[A-Z].*\\.").doesNotContain("|", "\n");
            assertThat(metric).hasToString(metric.name());
            assertThat(AuditMetric.of(metric.name())).isSameAs(metric);
        });
    }

    @Test
    void aNameThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> AuditMetric.of("audit_records")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("audit_records").hasMessageContaining("docs/METRICS.md");
    }

    @Test
    void theTableIsTheList() throws IOException {
        List<String> rows = Files.readAllLines(TABLE).stream().filter(line -> line.startsWith("| `")).toList();

        assertThat(rows).as("the rows of docs/METRICS.md").isEqualTo(AuditMetric.all().stream()
                .map(metric -> "| `" + metric.name() + "` | " + word(metric.kind()) + " | " + metric.unit() + " | "
                        + word(metric.source()) + " | " + metric.label() + " | " + metric.meaning() + " |").toList());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Fails if somebody adds a counter and forgets the metric. */
    @Test
    void everyCounterIsReadByAMetric() {
        JavaClasses classes = new ClassFileImporter().importPackages("io.github.nettyaudit.codec",
                "io.github.nettyaudit.transport", "io.github.nettyaudit.daemon");
        assertRead(classes, AuditDaemonCounters.class, AuditMetric.class, Set.of("lastStatusAgeNanos"), Set.of());
        assertRead(classes, EventCounters.class, AuditMetric.class, Set.of("records", "ended", "lost"), Set.of());
        Set<String> sharable = Set.of("isSharable");
        assertRead(classes, AuditFlowControlHandler.class, AuditMetric.class, Set.of("heldBytes"), sharable);
        assertRead(classes, AuditRequestHandler.class, AuditMetric.class, Set.of("lateReplies"), sharable);
        assertRead(classes, AuditStatus.class, AuditMetric.class, Set.of("lost"), STATUS_EXCEPTIONS);
        assertRead(classes, IntakeCounters.class, AuditMetric.class, Set.of("dropped"), Set.of());
        assertRead(classes, SpoolCounters.class, AuditMetric.class, Set.of("dropped", "syncNanos"), Set.of());
        assertRead(classes, PolicyCounts.class, AuditMetric.class, Set.of("filtered"), OF_RECORDS);
        assertRead(classes, DeliveryStatus.class, AuditMetric.class, Set.of("lag", "oldestMillis"), OF_RECORDS);
        assertRead(classes, ForwarderStatus.class, AuditMetric.class, Set.of("ringBytes", "segments"), OF_RECORDS);
        assertRead(classes, AuditNetlinkCounters.class, AuditNetlinkMetric.class, Set.of("undelivered"), Set.of());
    }

    /**
     * @param reader     the package of this class must read every number
     * @param some       getters that must be among those found, as a check of this test
     * @param exceptions getters that need not be read
     */
    private static void assertRead(JavaClasses classes, Class<?> counters, Class<?> reader, Set<String> some,
                                   Set<String> exceptions) {
        JavaClass counting = classes.get(counters);
        Set<JavaMethod> getters = counting.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC)
                        && !method.getModifiers().contains(JavaModifier.STATIC)
                        && NUMBERS.contains(method.getRawReturnType().getName())
                        && method.getRawParameterTypes().stream().allMatch(JavaClass::isEnum)
                        && !exceptions.contains(method.getName())
                        && !(counters == AuditStatus.class && !method.getRawParameterTypes().isEmpty()))
                .collect(Collectors.toSet());
        assertThat(getters).extracting(JavaMethod::getName).containsAll(some);
        assertThat(getters).as(counters.getSimpleName()).allSatisfy(getter -> assertThat(getter.getAccessesToSelf())
                .as(getter.getFullName() + " is read by a metric")
                .anyMatch(access -> access.getOriginOwner().getPackage().getName().equals(reader.getPackageName())));
    }

    /** The classes of the pipeline whose public methods return counters, so that a new one is not overlooked. */
    @ParameterizedTest
    @ValueSource(classes = {AuditEventAssembler.class, EventAssembler.class, AuditNetlinkChannel.class})
    void theseHaveNoCountersOfTheirOwn(Class<?> type) {
        assertThat(type.getDeclaredMethods()).filteredOn(method -> (method.getModifiers() & 1) == 1
                && method.getReturnType() == long.class && method.getParameterCount() == 0).isEmpty();
    }
}
