package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The formats agree on what a record is, and everything else is reported. */
class DecodeFormatsTest {
    private static final String RECORD = "type=CWD msg=audit(1364481363.243:1): cwd=\"/\"";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final InputReport report = new InputReport();

    private RecordPrinter printer(DecodeFormat format) {
        FieldInterpreter interpretation = new FieldInterpreter(NameService.NONE);
        return switch (format) {
            case RAW -> new RawPrinter(out);
            case FIELDS -> new FieldsPrinter(out, interpretation);
            case INTERPRETED -> new InterpretedPrinter(out, new EventText(interpretation, false, ZoneOffset.UTC, 0));
        };
    }

    private String decode(DecodeFormat format, byte[] input) throws IOException {
        RecordPrinter printer = printer(format);
        new RecordInput(printer, report).read(new ByteArrayInputStream(input));
        printer.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Long words with parentheses, in prose and in a binary file, were records of 1970. */
    @ParameterizedTest
    @EnumSource
    void proseAndBinaryLinesAreNoRecords(DecodeFormat format) throws IOException {
        String input = RECORD + """

                | `AuditClient.status(…)` | asks (`AUDIT_GET`) the kernel |
                a (long-word-in-parentheses)
                \u007fELF __libc_start_main(GLIBC_2.34) \u0001\u0000\u00ff
                type=SYSCALL msg=audit(11/14/2023 22:13:20.100:50) : arch=x86_64
                """;
        assertThat(decode(format, input.getBytes(StandardCharsets.ISO_8859_1))).contains("CWD").doesNotContain("1970");
        assertThat(report.records()).isOne();
        assertThat(report.sentences()).hasSize(2).first().asString()
                .startsWith("3 of 5 lines are not audit records; the first is line 2: \"| `Audit");
        assertThat(report.sentences().get(1)).startsWith("1 line is the interpreted output of ausearch(8)")
                .endsWith("the first is line 5; use ausearch --raw");
    }

    /** The fields format left out a line without a field, and the other formats printed it. */
    @ParameterizedTest
    @EnumSource
    void aLineWithoutAFieldIsARecordInEveryFormat(DecodeFormat format) throws IOException {
        assertThat(decode(format, "what msg=audit(1364481363.243:24287): words\n".getBytes(StandardCharsets.US_ASCII)))
                .isNotEmpty().contains("24287");
        assertThat(report.records()).isOne();
        assertThat(report.sentences()).isEmpty();
    }

    /** The fields format dropped a captured record without an event id, and counted it as read. */
    @ParameterizedTest
    @EnumSource
    void aCapturedRecordWithoutAnEventIdIsPrinted(DecodeFormat format) throws IOException {
        ByteArrayOutputStream capture = new ByteArrayOutputStream();
        capture.writeBytes(datagram(AuditMessageType.CWD, "audit(1364481363.243:1): cwd=\"/\""));
        capture.writeBytes(datagram(AuditMessageType.USER, "no event=id"));
        capture.writeBytes(datagram(AuditMessageType.CWD, "audit(1364481363.243:2): cwd=\"/\""));
        String printed = decode(format, capture.toByteArray());
        assertThat(report.records()).isEqualTo(3);
        assertThat(printed).contains("USER").contains("event").contains("id");
        if (format == DecodeFormat.FIELDS) {
            List<String> lines = printed.lines().toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(1)).isEqualTo("{\"line\":2,\"type\":\"USER\",\"typenum\":1005,\"fields\":[{\"name\":\"type\","
                    + "\"raw\":\"USER\",\"interpreted\":\"USER\"},{\"name\":\"event\",\"raw\":\"id\",\"interpreted\":\"id\"}],"
                    + "\"words\":[{\"before\":1,\"text\":\"no\"}]}");
            JsonNode last = new ObjectMapper().readTree(lines.get(2));
            assertThat(last.get("event").intValue()).isEqualTo(2);
            assertThat(last.get("line").intValue()).isEqualTo(3);
        }
    }

    private static byte[] datagram(int type, String text) {
        byte[] content = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuf buffer = Unpooled.buffer();
        buffer.writeIntLE(16 + content.length).writeIntLE(16 + content.length).writeShortLE(type).writeShortLE(0)
                .writeIntLE(0).writeIntLE(0).writeBytes(content);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    /** decode of a binary printed "1970-01-01 … unknown[0]" and ended with 0. */
    @ParameterizedTest
    @ValueSource(strings = {"interpreted", "raw", "fields"})
    void aFileWithoutARecordEndsWithItsOwnCode(String format) {
        // a program, and prose
        for (String file : List.of("/bin/ls", "../LICENSE")) {
            StringWriter errors = new StringWriter();
            CommandLine line = new CommandLine(new DecodeCommand()).setErr(new PrintWriter(errors))
                    .setCaseInsensitiveEnumValuesAllowed(true);
            assertThat(line.execute("--format", format, file)).isEqualTo(6);
            assertThat(errors.toString().lines()).hasSize(2)
                    .first().asString().containsPattern("^netty-audit: " + file + ": \\d+ of \\d+ lines are not audit"
                            + " records; the first is line \\d+: ");
            assertThat(errors.toString().lines().toList().get(1)).isEqualTo("netty-audit: " + file
                    + ": there is no audit record in it" + (file.equals("/bin/ls") ? "; it is a program (ELF)" : ""));
        }
    }

    /** README.md has examples of records, and much prose; each line is one or the other in every format. */
    @Test
    void theFormatsAgreeOnTheReadme() throws IOException {
        byte[] readme = Files.readAllBytes(Path.of("../README.md"));
        String raw = decode(DecodeFormat.RAW, readme);
        long records = report.records();
        List<String> unread = report.sentences();
        assertThat(raw.lines().count()).isEqualTo(records).isLessThan(10);
        for (DecodeFormat format : List.of(DecodeFormat.FIELDS, DecodeFormat.INTERPRETED)) {
            InputReport other = new InputReport();
            RecordPrinter printer = printer(format);
            out.reset();
            new RecordInput(printer, other).read(new ByteArrayInputStream(readme));
            printer.end();
            assertThat(other.records()).as(format.name()).isEqualTo(records);
            assertThat(other.sentences()).as(format.name()).isEqualTo(unread);
            assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("1970-01-01");
        }
    }

    /** The kernel keeps 128 bytes of a title: its last argument need not be whole. */
    @Test
    void aTitleThatMayBeCutIsMarked() throws IOException {
        String line = "type=PROCTITLE msg=audit(1364481363.243:%d): proctitle=\"%s\"\n";
        String printed = decode(DecodeFormat.INTERPRETED, (line.formatted(1, "a".repeat(127))
                + line.formatted(2, "b".repeat(128))).getBytes(StandardCharsets.US_ASCII));
        assertThat(printed.lines().filter(text -> text.contains("command"))).satisfiesExactly(
                first -> assertThat(first).contains("aaa").doesNotContain("incomplete"),
                second -> assertThat(second).contains("bbb").contains("incomplete"));
    }

    /** A record after the end of its event is not a second event without a word. */
    @Test
    void aRecordThatIsLateIsMarked() throws IOException {
        String log = RECORD + '\n' + RECORD.replace("CWD", "PROCTITLE") + '\n' + RECORD.replace("CWD", "PATH") + '\n';
        String printed = decode(DecodeFormat.INTERPRETED, log.getBytes(StandardCharsets.US_ASCII));
        assertThat(printed.lines().filter(text -> text.contains("#1"))).satisfiesExactly(
                first -> assertThat(first).doesNotContain("late"), second -> assertThat(second).endsWith("(late)"));
    }
}
