package io.github.nettyaudit.testkit;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs the unit tests of modules in a guest of {@code testkit/src/guest/run.sh --tests}, one check per test class.
 * Tests of the source code's architecture and of fuzzing are left out: they do not depend on the processor.
 */
final class GuestTests {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Launcher launcher = LauncherFactory.create();
    private final GuestReport report;

    private GuestTests(GuestReport report) {
        this.report = report;
    }

    /** @param arguments the directories of the modules' test classes */
    public static void main(String[] arguments) {
        Awaitility.setDefaultTimeout(PATIENCE);
        GuestReport report = new GuestReport(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        GuestTests tests = new GuestTests(report);
        Stream.of(arguments).map(Path::of).forEach(tests::run);
        System.exit(report.end() ? 0 : 1);
    }

    private void run(Path directory) {
        List<String> classes = classes(directory);
        report.check(directory + " holds tests", () -> {
            GuestReport.expect(!classes.isEmpty(), "no test class");
            return classes.size() + " classes";
        });
        classes.forEach(name -> report.check(name, () -> run(name)));
    }

    private List<String> classes(Path directory) {
        TestPlan plan = launcher.discover(request(selectClasspathRoots(Set.of(directory))));
        return plan.getRoots().stream()
                .flatMap(engine -> plan.getChildren(engine).stream())
                .map(test -> (ClassSource) test.getSource().orElseThrow())
                .map(ClassSource::getClassName)
                .sorted()
                .toList();
    }

    private String run(String className) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        long start = System.nanoTime();
        launcher.execute(request(List.of(selectClass(className))), listener);
        TestExecutionSummary summary = listener.getSummary();
        GuestReport.expect(summary.getTotalFailureCount() == 0, failures(summary));
        GuestReport.expect(summary.getTestsFoundCount() > 0, "no test found");
        return summary.getTestsSucceededCount() + " tests, " + summary.getTestsAbortedCount() + " aborted, "
                + summary.getTestsSkippedCount() + " skipped, " + Duration.ofNanos(System.nanoTime() - start).toSeconds()
                + " s";
    }

    private static String failures(TestExecutionSummary summary) {
        return summary.getTotalFailureCount() + " failures: " + summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                .collect(Collectors.joining("; "));
    }

    private static LauncherDiscoveryRequest request(List<? extends DiscoverySelector> selectors) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(includeClassNamePatterns(".*Test"),
                        excludeClassNamePatterns(".*Fuzz.*", ".*\\.ArchitectureTest"))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter("junit.jupiter.execution.timeout.default", PATIENCE.toMinutes() + " m")
                .build();
    }
}
