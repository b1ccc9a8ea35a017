package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessText;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.server.filter.EventFilter;
import io.github.nettyaudit.server.filter.FilterOptions;
import io.github.nettyaudit.server.format.EncoderSettings;
import io.github.nettyaudit.server.format.EventFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code decode} prints the same of a log or capture, and of the {@code raw-json} that was made of it. */
class RawJsonTest {
    private static final Path CORPUS = Path.of("../codec/src/test/resources/corpus");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private InputReport report = new InputReport();

    private RecordPrinter documents() {
        return new InterpretedPrinter(out, () -> new EventRenderer(EventFilter.ALL,
                new DocumentView(EventFormat.RAW_JSON.newEncoder(EncoderSettings.of(NameService.NONE)))), 1, false);
    }

    private RecordPrinter people() {
        return new InterpretedPrinter(out, new EventText(new FieldInterpreter(NameService.NONE), false, ZoneOffset.UTC,
                118));
    }

    private RecordPrinter fields() {
        return new FieldsPrinter(out, new FieldInterpreter(NameService.NONE));
    }

    private byte[] printed(RecordPrinter printer, byte[] input) throws IOException {
        out.reset();
        report = new InputReport();
        new RecordInput(printer, report).read(new ByteArrayInputStream(input));
        printer.end();
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1).lines().sorted().toList();
    }

    /** The record that ends an event says nothing but that; events do not have it. */
    private static List<String> withoutEoe(List<String> records) {
        return records.stream().filter(record -> !record.contains("type=EOE") && !record.contains("\"typenum\":1320"))
                .toList();
    }

    /** The records with all that the fields say, but for the numbers that the place in the input gave. */
    private static List<String> withoutNumbers(byte[] fields) throws IOException {
        List<String> records = new ArrayList<>();
        for (String line : new String(fields, StandardCharsets.UTF_8).split("\n")) {
            records.add(((ObjectNode) JSON.readTree(line)).without(List.of("line", "event", "record")).toString());
        }
        records.sort(null);
        return records;
    }

    private void everyViewIsTheSame(byte[] input) throws IOException {
        byte[] documents = printed(documents(), input);
        List<String> sentences = report.sentences();
        byte[] people = printed(people(), input);
        byte[] raw = printed(new RawPrinter(out), input);
        byte[] fields = printed(fields(), input);

        assertThat(printed(documents(), documents)).isEqualTo(documents);
        assertThat(report.records()).isEqualTo(withoutEoe(lines(raw)).size());
        assertThat(report.sentences()).isEmpty();
        assertThat(sentences).allSatisfy(sentence -> assertThat(sentence).doesNotContain("raw-json"));
        assertThat(printed(people(), documents)).isEqualTo(people);
        assertThat(lines(printed(new RawPrinter(out), documents))).isEqualTo(withoutEoe(lines(raw)));
        assertThat(withoutNumbers(printed(fields(), documents)))
                .isEqualTo(withoutEoe(withoutNumbers(fields)));
    }

    /** They were "not audit records". */
    @ParameterizedTest
    @CsvSource({"ECS, documents of ECS", "OCSF, events of OCSF", "LAUREL, events in the form of laurel"})
    void documentsOfOtherFormatsAreNamed(EventFormat format, String words) throws IOException {
        byte[] documents = printed(new InterpretedPrinter(out, () -> new EventRenderer(EventFilter.ALL,
                new DocumentView(format.newEncoder(EncoderSettings.of(NameService.NONE)))), 1, false),
                Files.readAllBytes(CORPUS.resolve("live.log.gz")));
        int count = lines(documents).size();

        assertThat(printed(new RawPrinter(out), documents)).isEmpty();
        assertThat(count).isGreaterThan(100);
        assertThat(report.sentences()).singleElement().asString().startsWith(count + " of " + count + " lines are " + words
                + ", which ").contains("; the first is line 1. decode reads audit logs and what is written with format: raw-json");
        String first = new String(documents, StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        printed(new RawPrinter(out), (JSON.readTree(first).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(report.sentences()).singleElement().asString().contains(", which ").contains("spool cat");
    }

    @Test
    void requestsOfOtlpAndOtherObjectsAreToldApart() throws IOException {
        assertThat(printed(new RawPrinter(out), bytes("{\"resourceLogs\":[{}]}\n{\"ID\":\"7\"}\n{\"ecs\":{\n"))).isEmpty();
        assertThat(report.sentences()).satisfiesExactly(
                unread -> assertThat(unread).startsWith("2 of 3 lines are not audit records; the first is line 2"),
                otlp -> assertThat(otlp).startsWith("1 of 3 lines is a request of OTLP, which collectors of OpenTelemetry read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"live.log.gz", "live-enriched.log.gz", "live-daemon.nlcap.gz", "live-multicast.nlcap.gz",
        "live-watch.nlcap.gz"})
    void corpus(String name) throws IOException {
        everyViewIsTheSame(Files.readAllBytes(CORPUS.resolve(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"synthetic.log.gz", "golibaudit.log"})
    void sharedCorpus(String name) throws IOException {
        Path shared = Path.of("../../shared/corpus", name).toAbsolutePath();
        for (Path directory = shared; directory != null && !Files.exists(shared); directory = directory.getParent()) {
            shared = directory.resolve("shared/corpus").resolve(name);
        }
        Assumptions.assumeTrue(Files.exists(shared), "no shared/corpus/" + name);
        everyViewIsTheSame(Files.readAllBytes(shared));
    }

    /** Events that end out of their order, by time, late, or not at all; a node, an unknown type, bytes, and no stamp. */
    @Test
    void eventsThatAreNotWhole() throws IOException {
        StringBuilder log = new StringBuilder();
        String syscall = "type=SYSCALL msg=audit(%d.500:%d): arch=c000003e syscall=2 success=yes exit=3 comm=\"\u00ff\u001b\"\n";
        log.append(syscall.formatted(1000, 1));
        for (int i = 2; i < 400; i++) {
            log.append(syscall.formatted(1000 + i, i));
            if (i % 3 > 0) {
                log.append("type=PROCTITLE msg=audit(%d.500:%d): proctitle=\"x\"\n".formatted(1000 + i, i));
            }
        }
        log.append("node=web1 type=NEW_TYPE msg=audit(1000.500:1): a=b\n");
        log.append("type=PATH msg=audit(1000.500:1): late=yes\u001dOUID=\"root\"\n");
        log.append("what msg=audit(1364481363.243:24287): words\n");
        everyViewIsTheSame(bytes(log.toString()));
        assertThat(new String(printed(documents(), bytes(log.toString())), StandardCharsets.UTF_8))
                .contains("\"timed_out\"", "\"unfinished\"", "\"late\":true", "\"node\":\"web1\"");
    }

    @Test
    void recordsOfTheServersStreamAndDamage() throws IOException {
        String records = "{\"type\":\"CWD\",\"typenum\":1307,\"sec\":1,\"milli\":2,\"serial\":3,"
                + "\"text\":\"audit(1.002:3): cwd=\\\"/\\\"\"}\n{\"type\":\"USER\",\"typenum\":1005,\"text\":\"no id=x\"}\n";
        everyViewIsTheSame(bytes(records));
        assertThat(new String(printed(documents(), bytes(records)), StandardCharsets.UTF_8)).contains("unparseable");

        byte[] damaged = printed(documents(), bytes("{\"raw\":1,\"sec\":1}\n{\"raw\":2}\n" + records));
        assertThat(lines(damaged)).hasSize(2);
        assertThat(report.sentences()).containsExactly("2 lines are raw-json events that are damaged; the first is line"
                + " 1: the member milli is missing");
    }

    @Test
    void lossesStayInTheirPlace() throws IOException {
        String loss = "{\"raw\":1,\"id\":\"5.006:7\",\"sec\":5,\"milli\":6,\"serial\":7,\"state\":\"loss\",\"loss\":{"
                + "\"kind\":\"serial_gap\",\"count\":3,\"unit\":\"events\",\"first_serial\":7,\"last_serial\":9,"
                + "\"detail\":\"x\"}}\n";
        assertThat(new String(printed(documents(), bytes(loss)), StandardCharsets.UTF_8)).isEqualTo(loss);
        assertThat(new String(printed(people(), bytes(loss)), StandardCharsets.UTF_8)).contains("loss: 3 events, serial_gap");
        assertThat(report.records()).isZero();
    }

    /** An event may have 8 MiB; other lines are cut after 1 MiB. */
    @Test
    void anEventThatIsLongerThanOtherLines() throws IOException {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 700; i++) {
            log.append("type=EXECVE msg=audit(1.002:3): a").append(i).append("=\"").append("x".repeat(7_500)).append("\"\n");
        }
        byte[] input = bytes(log.toString());
        assertThat(lines(printed(documents(), input))).hasSize(1);
        assertThat(lines(printed(new RawPrinter(out), printed(documents(), input)))).isEqualTo(lines(input));
    }

    /** As jq prints it. */
    @Test
    void inAnyOrderAndOnSeveralLines() throws IOException {
        byte[] input = bytes("type=CWD msg=audit(1.002:3): cwd=\"/caf\u00e9\"\n");
        JsonNode document = JSON.readTree(printed(documents(), input));
        ObjectNode reversed = JSON.createObjectNode();
        List<String> names = new ArrayList<>();
        document.fieldNames().forEachRemaining(name -> names.add(0, name));
        names.forEach(name -> reversed.set(name, document.get(name)));
        String pretty = reversed.toPrettyString() + '\n';
        assertThat(printed(new RawPrinter(out), pretty.getBytes(StandardCharsets.UTF_8))).isEqualTo(input);
    }

    /** An event of a spool, or of a dead letter, as the forwarder has stored it with its process. */
    private static byte[] withProcess(String more) {
        String container = "3f2a9c0d5b7e4f6a8c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9d0e1f2a3b";
        EventContext context = EventContext.NONE.withProcess(new ProcessInfoBuilder(812).parentPid(1)
                .executable(ProcessText.of("/usr/bin/python3")).script(ProcessText.of("/srv/app.py"))
                .controlGroup(ControlGroup.of("/system.slice/docker-" + container + ".scope"))
                .parent(new ProcessInfoBuilder(1).executable(ProcessText.of("/sbin/init")).build()).build());
        AuditEvent event = new AuditEventBuilder(1, 2, 3).addRecord(AuditMessageType.SYSCALL, Unpooled.copiedBuffer(
                "audit(1.002:3): arch=c000003e syscall=59 success=yes exit=0 ppid=1 pid=812 uid=0 comm=\"x\" exe=\"/bin/x\"",
                StandardCharsets.US_ASCII)).build();
        ByteBuf line = Unpooled.buffer();
        new RawEventEncoder().encode(event, context, line);
        event.release();
        String text = line.toString(StandardCharsets.UTF_8);
        return bytes(text.substring(0, text.lastIndexOf('}')) + more + "}\n");
    }

    @Test
    void whatIsKnownOfTheProcessStays() throws IOException {
        byte[] stored = withProcess("");
        assertThat(printed(documents(), stored)).isEqualTo(stored);
        byte[] deadLetter = withProcess(",\"dead_letter\":{\"sink\":\"bus\",\"reason\":\"no\"}");
        for (byte[] input : List.of(stored, deadLetter)) {
            EncoderSettings settings = EncoderSettings.of(NameService.NONE);
            RecordPrinter ecs = new InterpretedPrinter(out, () -> new EventRenderer(EventFilter.ALL,
                    new DocumentView(EventFormat.ECS.newEncoder(settings))), 0, false);
            JsonNode document = JSON.readTree(printed(ecs, input));
            assertThat(document.path("container").path("id").asText()).startsWith("3f2a9c0d");
            assertThat(document.path("process").path("parent").path("executable").asText()).isEqualTo("/sbin/init");
            assertThat(document.path("auditd").path("context").path("script").asText()).isEqualTo("/srv/app.py");
        }
    }

    @Test
    void aFilterSeesTheProcess() throws IOException {
        byte[] input = withProcess("");
        for (String expression : List.of("container starts-with 3f2a", "container starts-with 4f2a")) {
            FilterOptions options = new FilterOptions();
            new CommandLine(options).parseArgs("--filter", expression);
            EventFilter filter = options.filter(NameService.NONE, ZoneOffset.UTC);
            boolean isWanted = expression.endsWith("3f2a");
            assertThat(printed(new SelectingPrinter(new RawPrinter(out), filter, false), input).length > 0).isEqualTo(isWanted);
            assertThat(printed(new InterpretedPrinter(out, () -> new EventRenderer(filter,
                    new DocumentView(EventFormat.RAW_JSON.newEncoder(EncoderSettings.of(NameService.NONE)))), 0, false), input)
                    .length > 0).isEqualTo(isWanted);
        }
    }
}
