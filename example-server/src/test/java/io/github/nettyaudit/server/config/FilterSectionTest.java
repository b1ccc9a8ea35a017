package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.RateLimit;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.server.exit.ServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
        assertThat(parse(SINKS).policy().filter()).isNull();
        assertThat(parse(SINKS).sinks().get(0).filter()).isNull();
        assertThat(parse("filter: key = exec\n" + SINKS).policy().filter()).hasToString("key = exec");
        assertThat(parse("sinks: [ { name: out, type: stdout, filter: success = no } ]").sinks().get(0).filter())
                .hasToString("success = no");
    }

    @Test
    void keepAndDropAreJoined() throws ServerException {
        assertThat(parse("filter: { drop: key = a }\n" + SINKS).policy().filter()).hasToString("not (key = a)");
        assertThat(parse("filter: { keep: key exists, drop: [key = a, key = b] }\n" + SINKS).policy().filter())
                .hasToString("(key exists) and (not ((key = a) or (key = b)))");
    }

    @Test
    void aProblemHasTheLineAndTheColumns() {
        assertThat(problems("filter: { keep: key exists,\n  drop: [key = a, keyy = b], x: 1 }\n" + SINKS)).satisfiesExactly(
                first -> assertThat(first).startsWith("a.yaml:2:19: filter.drop[1] cannot be read: column 1: there is no field"
                        + " 'keyy' (did you mean key?); the fields are type, key, uid"),
                second -> assertThat(second).contains("there is no key filter.x; the keys here are keep, drop"));
        assertThat(problems("filter: [{ a: b }]\n" + SINKS)).singleElement().asString()
                .contains("a.yaml:1:10: filter[0] needs an expression, such as");
        assertThat(problems("sinks: [ { name: out, type: stdout, filter: uid < } ]")).singleElement().asString()
                .contains("a.yaml:1:45: sinks[0].filter cannot be read: column 6: found the end; expected a value");
    }

    @Test
    void readsARateLimitAndARedaction() throws ServerException {
        assertThat(parse(SINKS).policy().rateLimit()).isNull();
        assertThat(parse(SINKS).policy().redaction()).isNull();
        assertThat(parse("rate-limit: { per-key: 100/s }\n" + SINKS).policy().rateLimit())
                .isEqualTo(new RateLimit(100, Duration.ofSeconds(1), 100, Duration.ofSeconds(10), null));
        RateLimit limit = parse("rate-limit: { per-key: 60/m, burst: 5, summary: 1m, except: type = USER_LOGIN }\n" + SINKS)
                .policy().rateLimit();
        assertThat(limit).isNotNull();
        assertThat(limit).isEqualTo(new RateLimit(60, Duration.ofMinutes(1), 5, Duration.ofMinutes(1), limit.except()));
        assertThat(limit.except()).hasToString("type = USER_LOGIN");
        assertThat(parse("redact: standard\n" + SINKS).policy().redaction()).isNotNull();
        assertThat(parse("redact: [urls, '--pin ***']\n" + SINKS).policy().redaction()).isNotNull();
    }

    @Test
    void saysWhatIsWrongWithThem() {
        assertThat(problems("rate-limit: { per-key: 5, burst: 0, x: 1, except: uid = }\nredact: [urls, pin]\n" + SINKS))
                .satisfiesExactly(
                    rate -> assertThat(rate).contains("a.yaml:1:24: rate-limit.per-key \"5\" is not allowed (expected: a number of"
                            + " events in a second, minute or hour, such as 100/s, 500/m or 1000/h)"),
                    burst -> assertThat(burst).contains("a.yaml:1:34: rate-limit.burst \"0\" is not allowed"),
                    unknown -> assertThat(unknown).contains("there is no key rate-limit.x; the keys here are per-key, burst,"
                            + " summary, except"),
                    except -> assertThat(except).contains("a.yaml:1:51: rate-limit.except cannot be read: column 6: found the"
                            + " end"),
                    pin -> assertThat(pin).contains("a.yaml:2:16: redact[1] is not allowed: 'pin' is neither one of passwords,"
                            + " tokens, urls, standard, keystrokes nor a pattern with ***"));
        assertThat(problems("rate-limit: 9/s\n" + SINKS)).containsExactly(
                "a.yaml:1:13: rate-limit needs keys with values, such as { per-key: 100/s }");
        assertThat(problems("rate-limit: {}\n" + SINKS)).singleElement().asString().contains("needs the key per-key");
    }

    @Test
    void theExamplesOfTheDocumentationAreRead() throws IOException, ServerException {
        String documentation = Files.readString(Path.of("../docs/FORWARDER.md"));
        String section = documentation.substring(documentation.indexOf("\n## Filters"));
        section = section.substring(0, section.indexOf("\n## ", 1));
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(section);
        List<EventPolicy> policies = new ArrayList<>();
        while (example.find()) {
            String text = example.group(1);
            policies.add(parse(text.contains("sinks:") ? text : text + SINKS).policy());
        }
        assertThat(policies).hasSize(3);
        assertThat(policies.get(0).filter()).isNotNull();
        assertThat(policies.get(1).rateLimit()).isNotNull();
        assertThat(policies.get(2).redaction()).isNotNull();
        for (String field : FilterExpression.fields()) {
            assertThat(section).contains('`' + field + '`');
        }
    }
}
