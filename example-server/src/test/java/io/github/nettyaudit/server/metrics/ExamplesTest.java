package io.github.nettyaudit.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.daemon.metrics.AuditMetric;
import io.github.nettyaudit.daemon.metrics.AuditMetric.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts and the dashboard use numbers that there are, in the way that suits their kind. */
class ExamplesTest {
    private static final Path RULES = Path.of("../docs/examples/prometheus-rules.yaml");
    private static final Path DASHBOARD = Path.of("../docs/examples/grafana-dashboard.json");
    private static final Path DOCUMENTATION = Path.of("../docs/METRICS.md");
    private static final Pattern NAME = Pattern.compile("\\b((?:audit|jvm|process|system)_[a-z_]+)(?:\\{([^}]*)})?(\\[)?");
    /** Is 1 or 0 from the start on. */
    private static final String ONCE = "audit_daemon_first_registrations_total";
    private static final Map<String, AuditMetric> LIST =
            AuditMetric.all().stream().collect(Collectors.toMap(AuditMetric::name, Function.identity()));

    private static List<String> alerts() throws IOException {
        List<String> expressions = new ArrayList<>();
        Matcher matcher = Pattern.compile("(?m)^ +expr: (.*)$").matcher(Files.readString(RULES));
        while (matcher.find()) {
            expressions.add(matcher.group(1));
        }
        return expressions;
    }

    private static List<String> panels() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
        return dashboard.findValuesAsText("expr");
    }

    /** The names that the page has beside the list. */
    private static Set<String> others() {
        Set<String> names = new HashSet<>();
        MetricsPage page = new MetricsPage(List.of(), java.util.Map.of(), "1");
        try {
            System.gc();
            for (int i = 0; i < 50 && !names.contains("jvm_gc_pause_seconds_sum"); i++) { // told by another thread
                Matcher matcher = Pattern.compile("(?m)^([a-z_]+)[ {]").matcher(new String(page.scrape(),
                        StandardCharsets.UTF_8));
                while (matcher.find()) {
                    names.add(matcher.group(1));
                }
            }
        } finally {
            page.close();
        }
        return names;
    }

    @Test
    void everyNumberExists() throws IOException {
        Set<String> others = others();
        List<String> expressions = new ArrayList<>(alerts());
        expressions.addAll(panels());
        assertThat(expressions).hasSizeGreaterThan(50);
        Set<String> used = new TreeSet<>();
        for (String expression : expressions) {
            Matcher matcher = NAME.matcher(expression);
            while (matcher.find()) {
                String name = matcher.group(1);
                used.add(name);
                AuditMetric metric = LIST.get(name);
                if (metric == null) {
                    assertThat(others).as(expression).contains(name);
                    continue;
                }
                boolean isRate = matcher.group(3) != null;
                assertThat(metric.kind() == Kind.COUNTER && !name.equals(ONCE)).as("a counter is looked at over a time: "
                        + expression).isEqualTo(isRate);
                String labels = matcher.group(2) == null ? "" : matcher.group(2);
                assertThat(labels.replace("instance=~\"$instance\"", "").replaceAll("[!=~]+\"[^\"]*\"", "").replace(",", ""))
                        .as(expression).isIn("", metric.label());
            }
        }
        assertThat(used).hasSizeGreaterThan(30);
    }

    @Test
    void legendsAndTextsUseLabelsThatThereAre() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
        for (JsonNode target : dashboard.findValues("targets")) {
            for (JsonNode each : target) {
                String legend = each.get("legendFormat").asText();
                String expression = each.get("expr").asText();
                Matcher name = NAME.matcher(expression);
                assertThat(name.find()).as(expression).isTrue();
                AuditMetric metric = LIST.get(name.group(1));
                for (String label : List.of("sink", "kind")) {
                    if (legend.contains("{{" + label + "}}")) {
                        assertThat(metric.label()).as(expression).isEqualTo(label);
                    }
                }
            }
        }
    }

    @Test
    void promtoolTakesTheRules() throws Exception {
        Promtool.Result result = Promtool.run(new byte[0], "check", "rules", "--lint=all", "--lint-fatal", RULES.toString());
        assertThat(result.output()).contains("SUCCESS: " + alerts().size() + " rules found");
        assertThat(result.code()).isZero();
    }

    /** With series that were made for it, and the rules beside them. */
    @Test
    void theAlertsComeWhenTheyShould(@TempDir Path directory) throws Exception {
        Files.copy(RULES, directory.resolve("rules.yaml"));
        Path series = directory.resolve("series.yaml");
        try (InputStream resource = ExamplesTest.class.getResourceAsStream("/prometheus-series.yaml")) {
            Files.copy(resource, series);
        }
        assertThat(Promtool.run(new byte[0], "test", "rules", series.toString())).satisfies(result ->
                assertThat(result.code()).as(result.output()).isZero());
    }

    @Test
    void theDocumentationHasEveryAlert() throws IOException {
        String text = Files.readString(DOCUMENTATION);
        Matcher matcher = Pattern.compile("(?m)^ +- alert: (.*)$").matcher(Files.readString(RULES));
        Set<String> alerts = new TreeSet<>();
        while (matcher.find()) {
            alerts.add(matcher.group(1));
        }
        assertThat(alerts).hasSize(alerts().size());
        assertThat(alerts).allSatisfy(alert -> assertThat(text).contains("| " + alert + " |"));
    }
}
