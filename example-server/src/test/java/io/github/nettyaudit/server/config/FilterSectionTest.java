package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.daemon.filter.FilterExpression;
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

class FilterSectionTest {
    private static final String SINKS = "sinks: [ { name: out, type: stdout } ]\n";

    private static ServerConfiguration parse(String text) throws ServerException {
        return ConfigurationFile.parse("a.yaml", text.getBytes(StandardCharsets.UTF_8), EventSinks.installed());
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(ServerException.class, () -> parse(text)).getMessage().lines().toList();
    }

    @Test
    void anExpressionIsWhatPasses() throws ServerException {
        assertThat(parse(SINKS).filter()).isNull();
        assertThat(parse(SINKS).sinks().get(0).filter()).isNull();
        assertThat(parse("filter: key = exec\n" + SINKS).filter()).hasToString("key = exec");
        assertThat(parse("sinks: [ { name: out, type: stdout, filter: success = no } ]").sinks().get(0).filter())
                .hasToString("success = no");
    }

    @Test
    void keepAndDropAreJoined() throws ServerException {
        assertThat(parse("filter: { drop: key = a }\n" + SINKS).filter()).hasToString("not (key = a)");
        assertThat(parse("filter: { keep: key exists, drop: [key = a, key = b] }\n" + SINKS).filter())
                .hasToString("(key exists) and (not ((key = a) or (key = b)))");
    }

    @Test
    void aProblemHasTheLineAndTheColumns() {
        assertThat(problems("filter: { keep: key exists,\n  drop: [key = a, keyy = b], x: 1 }\n" + SINKS)).satisfiesExactly(
                first -> assertThat(first).startsWith("a.yaml:2:19: filter.drop[1] is not a filter: column 1: there is no field"
                        + " 'keyy' (did you mean key?); the fields are type, key, uid"),
                second -> assertThat(second).contains("there is no key filter.x; the keys here are keep, drop"));
        assertThat(problems("filter: [{ a: b }]\n" + SINKS)).singleElement().asString()
                .contains("a.yaml:1:10: filter[0] needs an expression, such as");
        assertThat(problems("sinks: [ { name: out, type: stdout, filter: uid < } ]")).singleElement().asString()
                .contains("a.yaml:1:45: sinks[0].filter is not a filter: column 6: found the end; expected a value");
    }

    @Test
    void theExamplesOfTheDocumentationAreRead() throws IOException, ServerException {
        String documentation = Files.readString(Path.of("../docs/FORWARDER.md"));
        String section = documentation.substring(documentation.indexOf("\n## Filters"));
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(section);
        assertThat(example.find()).isTrue();
        assertThat(parse(example.group(1)).filter()).isNotNull();
        for (String field : FilterExpression.fields()) {
            assertThat(section).contains('`' + field + '`');
        }
    }
}
