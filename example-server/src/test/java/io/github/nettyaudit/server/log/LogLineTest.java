package io.github.nettyaudit.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private static final Instant TIME = Instant.parse("2026-11-26T23:50:01.123456Z");
    private static final LogSettings JSON = new LogSettings(LogLevel.INFO, LogFormat.JSON);
    private static final LogSettings DEBUG = new LogSettings(LogLevel.DEBUG, LogFormat.TEXT);

    private static LogMessage own(LogLevel level, String text) {
        return new LogMessage(TIME, level, LogMessage.SERVER, text, null);
    }

    private static LogMessage ofKafka(LogLevel level) {
        return new LogMessage(TIME, level, "org.apache.kafka.X", "no broker", new IOException("cut\noff"));
    }

    @Test
    void textIsASentenceForPeople() {
        assertThat(LogLine.of(own(LogLevel.INFO, "ended"), LogSettings.PRESET, false)).isEqualTo("netty-audit: ended");
        assertThat(LogLine.of(own(LogLevel.ERROR, "a\u001b[2Jb\nc"), LogSettings.PRESET, false))
                .isEqualTo("netty-audit: a\\x1b[2Jb\\nc");
        assertThat(LogLine.of(ofKafka(LogLevel.WARN), LogSettings.PRESET, false)).isEqualTo(
                "netty-audit: warning from org.apache.kafka.X: no broker (java.io.IOException: cut\\noff)");
        assertThat(LogLine.of(ofKafka(LogLevel.DEBUG), DEBUG, false)).startsWith("netty-audit: debug from org.apache.kafka.X:"
                + " no broker (java.io.IOException: cut | off | at io.github.nettyaudit.server.log.LogLineTest");
    }

    /** sd-daemon(3): the numbers of syslog(3). */
    @Test
    void journaldGetsThePriorityAndNoSecondName() {
        assertThat(LogLine.of(own(LogLevel.ERROR, "x"), LogSettings.PRESET, true)).isEqualTo("<3>x");
        assertThat(LogLine.of(own(LogLevel.WARN, "x"), LogSettings.PRESET, true)).isEqualTo("<4>x");
        assertThat(LogLine.of(own(LogLevel.INFO, "<2>x"), LogSettings.PRESET, true)).isEqualTo("<6><2>x");
        assertThat(LogLine.of(ofKafka(LogLevel.TRACE), LogSettings.PRESET, true)).startsWith("<7>trace from org.apache");
        assertThat(LogLine.of(own(LogLevel.WARN, "x"), JSON, true)).startsWith("<4>{\"@timestamp\":");
    }

    @Test
    void jsonIsOneObjectWithTheNamesOfEcs() throws Exception {
        String line = LogLine.of(ofKafka(LogLevel.WARN), JSON, false);
        assertThat(line).doesNotContain("\n");
        JsonNode message = new ObjectMapper().readTree(line);
        assertThat(message.path("@timestamp").asText()).isEqualTo("2026-11-26T23:50:01.123Z");
        assertThat(message.path("log.level").asText()).isEqualTo("warn");
        assertThat(message.path("log.logger").asText()).isEqualTo("org.apache.kafka.X");
        assertThat(message.path("message").asText()).isEqualTo("no broker");
        assertThat(message.path("error.type").asText()).isEqualTo("java.io.IOException");
        assertThat(message.path("error.message").asText()).isEqualTo("cut\noff");
        assertThat(message.has("error.stack_trace")).isFalse();
        assertThat(message.path("service.name").asText()).isEqualTo("netty-audit");
        assertThat(message.path("process.pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(LogLine.of(ofKafka(LogLevel.WARN), new LogSettings(LogLevel.TRACE, LogFormat.JSON), false))
                .contains("\"error.stack_trace\":\"java.io.IOException: cut | off | at ");
    }

    @Test
    void knownSecretsAreReplacedInEveryPart() {
        KnownSecrets.add("hunt\"er-2");
        LogMessage message = new LogMessage(TIME, LogLevel.WARN, "a.B", "sent hunt\"er-2 as aHVudCJlci0y",
                new IllegalStateException("hunt\"er-2!"));
        for (LogLevel level : LogLevel.values()) {
            for (LogFormat format : LogFormat.values()) {
                assertThat(LogLine.of(message, new LogSettings(level, format), false))
                        .contains("sent *** as ***").contains("***!").doesNotContain("er-2").doesNotContain("aHVudCJlci0y");
            }
        }
    }
}
