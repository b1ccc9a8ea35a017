package io.github.nettyaudit.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.server.log.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the program writes to standard error, as a process of its own. */
class MessagesTest {
    @TempDir
    private Path directory;

    private Path configuration(String more) throws IOException {
        Path file = Files.writeString(directory.resolve("server.yaml"), """
                source: { type: demo, rate: 1000, count: 200 }
                intake: { directory: %s, size: 1MiB }
                shutdown-timeout: 1s
                """.formatted(directory.resolve("intake")) + more);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private String secret(String name, String value) throws IOException {
        Path file = Files.writeString(directory.resolve(name), value + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    /** Runs the server to its end; its standard error goes to a file, as to the journal. */
    private List<String> run(boolean isJournal, String... arguments) throws Exception {
        Path errors = Files.createFile(directory.resolve("errors"));
        List<String> command = new ArrayList<>(List.of("sh", "-c", (isJournal
                ? "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2); export JOURNAL_STREAM; " : "") + "exec \"$@\"", "sh"));
        command.addAll(ServerProcess.command(List.of(arguments)));
        Process server = new ProcessBuilder(command).redirectError(errors.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(errors);
        assertThat(server.exitValue()).as("%s", lines).isZero();
        return lines;
    }

    @Test
    void journaldGetsPriorities() throws Exception {
        List<String> lines = run(true, "--config", configuration("sinks: [{ name: out, type: stdout }]\n").toString());
        assertThat(lines).allMatch(line -> line.matches("<[346]>(?!netty-audit:).+"))
                .anyMatch(line -> line.startsWith("<6>source: demo, 1000 records per second"))
                .anyMatch(line -> line.startsWith("<6>ended after "));
        if (!Files.getFileStore(directory).type().equals("tmpfs")) {
            assertThat(lines).anyMatch(line -> line.startsWith("<4>" + directory) && line.contains("on tmpfs"));
        }
    }

    @Test
    void jsonLinesAreSetInTheFileAndTheLevelByTheOption() throws Exception {
        Path file = configuration("log: { format: json, level: error }\nsinks: [{ name: out, type: stdout }]\n");
        List<String> lines = run(false, "--config", file.toString(), "--log-level", "info");
        assertThat(lines).isNotEmpty();
        List<String> messages = new ArrayList<>();
        for (String line : lines) {
            JsonNode message = new ObjectMapper().readTree(line);
            assertThat(message.path("log.level").asText()).isIn("info", "warn");
            messages.add(message.path("message").asText());
        }
        assertThat(messages).anyMatch(text -> text.startsWith("source: demo")).anyMatch(text -> text.startsWith("ended after"));
    }

    @Test
    void atTheLevelErrorAGoodRunSaysNothing() throws Exception {
        Path file = configuration("log: { level: error }\nsinks: [{ name: out, type: stdout }]\n");
        assertThat(run(false, "--config", file.toString())).isEmpty();
    }

    /** Nobody answers at the addresses, so that every sink reports failures, again and again. */
    @ParameterizedTest
    @EnumSource(LogLevel.class)
    void secretsAreNeverWritten(LogLevel level) throws Exception {
        List<String> secrets = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String value = "s3cr3t-" + i + "-Zq7wert";
            secrets.add(value);
            files.add(secret("secret-" + i, value));
        }
        secrets.add("tokenfile-Zq7wertzuiop");
        String token = secret("token", secrets.get(7));
        Path file = configuration("""
                log: { level: %s }
                sinks:
                  - name: bus
                    type: kafka
                    bootstrap: "127.0.0.1:1"
                    topic: audit
                    sasl: { mechanism: scram-sha-512, user: me, password: { file: %s } }
                  - { name: search, type: elasticsearch, urls: "http://127.0.0.1:1", index: i, user: me, password: { file: %s } }
                  - { name: search2, type: elasticsearch, urls: "http://127.0.0.1:1", index: i, api-key: { file: %s } }
                  - { name: search3, type: elasticsearch, urls: "http://127.0.0.1:1", index: i, bearer-token: { file: %s } }
                  - { name: otel, type: otlp, urls: "http://127.0.0.1:1", bearer-token: { file: %s } }
                  - { name: otel2, type: otlp, protocol: grpc, urls: "http://127.0.0.1:1", user: me, password: { file: %s } }
                  - { name: otel3, type: otlp, urls: "http://127.0.0.1:1", header: { name: x-key, value: { file: %s } } }
                  - { name: tail, type: stream, listen: "127.0.0.1:0", token-file: %s }
                """.formatted(level.word(), files.get(0), files.get(1), files.get(2), files.get(3), files.get(4),
                files.get(5), files.get(6), token));

        Files.writeString(file, Files.readString(file).replace("count: 200 ", "count: 2000 ")); // for Kafka to begin
        List<String> lines = run(false, "--config", file.toString());
        if (level.compareTo(LogLevel.WARN) >= 0) {
            assertThat(lines).anyMatch(line -> line.contains("Sink search: ")).anyMatch(line -> line.contains("Sink otel2: "));
        }
        if (level.compareTo(LogLevel.DEBUG) >= 0) {
            assertThat(lines).anyMatch(line -> line.startsWith("netty-audit: debug from "))
                    .anyMatch(line -> line.contains("org.apache.kafka."));
        }
        for (String value : secrets) {
            for (String form : List.of(value, Base64.getEncoder().withoutPadding().encodeToString(value.getBytes(UTF_8)),
                    Base64.getEncoder().encodeToString(("me:" + value).getBytes(UTF_8)).substring(0, 12))) {
                assertThat(lines).as("%s at the level %s", form, level).noneMatch(line -> line.contains(form));
            }
        }
        assertThat(lines).as("the rest of a secret whose quotation mark is escaped").noneMatch(line -> line.contains("wert"));
    }
}
