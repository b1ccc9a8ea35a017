package io.github.nettyaudit.schema.laurel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaurelEventEncoderTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final NameService NAMES = new NameService() {
        @Override
        public @Nullable String user(int id) {
            return id == 33 ? "www-data" : null;
        }

        @Override
        public @Nullable String group(int id) {
            return null;
        }
    };

    private LaurelEventEncoder encoder = new LaurelEventEncoder();

    private List<String> lines(byte[] log) {
        ByteBuf out = Unpooled.buffer();
        try (AuditLogReader reader = new AuditLogReader(event -> {
            encoder.encode(event, EventContext.NONE, out);
            event.release();
        })) {
            reader.read(Unpooled.wrappedBuffer(log));
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String line(String log) {
        List<String> lines = lines(log.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    /** The object of a record of a type that is a list. */
    private String record(String type, String fields) throws IOException {
        JsonNode list = JSON.readTree(line("type=" + type + " msg=audit(1.002:3): " + fields + '\n')).get(type);
        assertThat(list).hasSize(1);
        return list.get(0).toString();
    }

    @Test
    void aProgramStarts() {
        encoder = new LaurelEventEncoder(NAMES);
        assertThat(line("""
                node=web1 type=SYSCALL msg=audit(1000.043:7): arch=c000003e syscall=59 success=no exit=-13 a0=5 a1=0 a2=ffffffffffffff9c \
                a3=8 items=2 ppid=1 pid=2 auid=4294967295 uid=33 tty=(none) ses=4294967295 comm="ls" exe="/usr/bin/ls" \
                subj=unconfined key=(null)
                node=web1 type=EXECVE msg=audit(1000.043:7): argc=3 a0="ls" a1="-l" a2=61206225FF2B
                node=web1 type=CWD msg=audit(1000.043:7): cwd="/"
                node=web1 type=PATH msg=audit(1000.043:7): item=0 name="/usr/bin/ls" inode=12 dev=fe:00 mode=0100755 ouid=0 ogid=0 \
                rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0
                node=web1 type=PATH msg=audit(1000.043:7): item=1 name=(null) nametype=UNKNOWN
                node=web1 type=PROCTITLE msg=audit(1000.043:7): proctitle=6C73002D6C0000
                """)).isEqualTo("{\"ID\":\"1000.043:7\",\"NODE\":\"web1\",\"SYSCALL\":{\"arch\":\"0xc000003e\",\"syscall\":59,"
                + "\"success\":\"no\",\"exit\":-13,\"items\":2,\"ppid\":1,\"pid\":2,\"auid\":4294967295,\"uid\":33,"
                + "\"tty\":\"(none)\",\"ses\":4294967295,\"comm\":\"ls\",\"exe\":\"/usr/bin/ls\",\"subj\":\"unconfined\","
                + "\"key\":null,\"ARCH\":\"x86_64\",\"SYSCALL\":\"execve\",\"AUID\":\"unset\",\"UID\":\"www-data\","
                + "\"ARGV\":[\"0x5\",\"0x0\",\"0xffffffffffffff9c\",\"0x8\"]},"
                + "\"EXECVE\":{\"argc\":3,\"ARGV\":[\"ls\",\"-l\",\"a b%25%FF%2B\"]},\"CWD\":{\"cwd\":\"/\"},"
                + "\"PATH\":[{\"item\":0,\"name\":\"/usr/bin/ls\",\"inode\":12,\"dev\":\"fe:00\",\"mode\":\"0o100755\","
                + "\"ouid\":0,\"ogid\":0,\"rdev\":\"00:00\",\"nametype\":\"NORMAL\",\"cap_fp\":\"0x0\",\"cap_fi\":\"0x0\","
                + "\"cap_fe\":0,\"cap_fver\":\"0x0\",\"cap_frootid\":\"0\",\"OUID\":\"root\",\"OGID\":\"root\"},"
                + "{\"item\":1,\"name\":null,\"nametype\":\"UNKNOWN\"}],\"PROCTITLE\":{\"ARGV\":[\"ls\",\"-l\"]}}");
    }

    @Test
    void whatTheAuditDaemonAddedIsTaken() throws IOException {
        assertThat(record("SOCKADDR", "saddr=0200005000000000\u001dSADDR={ saddr_fam=inet laddr=10.0.0.1 lport=80 }"))
                .isEqualTo("{\"saddr\":\"%02%00%00P%00%00%00%00\","
                        + "\"SADDR\":{\"saddr_fam\":\"inet\",\"laddr\":\"10.0.0.1\",\"lport\":\"80\"}}");
        assertThat(record("USER_AUTH", "pid=1 uid=0 auid=33 msg='op=x uid=7 res=failed'\u001dUID=\"root\" AUID=\"www-data\""
                + " UID=\"mail\"")).isEqualTo("{\"pid\":1,\"uid\":0,\"auid\":33,\"msg\":{\"op\":\"x\",\"uid\":7,"
                + "\"res\":\"failed\"},\"UID\":\"root\",\"AUID\":\"www-data\"}");
    }

    /** What the documentation of laurel says of strings. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a%b+c            | a%25b%2Bc",
        "x\u0001\u007f\t\u001by  | x%01%7F%09%1By",
        "g\u00fcn\ud83d\ude00 | g\u00fcn\ud83d\ude00",
        "\uef80\uf000     | %EE%BE%80\uf000",
    })
    void stringsArePercentEncoded(String name, String expected) throws IOException {
        StringBuilder hex = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hex.append(String.format("%02X", b));
        }
        JsonNode cwd = JSON.readTree(line("type=CWD msg=audit(1.002:3): cwd=" + hex + '\n')).get("CWD");
        assertThat(cwd.get("cwd").textValue()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "pid=7 old=0 exit=-1        | `{\"pid\":7,\"old\":0,\"exit\":-1}`",
        "pid=007 inode=x sig=0x9 id=12345678901234567890 | "
            + "`{\"pid\":\"007\",\"inode\":\"x\",\"sig\":\"0x9\",\"id\":\"12345678901234567890\"}`",
        "pp=00000000000000ff pi=0 fver=z | `{\"pp\":\"0xff\",\"pi\":\"0x0\",\"fver\":\"z\"}`",
        "mode=0600 mode=0           | `{\"mode\":[\"0o600\",\"0o0\"]}`",
        "key=6101620163 op=add      | `{\"key\":\"a%01b%01c\",\"op\":\"add\"}`",
        "op=\"a b\" op=c words here | `{\"op\":[\"a b\",\"c\"]}`",
    })
    void numbersAndLists(String fields, String expected) throws IOException {
        assertThat(record("CONFIG_CHANGE", fields)).isEqualTo(expected);
    }

    @Test
    void anArgumentInPiecesAndOneThatIsMissing() throws IOException {
        String log = "type=EXECVE msg=audit(1.002:3): argc=4 a0=\"x\" a1_len=4 a1[0]=\"ab\"\n"
                + "type=EXECVE msg=audit(1.002:3): a1[1]=\"cd\" a3=\"z\"\n";
        assertThat(JSON.readTree(line(log)).get("EXECVE").toString())
                .isEqualTo("{\"argc\":4,\"ARGV\":[\"x\",\"abcd\",null,\"z\"]}");
    }

    @Test
    void typesWithoutANumberAndEventsThatAreNotWhole() throws IOException {
        assertThat(JSON.readTree(line("type=NODE msg=audit(1.002:3): a=b\ntype=ID msg=audit(1.002:3): ID=c\n")).toString())
                .isEqualTo("{\"ID\":\"1.002:3\",\"STATE\":\"unfinished\",\"UNKNOWN[-1]\":[{\"type\":\"NODE\",\"a\":\"b\"},"
                        + "{\"type\":\"ID\",\"ID\":\"c\"}]}");
    }

    @Test
    void lossesAndHosts() {
        AuditEvent loss = new AuditEventBuilder(1, 2, 0).buildLoss(AuditLossKind.OVERRUN, 3, -1, -1, 5, "x");
        ByteBuf out = Unpooled.buffer();
        encoder.encode(loss, EventContext.ofHost("web1"), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"ID\":\"1.002:0\",\"NODE\":\"web1\",\"LOSS\":[{"
                + "\"kind\":\"overrun\",\"count\":3,\"unit\":\"datagrams\",\"kernel_lost\":5,\"detail\":\"x\"}]}\n");
    }

    private static byte[] unzipped(String name) throws IOException {
        try (InputStream input = new GZIPInputStream(
                Files.newInputStream(Path.of("../codec/src/test/resources/corpus", name)))) {
            return input.readAllBytes();
        }
    }

    /** Valid, without a name twice, and with each record in it. */
    @ParameterizedTest
    @ValueSource(strings = {"live.log.gz", "live-enriched.log.gz"})
    void theCorpus(String name) throws IOException {
        List<String> lines = lines(unzipped(name));
        assertThat(lines).hasSizeGreaterThan(100);
        for (String line : lines) {
            JsonNode document = JSON.readTree(line);
            assertThat(document.get("ID").textValue()).matches("\\d+\\.\\d{3}:\\d+");
            document.properties().forEach(member -> assertThat(member.getValue().isObject())
                    .as(member.getKey()).isEqualTo(member.getKey().matches("SYSCALL|EXECVE|CWD|PROCTITLE")));
        }
    }

    /** Whatever a record says, the document is valid. */
    @Test
    void damagedRecords() throws IOException {
        byte[] log = unzipped("live-enriched.log.gz");
        Random random = new Random(3);
        String bytes = " ='\"{}\u001d\n\u00ffa0UID%\\";
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < log.length / 40; i++) {
            log[random.nextInt(log.length)] = (byte) bytes.charAt(random.nextInt(bytes.length()));
        }
        documents.addAll(lines(log));
        assertThat(documents).hasSizeGreaterThan(1_000);
        for (String document : documents) {
            JSON.readTree(document);
        }
    }

    private JsonNode withProcess(int type, String text, int pid) throws IOException {
        ProcessInfo first = new ProcessInfoBuilder(1).parentPid(0).name(ProcessText.of("systemd")).build();
        ProcessInfo shell = new ProcessInfoBuilder(10).parentPid(1).name(ProcessText.of("b+sh"))
                .executable(ProcessText.of("/usr/bin/bash")).parent(first).build();
        ProcessInfo process = new ProcessInfoBuilder(pid).parentPid(10).script(ProcessText.of("job.py"))
                .controlGroup(ControlGroup.of("/system.slice/docker-" + "0f".repeat(32) + ".scope")).parent(shell).build();
        AuditEvent event = new AuditEventBuilder(1, 2, 3).addRecord(type,
                Unpooled.copiedBuffer("audit(1.002:3): " + text, StandardCharsets.UTF_8)).build();
        ByteBuf out = Unpooled.buffer();
        encoder.encode(event, EventContext.NONE.withProcess(process), out);
        event.release();
        return JSON.readTree(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsKnownOfTheProcessIsInTheSystemCall() throws IOException {
        String call = "arch=c000003e syscall=59 success=yes exit=0 a0=1 ppid=10 pid=11 uid=0 comm=\"x\" exe=\"/bin/x\"";
        JsonNode record = withProcess(AuditMessageType.SYSCALL, call, 11).get("SYSCALL");
        assertThat(record.get("PPID").toString()).isEqualTo("{\"exe\":\"/usr/bin/bash\",\"comm\":\"b%2Bsh\",\"ppid\":1}");
        assertThat(record.get("SCRIPT").asText()).isEqualTo("job.py");
        assertThat(record.at("/CONTAINER/ID").asText()).isEqualTo("0f".repeat(32));
        assertThat(record.get("UNIT").asText()).startsWith("docker-");
        assertThat(record.get("ANCESTORS").toString()).isEqualTo("[{\"pid\":1,\"comm\":\"systemd\",\"ppid\":0}]");
        JsonNode ofAnother = withProcess(AuditMessageType.SYSCALL, call, 12);
        assertThat(ofAnother.get("SYSCALL").has("PPID")).isFalse();
    }

    @Test
    void withoutASystemCallItIsAnObjectOfItsOwn() throws IOException {
        JsonNode document = withProcess(AuditMessageType.USER_LOGIN, "pid=11 uid=0 msg='op=login res=success'", 11);
        assertThat(document.at("/PROCESS/pid").asInt()).isEqualTo(11);
        assertThat(document.at("/PROCESS/PPID/exe").asText()).isEqualTo("/usr/bin/bash");
        assertThat(document.at("/PROCESS/CONTAINER/ID").asText()).isEqualTo("0f".repeat(32));
    }
}
