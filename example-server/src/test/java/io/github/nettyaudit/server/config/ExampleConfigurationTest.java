package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.server.exit.ServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The annotated example names every key, with its preset, and the documentation shows it. */
class ExampleConfigurationTest {
    private static final Path EXAMPLE = Path.of("../docs/examples/server.yaml");
    private static final Path DOCUMENTATION = Path.of("../docs/FORWARDER.md");

    private static ServerConfiguration parse(String text) throws ServerException {
        return ConfigurationFile.parse("example.yaml", text.getBytes(StandardCharsets.UTF_8), EventSinks.installed());
    }

    @Test
    void theExampleIsReadAndItsValuesAreThePresets() throws IOException, ServerException {
        ServerConfiguration example = parse(Files.readString(EXAMPLE));
        ServerConfiguration presets = parse("spool: { directory: /var/lib/netty-audit/spool }\n"
                + "sinks: [ { name: local, type: file, path: /var/log/netty-audit/audit.json } ]\n");

        assertThat(example.rules().path()).isEqualTo(Path.of("@starter"));
        assertThat(example.source()).isEqualTo(presets.source());
        assertThat(example.intake()).isEqualTo(presets.intake());
        assertThat(example.spool()).isEqualTo(presets.spool());
        assertThat(example.policy().filter()).isNull();
        assertThat(example.processContext()).isEqualTo(presets.processContext());
        assertThat(example.stateDirectory()).isEqualTo(presets.stateDirectory());
        assertThat(example.statistics()).isEqualTo(presets.statistics());
        assertThat(example.shutdownTimeout()).isEqualTo(presets.shutdownTimeout());
        assertThat(example.log()).isEqualTo(presets.log());
        assertThat(example.metrics()).as("nothing listens unless it is asked for").isNull();
        SinkSection sink = example.sinks().get(0);
        SinkSection preset = presets.sinks().get(0);
        assertThat(sink.delivery().options()).isEqualTo(DeliveryOptions.DEFAULTS);
        assertThat(sink.format()).isEqualTo(preset.format());
        assertThat(sink.start()).isEqualTo(preset.start());
    }

    @Test
    void theExampleNamesEveryKey() throws IOException {
        String example = Files.readString(EXAMPLE);
        String wrong = "x: 1\nsource: { type: kernel, x: 1 }\nintake: { x: 1 }\nspool: { x: 1 }\nlog: { x: 1 }\n"
                + "sinks: [ { name: a, type: stdout, delivery: { x: 1 } } ]\n";
        List<String> problems = catchThrowable(() -> parse(wrong)).getMessage().lines()
                .toList();
        assertThat(problems).hasSize(6);
        for (String problem : problems) {
            Matcher keys = Pattern.compile("the keys here are (.*)").matcher(problem);
            assertThat(keys.find()).as(problem).isTrue();
            for (String key : keys.group(1).split(", ")) {
                assertThat(example).as("key of: " + problem).containsPattern("(?m)[ {]?" + key + ":");
            }
        }
    }

    @Test
    void theExampleNamesEveryKeyOfTheOtherSources() throws IOException {
        String example = Files.readString(EXAMPLE);
        for (String source : List.of("{ type: demo, x: 1 }", "{ type: auditd, x: 1 }", "{ type: files, paths: [/a], x: 1 }")) {
            String problem = catchThrowable(() -> parse("source: " + source + "\nsinks: [ { name: a, type: stdout } ]\n"))
                    .getMessage();
            Matcher keys = Pattern.compile("the keys here are (.*)").matcher(problem);
            assertThat(keys.find()).as(problem).isTrue();
            for (String key : keys.group(1).split(", ")) {
                assertThat(example).as("key of: " + problem).containsPattern("(?m)[ {]" + key + ":");
            }
        }
    }

    /** They are comments in the example. */
    @Test
    void theExampleNamesEveryKeyOfTheMetrics() throws IOException, ServerException {
        String example = commented("metrics");
        String problem = catchThrowable(() -> parse("metrics: { x: 1 }\nsinks: [ { name: a, type: stdout } ]\n")).getMessage();
        Matcher keys = Pattern.compile("the keys of the section metrics are (.*)").matcher(problem);
        assertThat(keys.find()).as(problem).isTrue();
        for (String key : keys.group(1).split(", ")) {
            assertThat(example).containsPattern("(?m)^#.*[ {]" + key.replaceFirst("tls\\..*", "tls") + ":");
        }
        StringBuilder section = new StringBuilder("sinks: [ { name: a, type: stdout } ]\n");
        example.lines().filter(line -> line.matches("# (metrics:|  (listen|ready-lag):).*"))
                .forEach(line -> section.append(line.substring(2)).append('\n'));
        MetricsSection commented = parse(section.toString()).metrics();
        MetricsSection preset = parse("metrics: {}\nsinks: [ { name: a, type: stdout } ]\n").metrics();
        assertThat(commented.readyLag()).isEqualTo(preset.readyLag()).isEqualTo(MetricsSection.USUAL_LAG);
        assertThat(commented.web().door().listen()).isEqualTo(preset.web().door().listen())
                .hasToString(MetricsSection.USUAL_ADDRESS);
    }

    @Test
    void theExampleHasThePresetsOfThePage() throws IOException, ServerException {
        StringBuilder section = new StringBuilder();
        commented("page").lines().filter(line -> line.matches("# (page:|  listen:).*"))
                .forEach(line -> section.append(line.substring(2)).append('\n'));
        assertThat(parse(section.toString()).page().web().door().listen()).hasToString(PageSection.USUAL_ADDRESS);
    }

    /** The paragraph of a section that is a comment. */
    private static String commented(String section) throws IOException {
        String example = Files.readString(EXAMPLE);
        int start = example.indexOf("# " + section + ':');
        assertThat(start).as(section).isPositive();
        return example.substring(start, example.indexOf("\n\n", start));
    }

    @Test
    void theDocumentationShowsTheExample() throws IOException {
        assertThat(Files.readString(DOCUMENTATION)).contains("```yaml\n" + Files.readString(EXAMPLE) + "```");
    }
}
