package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.pcapng.PacketDirection;
import io.github.nettyaudit.codec.pcapng.PcapngInterface;
import io.github.nettyaudit.codec.pcapng.PcapngWriter;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what {@code decode} prints against the golden files that libauparse made. */
class DecodeCommandTest {
    private static final Path CORPUS = Path.of("../codec/src/test/resources/corpus");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private String decode(RecordPrinter printer, byte[]... inputs) throws IOException {
        for (byte[] input : inputs) {
            new RecordInput(printer).read(new ByteArrayInputStream(input));
        }
        printer.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    private RecordPrinter fields() throws IOException {
        return new FieldsPrinter(out, new FieldInterpreter(NamesFile.read(CORPUS.resolve("host-names.json"))));
    }

    private RecordPrinter people() {
        return new InterpretedPrinter(out, new EventText(new FieldInterpreter(NameService.NONE), false,
                ZoneOffset.UTC, 118));
    }

    private static byte[] unzipped(String name) throws IOException {
        try (InputStream input = new GZIPInputStream(Files.newInputStream(CORPUS.resolve(name)))) {
            return input.readAllBytes();
        }
    }

    /** The two captures that live.log was made of, as .nlcap. */
    private static byte[] captures() {
        ByteArrayOutputStream capture = new ByteArrayOutputStream();
        for (CapturedDatagrams datagrams : List.of(CapturedDatagrams.liveDaemon(), CapturedDatagrams.liveWatch())) {
            for (int i = 0; i < datagrams.size(); i++) {
                byte[] bytes = datagrams.bytes(i);
                byte[] length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array();
                capture.writeBytes(length);
                capture.writeBytes(bytes);
            }
        }
        return capture.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "live-enriched"})
    void fieldsOfALogAreTheGoldenFiles(String name) throws IOException {
        assertGolden(decode(fields(), Files.readAllBytes(CORPUS.resolve(name + ".log.gz"))), name);
    }

    @Test
    void fieldsOfACaptureAreThoseOfItsLog() throws IOException {
        assertGolden(decode(fields(), captures()), "live");
    }

    /** All but the interpretations, of which codec's tests know every difference; here all but one in a thousand. */
    private static void assertGolden(String printed, String name) throws IOException {
        Map<Integer, JsonNode> golden = new TreeMap<>();
        for (String line : new String(unzipped(name + ".golden.jsonl.gz"), StandardCharsets.UTF_8).split("\n")) {
            JsonNode record = JSON.readTree(line);
            golden.put(record.get("line").intValue(), record);
        }
        List<String> lines = printed.lines().toList();
        assertThat(lines).hasSameSizeAs(golden.values());
        int next = 0;
        int interpreted = 0;
        int different = 0;
        JsonNode before = JSON.nullNode();
        int joined = 0;
        int joinedRecords = 0;
        for (JsonNode expected : golden.values()) {
            JsonNode actual = JSON.readTree(lines.get(next++));
            if (isCallOfNetLabel(before, expected)) {
                joined++;
                joinedRecords = 1;
            } else if (!expected.get("event").equals(before.path("event"))) {
                joinedRecords = 0;
            }
            before = expected;
            assertThat(actual.get("event").intValue()).as("event of %s", expected)
                    .isEqualTo(expected.get("event").intValue() - joined);
            assertThat(actual.get("record").intValue()).as("record of %s", expected)
                    .isEqualTo(expected.get("record").intValue() + joinedRecords);
            for (String member : List.of("line", "type", "typenum", "sec", "milli", "serial")) {
                if (!expected.get(member).equals(actual.get(member))) {
                    assertThat(actual.get(member)).as("%s of %s", member, expected).isEqualTo(expected.get(member));
                }
            }
            assertThat(actual.path("node")).isEqualTo(expected.path("node"));
            different += differences(actual, expected);
            interpreted += expected.get("fields").size();
        }
        assertThat(different).isLessThan(interpreted / 1_000);
    }

    /** libauparse ends an event at a record of NetLabel or IPsec; the system call that follows is another event to it. */
    private static boolean isCallOfNetLabel(JsonNode before, JsonNode record) {
        return before.path("type").asText().startsWith("MAC_") && !before.get("event").equals(record.get("event"))
                && before.get("serial").equals(record.get("serial")) && before.get("sec").equals(record.get("sec"))
                && before.get("milli").equals(record.get("milli"));
    }

    /**
     * Compares fields, and returns the number of other interpretations. Verdicts of user messages and values with blanks
     * or parentheses are further than libauparse's; codec's FieldConformanceTest holds them against the text.
     */
    private static int differences(JsonNode actual, JsonNode expected) {
        int different = 0;
        int next = 0;
        for (JsonNode theirs : expected.get("fields")) {
            JsonNode ours = actual.get("fields").get(next++);
            while (ours.get("name").textValue().matches("seresult|seperms")
                    && !ours.get("name").equals(theirs.get("name"))) {
                assertThat(ours.get("space").textValue()).isEqualTo("user");
                ours = actual.get("fields").get(next++);
            }
            assertThat(ours.get("name")).isEqualTo(theirs.get("name"));
            String raw = ours.get("raw").textValue();
            if (raw.startsWith("\"") && raw.indexOf(' ') > 0) {
                assertThat(raw).startsWith(theirs.get("raw").textValue() + ' ').endsWith("\"");
            } else if (raw.matches("\\d+\\(0x[0-9a-f]+\\)")) {
                assertThat(raw).isEqualTo(theirs.get("raw").textValue() + ')');
            } else {
                assertThat(raw).isEqualTo(theirs.get("raw").textValue());
                assertThat(ours.path("raw_hex")).isEqualTo(theirs.path("raw_hex"));
            }
            different += ours.get("interpreted").equals(theirs.get("interpreted")) ? 0 : 1;
        }
        assertThat(actual.get("fields")).hasSize(next);
        return different;
    }

    private static List<JsonNode> members(JsonNode record, String name) {
        List<JsonNode> members = new ArrayList<>();
        record.get("fields").forEach(field -> members.add(field.path(name)));
        return members;
    }

    @Test
    void rawOfACaptureIsTheLog() throws IOException {
        byte[] expected = unzipped("live.log.gz");
        decode(new RawPrinter(out), captures());
        assertThat(out.toByteArray()).isEqualTo(expected);
        out.reset();
        decode(new RawPrinter(out), expected);
        assertThat(out.toByteArray()).isEqualTo(expected);
    }

    /** F12, F14: the names of an ENRICHED log were lost, and the message after a byte 0x1D with them. */
    @Test
    void rawKeepsWhatTheDaemonAdded() throws IOException {
        String lines = "type=CWD msg=audit(1.2:3000000000000): cwd=\"/\"\u001dX=y\n"
                + "type=USER msg=audit(1364481363.243:9): msg='text=a\u001db res=success'\u001dUID=\"root\"\n";
        assertThat(decode(new RawPrinter(out), (lines + "no record\n").getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(lines);
    }

    @Test
    void linesOfSeveralFilesAreCountedAnew() throws IOException {
        byte[] first = "type=USER msg=audit(1364481363.243:1): a=b\n".getBytes(StandardCharsets.US_ASCII);
        byte[] second = "type=USER msg=audit(1364481363.243:2): a=\"\u00e9\"\n".getBytes(StandardCharsets.ISO_8859_1);
        RecordPrinter printer = fields();
        new RecordInput(printer).read(new ByteArrayInputStream(first));
        printer.fileStarted(null);
        assertThat(decode(printer, second)).isEqualTo("""
                {"event":1,"record":0,"line":1,"type":"USER","typenum":1005,"sec":1364481363,"milli":243,"serial":1,\
                "fields":[{"name":"type","raw":"USER","interpreted":"USER"},{"name":"a","raw":"b","interpreted":"b"}]}
                {"event":2,"record":0,"line":1,"type":"USER","typenum":1005,"sec":1364481363,"milli":243,"serial":2,\
                "fields":[{"name":"type","raw":"USER","interpreted":"USER"},{"name":"a","raw":"\\"\ufffd\\"",\
                "raw_hex":"22e922","interpreted":"\ufffd","interpreted_hex":"e9"}]}
                """);
    }

    @Test
    void compressedInputsAreRecognised() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(captures());
        }
        assertThat(decode(fields(), compressed.toByteArray()).lines().count()).isEqualTo(5573);
    }

    @Test
    void pcapngIsRecognised() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(file)) {
            int tapped = writer.addInterface(PcapngInterface.AUDIT);
            for (CapturedDatagrams datagrams : List.of(CapturedDatagrams.liveDaemon(), CapturedDatagrams.liveWatch())) {
                for (int i = 0; i < datagrams.size(); i++) {
                    writer.write(tapped, PacketDirection.INBOUND, Instant.EPOCH, datagrams.buffer(i));
                }
            }
            writer.write(tapped, PacketDirection.OUTBOUND, Instant.EPOCH, CapturedDatagrams.liveWatch().buffer(0));
        }
        assertGolden(decode(fields(), file.toByteArray()), "live");
    }

    @Test
    void aLineWithoutATypeHasNoneMadeUp() throws IOException {
        byte[] line = "what msg=audit(1364481363.243:24287): a=b\n".getBytes(StandardCharsets.US_ASCII);
        JsonNode record = JSON.readTree(decode(fields(), line));
        assertThat(record.get("type").textValue()).isEqualTo("?");
        assertThat(record.get("typenum").intValue()).isZero();
        assertThat(members(record, "name")).extracting(JsonNode::textValue).containsExactly("a");
    }

    @Test
    void fieldsOfAUserMessageAndWordsAreMarked() throws IOException {
        byte[] lines = """
                type=USER_AUTH msg=audit(1700000021.000:468): user pid=63 uid=500 msg='PAM: bad acct=root : res=failed'
                node=h type=MAC_POLICY_LOAD msg=audit(1700000019.611:467): policy loaded auid=0 ses=2 last
                """.getBytes(StandardCharsets.US_ASCII);
        assertThat(decode(fields(), lines)).isEqualTo("""
                {"event":1,"record":0,"line":1,"type":"USER_AUTH","typenum":1100,"sec":1700000021,"milli":0,"serial":468,\
                "fields":[{"name":"type","raw":"USER_AUTH","interpreted":"USER_AUTH"},\
                {"name":"pid","raw":"63","interpreted":"63"},{"name":"uid","raw":"500","interpreted":"unknown(500)"},\
                {"name":"acct","raw":"root","interpreted":"root","space":"user"},\
                {"name":"res","raw":"failed","interpreted":"failed","space":"user"}],\
                "words":[{"before":1,"text":"user"},{"before":3,"text":"PAM:","space":"user"},\
                {"before":3,"text":"bad","space":"user"},{"before":4,"text":":","space":"user"}]}
                {"event":2,"record":0,"line":2,"type":"MAC_POLICY_LOAD","typenum":1403,"sec":1700000019,"milli":611,\
                "serial":467,"node":"h","fields":[{"name":"node","raw":"h","interpreted":"h"},\
                {"name":"type","raw":"MAC_POLICY_LOAD","interpreted":"MAC_POLICY_LOAD"},\
                {"name":"auid","raw":"0","interpreted":"root"},{"name":"ses","raw":"2","interpreted":"2"}],\
                "words":[{"before":2,"text":"policy"},{"before":2,"text":"loaded"},{"before":4,"text":"last"}]}
                """);
    }

    /** 1420 was a task context before it was IPE_ACCESS. */
    @Test
    void aTypeThatTheLogHasNoNameForKeepsItsNumber() throws IOException {
        byte[] lines = """
                type=UNKNOWN[1420] msg=audit(1700000005.637:55): subj_apparmor=unconfined
                type=UNKNOWN[1999] msg=audit(1700000005.637:56): a=b
                type=1420 msg=audit(1700000005.637:57): a=b
                """.getBytes(StandardCharsets.US_ASCII);
        List<String> types = new ArrayList<>();
        for (String line : decode(fields(), lines).split("\n")) {
            types.add(JSON.readTree(line).get("type").textValue());
        }
        assertThat(types).containsExactly("UNKNOWN[1420]", "?", "IPE_ACCESS");
    }

    @Test
    void anEmptyInputHasNoRecords() throws IOException {
        assertThat(decode(fields(), new byte[0])).isEmpty();
        assertThat(decode(people(), "\n\n".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }

    @Test
    void aDamagedCaptureIsAnError() {
        byte[] capture = captures();
        byte[] cut = java.util.Arrays.copyOf(capture, capture.length - 1);
        assertThatThrownBy(() -> decode(fields(), cut)).isInstanceOf(IOException.class)
                .hasMessage("the capture ends within a datagram");
    }

    @Test
    void peopleSeeWhoDidWhat() throws IOException {
        byte[] log = """
                type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e syscall=2 success=no exit=-13 a0=7fffd19c5592 \
                a1=0 a2=7fffd19c4b50 a3=a items=1 ppid=2686 pid=3538 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 \
                sgid=0 fsgid=0 tty=pts0 ses=1 comm="cat" exe="/bin/cat" key="secrets"
                type=PATH msg=audit(1364481363.243:24287): item=0 name=2F746D702F611B5B33316D nametype=NORMAL
                type=PROCTITLE msg=audit(1364481363.243:24287): proctitle=636174002F746D702F61
                """.getBytes(StandardCharsets.US_ASCII);
        String text = decode(people(), log);
        assertThat(text.lines()).containsExactly(
                "2013-03-28 14:36:03.243 +00:00  #24287  open failed: EACCES(Permission denied)  key secrets",
                "  who      1000 as root  /bin/cat  pid 3538, parent 2686  tty pts0  session 1",
                "  what     \"/tmp/a\\x1b[31m\"",
                "  command  cat /tmp/a",
                "  SYSCALL  arch=x86_64 syscall=open success=no exit=\"EACCES(Permission denied)\" a0=0x7fffd19c5592 a1=O_RDONLY",
                "           a2=0x7fffd19c4b50 a3=0xa items=1 ppid=2686 pid=3538 auid=1000 uid,euid,suid,fsuid=root",
                "           gid,egid,sgid,fsgid=root tty=pts0 ses=1 comm=cat exe=/bin/cat key=secrets",
                "  PATH     item=0 name=\"/tmp/a\\x1b[31m\" nametype=NORMAL",
                "");
    }

    @Test
    void namesAreReadFromAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("names.json");
        Files.writeString(file, "{\"protocols\":{\"1\":\"icmp\"},\"users\":{\"1000\":\"alice\",\"4294967294\":\"x\"},"
                + "\"groups\":{}}");
        NamesFile names = NamesFile.read(file);
        assertThat(names.user(1000)).isEqualTo("alice");
        assertThat(names.user(-2)).isEqualTo("x");
        assertThat(names.group(1000)).isNull();
        Files.writeString(file, "{\"users\":{\"root\":\"0\"}}");
        assertThatThrownBy(() -> NamesFile.read(file)).isInstanceOf(IOException.class);
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> NamesFile.read(file)).isInstanceOf(IOException.class);
    }
}
