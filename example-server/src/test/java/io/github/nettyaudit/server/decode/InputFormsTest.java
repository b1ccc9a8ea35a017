package io.github.nettyaudit.server.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import io.github.nettyaudit.codec.interpret.NameService;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The forms of test resource {@code forms/}, each beside the lines that the audit daemon would have written (F3). */
class InputFormsTest {
    private static final Path FORMS = Path.of("src/test/resources/forms");
    private static final String LINE = "type=CWD msg=audit(1364481363.243:1): cwd=\"/\"\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final InputReport report = new InputReport();

    private String raw(InputStream input) throws IOException {
        RawPrinter printer = new RawPrinter(out);
        new RecordInput(printer, report).read(input);
        printer.end();
        return out.toString(ISO_8859_1);
    }

    private String raw(byte[] input) throws IOException {
        out.reset();
        return raw(new ByteArrayInputStream(input));
    }

    private String decode(RecordPrinter printer, String input) throws IOException {
        new RecordInput(printer, report).read(new ByteArrayInputStream(input.getBytes(UTF_8)));
        printer.end();
        return out.toString(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"syslog", "rfc5424", "dmesg", "audispd", "journal-json", "journal-pretty", "journal-export", "crlf"})
    void eachFormIsReadAsTheLinesOfTheDaemon(String form) throws IOException {
        String expected = Files.readString(FORMS.resolve(form + ".expected"), ISO_8859_1);
        assertThat(raw(Files.readAllBytes(FORMS.resolve(form + ".log")))).isEqualTo(expected);
        assertThat(report.records()).isEqualTo(expected.lines().count());
    }

    /** The fields are those of the record: what is not of it is only the node. */
    @Test
    void aRecordOfASyslogHasItsFieldsAndTheHost() throws IOException {
        JsonNode record = new ObjectMapper().readTree(decode(new FieldsPrinter(out, new FieldInterpreter(NameService.NONE)),
                "Nov 14 22:13:20 web1 kernel: [ 1.2] audit: type=1400 audit(1700000000.365:54): apparmor=\"DENIED\""
                + " info=\"Failed name lookup\" pid=19\n"));
        assertThat(record.get("type").textValue()).isEqualTo("AVC");
        assertThat(record.get("typenum").intValue()).isEqualTo(1400);
        assertThat(record.get("node").textValue()).isEqualTo("web1");
        assertThat(record.get("serial").intValue()).isEqualTo(54);
        assertThat(record.get("fields").findValuesAsText("name"))
                .containsExactly("node", "type", "apparmor", "info", "pid");
        assertThat(record.has("words")).isFalse();
    }

    /** Events of two hosts with the same stamp and serial in one syslog are two events. */
    @Test
    void theHostsOfASyslogKeepEventsApart() throws IOException {
        String call = "kernel: audit: type=1300 audit(1700000000.365:54): arch=c000003e syscall=2 success=yes\n";
        String path = "kernel: audit: type=1302 audit(1700000000.365:54): item=0 name=\"/a\"\n";
        String text = decode(people(), "Nov 14 22:13:20 web1 " + call + "Nov 14 22:13:20 web2 " + call
                + "Nov 14 22:13:20 web1 " + path + "Nov 14 22:13:20 web2 " + path);
        assertThat(text.lines().filter(line -> line.startsWith("2023-11-14"))).hasSize(2)
                .allMatch(line -> line.contains("#54  node web"));
    }

    private InterpretedPrinter people() {
        return new InterpretedPrinter(out, new EventText(new FieldInterpreter(NameService.NONE), false, ZoneOffset.UTC, 0));
    }

    @Test
    void aNodeWithBlanksIsOneField() throws IOException {
        JsonNode record = new ObjectMapper().readTree(decode(new FieldsPrinter(out, new FieldInterpreter(NameService.NONE)),
                "node=My Box 7 type=CWD msg=audit(1364481363.243:1): cwd=\"/\"\n"));
        assertThat(record.get("node").textValue()).isEqualTo("My Box 7");
        assertThat(record.get("fields").findValuesAsText("name")).containsExactly("node", "type", "cwd");
        assertThat(record.get("fields").get(0).get("raw").textValue()).isEqualTo("My Box 7");
        assertThat(record.has("words")).isFalse();
    }

    /** F11, F15. */
    @Test
    void aNameThatIsNotKnownIsShown() throws IOException {
        String text = decode(people(), """
                type=UNKNOWN[1420] msg=audit(1700000005.637:55): subj_apparmor=unconfined
                type=CKADDR msg=audit(1700000007.346:737): saddr=1
                Nov 14 22:13:20 web1 kernel: audit: type=1420 audit(1700000008.346:738): subj_apparmor=unconfined
                type=UNKNOWN[1420] msg=audit(1700000009.637:55): ipe_op=EXECUTE
                type=IPE_ACCESS msg=audit(1700000010.637:55): ipe_op=EXECUTE
                type=C\u001bX msg=audit(1700000011.346:737): a=1
                """);
        assertThat(text.lines().filter(line -> line.startsWith("2023")).map(line -> line.replaceFirst(".*#\\d+  ", "")))
                .containsExactly("unknown[1420]", "CKADDR", "node web1  unknown[1420]", "unknown[1420]: EXECUTE",
                        "ipe access: EXECUTE", "\"C\\x1bX\"");
        assertThat(text).contains("  UNKNOWN[1420]").contains("  CKADDR").contains("  IPE_ACCESS").contains("C\\x1bX\"");
    }

    private static byte[] compress(Compression compression, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream compressed = switch (compression) {
            case GZIP -> new GZIPOutputStream(bytes);
            case XZ -> new XZOutputStream(bytes, new LZMA2Options(1));
            case ZSTD -> new ZstdOutputStream(bytes);
        }) {
            compressed.write(content);
        }
        return bytes.toByteArray();
    }

    /** A stream as of a pipe: one byte at a time, and never anything known to be available. */
    private static InputStream trickle(byte[] content) {
        return new ByteArrayInputStream(content) {
            @Override
            public synchronized int read(byte[] target, int start, int length) {
                return super.read(target, start, Math.min(length, 1));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void compressedInputsAndSeveralMembersAreRead(Compression compression) throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            members.write(compress(compression, LINE.replace(":1)", ":" + i + ')').getBytes(US_ASCII)));
        }
        String expected = LINE.replace(":1)", ":0)") + LINE + LINE.replace(":1)", ":2)");
        assertThat(raw(members.toByteArray())).isEqualTo(expected);
        out.reset();
        // GZIPInputStream ended after the first member of a pipe that had no more at the moment
        assertThat(raw(trickle(members.toByteArray()))).isEqualTo(expected);
        assertThat(raw(compress(Compression.GZIP, compress(compression, LINE.getBytes(US_ASCII))))).isEqualTo(LINE);
        byte[] thrice = compress(compression, compress(compression, compress(compression, LINE.getBytes(US_ASCII))));
        assertThatThrownBy(() -> raw(thrice)).isInstanceOf(IOException.class).hasMessageContaining("more than 2 times");
    }

    /** What could be read is printed, and the damage reported. */
    @ParameterizedTest
    @EnumSource
    void aCutFileIsAnError(Compression compression) throws IOException {
        byte[] whole = compress(compression, LINE.repeat(1_000).getBytes(US_ASCII));
        byte[] cut = Arrays.copyOf(whole, whole.length - 5);
        assertThatThrownBy(() -> raw(cut)).isInstanceOf(IOException.class);
    }

    /** GZIPInputStream ends without a word where the header of the next member is damaged. */
    @Test
    void whatFollowsTheEndOfGzipIsReported() throws IOException {
        byte[] member = compress(Compression.GZIP, LINE.getBytes(US_ASCII));
        for (int padding : new int[] {1, 17, 18, 19, 100, 200_000}) {
            byte[] file = Arrays.copyOf(member, member.length + padding);
            assertThat(raw(file)).as("zeros").isEqualTo(LINE);
            file[file.length - 1] = 1;
            assertThatThrownBy(() -> raw(file)).hasMessageContaining("something follows that is not gzip");
            assertThat(out.toString(US_ASCII)).isEqualTo(LINE);
        }
    }

    /** What comes before the damage is printed, whatever the damage itself decompresses to. */
    @Test
    void aDamagedFileIsReadUpToTheDamage() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("type=CWD msg=audit(1364481363.243:").append(i).append("): cwd=").append(i * 1_234_567L % 1_000_003)
                    .append('\n');
        }
        byte[] file = compress(Compression.GZIP, text.toString().getBytes(US_ASCII));
        Arrays.fill(file, file.length * 9 / 10, file.length, (byte) 0xff);
        assertThatThrownBy(() -> raw(file)).isInstanceOf(IOException.class);
        assertThat(out.toString(US_ASCII)).startsWith(text.substring(0, text.length() * 8 / 10));
    }

    @Test
    void aSkippableFrameMayComeFirst() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(new byte[] {0x5f, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4});
        frames.write(compress(Compression.ZSTD, LINE.getBytes(US_ASCII)));
        assertThat(raw(frames.toByteArray())).isEqualTo(LINE);
    }

    @Test
    void utf16IsConverted() throws IOException {
        String text = LINE.replace("/", "/\u00e9\ud83d\ude00").replace("\n", "\r\n");
        String expected = new String(text.replace("\r", "").repeat(1_000).getBytes(UTF_8), ISO_8859_1);
        for (Charset charset : List.of(UTF_16, UTF_16LE, UTF_16BE)) {
            assertThat(raw(text.repeat(1_000).getBytes(charset))).as(charset.name()).isEqualTo(expected);
        }
        assertThat(raw(("\ufeff" + text).getBytes(UTF_16LE)).lines()).hasSize(1);
        assertThat(report.sentences()).containsExactly("it is UTF-16LE, and was read as such");
    }

    /** F13. */
    @Test
    void aByteOrderMarkAndWhiteSpaceAreNotPartOfALine() throws IOException {
        assertThat(raw(("\ufeff" + LINE + "\t" + LINE + "\ufeff  " + LINE).getBytes(UTF_8))).isEqualTo(LINE.repeat(3));
    }

    @Test
    void otherFormatsAreNamed() throws IOException {
        for (String start : List.of("BZh91AY", "PK\u0003\u0004", "LPKSHHRH", "\u007fELF", "\u0004\"M\u0018x", "\u0001\u0000",
                "\u00ff\u00fe\u0000\u0000t\u0000\u0000\u0000")) {
            InputReport other = new InputReport();
            new RecordInput(new RawPrinter(out), other).read(new ByteArrayInputStream(start.getBytes(ISO_8859_1)));
            assertThat(other.emptySentence()).startsWith("there is no audit record in it; it is ");
        }
        raw("text".getBytes(US_ASCII));
        assertThat(report.emptySentence()).isEqualTo("there is no audit record in it");
    }

    /** F15: a line that was cut is reported. */
    @Test
    void aLineThatIsTooLongIsReported() throws IOException {
        raw((LINE.strip() + "x".repeat(3 << 20) + "\n" + LINE).getBytes(US_ASCII));
        assertThat(report.records()).isEqualTo(2);
        assertThat(report.sentences()).containsExactly("1 line was longer than 1 MiB; its end was not read");
    }

    @Test
    void entriesOfTheJournalThatAreNoRecordsAreCounted() throws IOException {
        raw("""
                {"MESSAGE":"hello","_TRANSPORT":"syslog","SYSLOG_IDENTIFIER":"sshd","_HOSTNAME":"web1"}
                {"MESSAGE":null,"_TRANSPORT":"audit","_HOSTNAME":"web1"}
                {"MESSAGE":"type=CWD msg=audit(1.2:3): cwd=1","_TRANSPORT":"stdout","SYSLOG_IDENTIFIER":"audit x: kernel"}
                {"MESSAGE":"X a=b","_TRANSPORT":"audit","_AUDIT_ID":"x","_AUDIT_TYPE":"1","_SOURCE_REALTIME_TIMESTAMP":"1"}
                """.getBytes(US_ASCII));
        assertThat(report.records()).isZero();
        assertThat(report.sentences()).hasSize(3);
        assertThat(report.sentences().get(0)).startsWith("1 of 4 lines are not audit records; the first is line 4");
        assertThat(report.sentences().get(1)).startsWith("1 record has no text, because journalctl");
        assertThat(report.sentences().get(2)).isEqualTo("2 entries of the journal are not audit records");
    }

    /** journalctl indents the further lines of a message, which any program can send. */
    @ParameterizedTest
    @ValueSource(strings = {"Nov 14 22:13:20 web1 app[7]: ", "[   12.345678] usb 1-1: ", "2023-11-14T22:13:20+0000 web1 app: ",
        "<13>1 2023-11-14T22:13:20Z web1 app - - - "})
    void theFurtherLinesOfAMessageAreNoRecords(String header) throws IOException {
        String indented = "          " + LINE;
        assertThat(raw((header + "hello\n" + indented + "          \n" + indented).getBytes(US_ASCII))).isEmpty();
        assertThat(report.records()).isZero();
        // what is not in a message may be indented
        assertThat(raw((header + "hello\n" + LINE + indented).getBytes(US_ASCII))).isEqualTo(LINE + LINE);
        assertThat(raw((header + "hello\n\n" + indented).getBytes(US_ASCII))).isEqualTo(LINE);
        assertThat(raw(("as follows:\n" + indented).getBytes(US_ASCII))).isEqualTo(LINE);
    }

    @Test
    void theLineEndOfAMessageOfTheJournalIsNotPartOfTheRecord() throws IOException {
        assertThat(raw(("{\"MESSAGE\":\"" + LINE.strip().replace("\"", "\\\"") + "\\r\\n\",\"_UID\":\"0\","
                + "\"_TRANSPORT\":\"syslog\",\"SYSLOG_IDENTIFIER\":\"audispd\"}\n").getBytes(US_ASCII)))
                .isEqualTo(LINE);
    }

    /** A host that lost its power leaves zeros, and its next start writes behind them. */
    @Test
    void whatFollowsANulIsReadOrReported() throws IOException {
        String other = LINE.replace(":1)", ":2)");
        assertThat(raw((LINE.strip() + "\0\0\0" + other + LINE.strip() + "\0\0\n").getBytes(US_ASCII)))
                .isEqualTo(LINE + other + LINE.strip() + "\0\0\n");
        assertThat(report.sentences()).isEmpty();
        String hidden = LINE + LINE.strip() + "\0 hidden\u001b\n";
        assertThat(raw(hidden.getBytes(US_ASCII))).isEqualTo(hidden);
        assertThat(report.sentences()).containsExactly(
                "1 line has text behind a NUL, where a record ends; the first is line 4: \"hidden\\x1b\"");
    }

    /** Any program can write to a syslog. */
    @Test
    void noRecordOfASyslogIsReadBehindANul() throws IOException {
        String header = "Nov 14 22:13:20 web1 audispd: ";
        assertThat(raw((header + LINE.strip() + "\0" + LINE).getBytes(US_ASCII)))
                .isEqualTo("node=web1 " + LINE);
        assertThat(report.records()).isOne();
        assertThat(report.sentences().get(0)).startsWith("1 line has text behind a NUL, where a record ends; ");
        assertThat(raw(("Nov 14 22:13:20 web1 app: x\0" + LINE).getBytes(US_ASCII))).isEmpty();
    }

    @Test
    void lossesThatTheKernelReportsAreRepeated() throws IOException {
        raw(("Nov 14 22:13:20 web1 kernel: audit: audit_backlog=65 > audit_backlog_limit=64\n" + LINE
                + "Nov 14 22:13:20 web1 kernel: audit: audit_lost=12 audit_rate_limit=0 audit_backlog_limit=64\n"
                + "{\"MESSAGE\":\"audit: audit_lost=13 \\u001b\",\"_TRANSPORT\":\"kernel\"}\n"
                + "Nov 14 22:13:20 web1 app: audit_lost=14\n").getBytes(US_ASCII));
        assertThat(report.records()).isOne();
        assertThat(report.sentences()).hasSize(2).element(1)
                .isEqualTo("the kernel reported 3 times that it lost records; the last time is line 4:"
                        + " \"audit_lost=13 \\x1b\"");
    }

    /** A value of the export may have lines; none of them is one of the file. */
    @Test
    void aValueOfTheJournalIsNotRead() throws IOException {
        ByteArrayOutputStream export = new ByteArrayOutputStream();
        String message = "hello\n" + LINE + "__CURSOR=x\n\n" + LINE;
        export.write("__CURSOR=a\n_TRANSPORT=syslog\nSYSLOG_IDENTIFIER=app\nMESSAGE\n".getBytes(US_ASCII));
        export.write(message.length());
        export.write(new byte[7]);
        export.write((message + "\n\n__CURSOR=b\n_TRANSPORT=syslog\nSYSLOG_IDENTIFIER=audispd\n_UID=1000\nMESSAGE="
                + LINE + "\n__CURSOR=c\n_UID=0\nSYSLOG_IDENTIFIER=audispd\nMESSAGE=" + LINE).getBytes(US_ASCII));
        byte[] whole = export.toByteArray();
        assertThat(raw(whole)).isEqualTo(LINE);
        assertThat(report.sentences()).containsExactly("2 entries of the journal are not audit records");
        for (int length = 10; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertThat(raw(cut)).satisfiesAnyOf(text -> assertThat(text).isEmpty(),
                        text -> assertThat(LINE).startsWith(text.strip()));
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("the export of the journal");
            }
        }
    }

    /** Lines after a brace that are no object are read as lines, and counted. */
    @Test
    void anObjectThatDoesNotEndHidesNothing() throws IOException {
        assertThat(raw(("{\n" + LINE + "{\n\"a\": 1\n" + LINE).getBytes(US_ASCII))).isEqualTo(LINE + LINE);
        assertThat(report.sentences()).containsExactly("3 of 5 lines are not audit records; the first is line 1: {");
        assertThat(raw(("{\nNov 14 22:13:20 web1 audispd: " + LINE + "}\n{\nNov 14 22:13:20 web1 audispd: " + LINE)
                .getBytes(US_ASCII))).isEqualTo(("node=web1 " + LINE).repeat(2));
        assertThat(raw(("{\n" + "x\n".repeat(600_000) + "audispd: " + LINE).getBytes(US_ASCII))).isEqualTo(LINE);
    }

    @Test
    void anObjectOnSeveralLinesHasTheNumberOfItsFirst() throws IOException {
        JsonNode record = new ObjectMapper().readTree(decode(new FieldsPrinter(out, new FieldInterpreter(NameService.NONE)),
                "x\n{\n  \"typenum\": 1307,\n  \"text\": \"audit(1.000:1): cwd=1\",\n  \"more\": {\n  }\n}\ny\n"));
        assertThat(record.get("line").intValue()).isEqualTo(2);
        assertThat(report.sentences()).containsExactly("2 of 8 lines are not audit records; the first is line 1: x");
    }

    /** What a hostile journal says in other fields is neither a line nor the end of the program. */
    @Test
    void fieldsOfTheJournalCannotBeLines() throws IOException {
        String entry = "{\"MESSAGE\":\"CWD cwd=1\",\"_TRANSPORT\":\"audit\",\"_AUDIT_ID\":\"3\",\"_AUDIT_TYPE\":\"%s\","
                + "\"_AUDIT_TYPE_NAME\":\"CWD\",\"_SOURCE_REALTIME_TIMESTAMP\":\"1364481363243000\",\"_HOSTNAME\":\"%s\"}\n";
        assertThat(raw((entry.formatted("99999999999", "web1")
                + entry.formatted("1307", "x\\ntype=CWD msg=audit(1.000:1): cwd=2")).getBytes(US_ASCII)).lines()).hasSize(1);
        assertThat(report.sentences().get(0)).startsWith("1 of 2 lines are not audit records; the first is line 1");
    }

    /** journalctl's text has no event id. */
    @Test
    void recordsOfJournalctlsTextAreReadWithoutAnEventId() throws IOException {
        JsonNode record = new ObjectMapper().readTree(decode(new FieldsPrinter(out, new FieldInterpreter(NameService.NONE)),
                "Nov 14 22:13:20 web1 audit[1]: SERVICE_START pid=1 uid=0 msg='unit=x res=success'\n"));
        assertThat(record.get("type").textValue()).isEqualTo("SERVICE_START");
        assertThat(record.has("serial")).isFalse();
        assertThat(record.get("fields").findValuesAsText("name")).containsExactly("type", "pid", "uid", "unit", "res");
        assertThat(report.sentences()).containsExactly("1 record has no time and serial, which journalctl leaves out of"
                + " its text; journalctl -o json has them");
    }

    @Test
    void theLinesOfAusearchBetweenEventsAreNotCounted() throws IOException {
        assertThat(raw(("----\ntime->Thu Mar 28 14:36:03 2013\n" + LINE).getBytes(US_ASCII))).isEqualTo(LINE);
        assertThat(report.sentences()).isEmpty();
    }
}
