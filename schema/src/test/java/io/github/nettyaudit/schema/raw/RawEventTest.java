package io.github.nettyaudit.schema.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.json.JsonBytes;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written can be read again, byte for byte. */
class RawEventTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "{\"raw\":1,\"sec\":5,\"milli\":6,\"serial\":7,\"state\":\"complete\","
            + "\"records\":[{\"typenum\":1300,\"text\":\"a=b\"}]}";

    private final RawEventEncoder encoder = new RawEventEncoder();
    private final RawEventReader reader = new RawEventReader();
    private final List<AuditEvent> events = new ArrayList<>();

    @AfterEach
    void release() {
        events.forEach(AuditEvent::release);
    }

    private AuditEvent kept(AuditEvent event) {
        events.add(event);
        return event;
    }

    private String written(AuditEvent event) {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(event, EventContext.NONE, out);
        assertThat(out.getByte(out.writerIndex() - 1)).isEqualTo((byte) '\n');
        assertThat(out.indexOf(0, out.writerIndex(), (byte) '\n')).isEqualTo(out.writerIndex() - 1);
        return out.toString(StandardCharsets.UTF_8);
    }

    private AuditEvent read(String line) throws RawEventException {
        return kept(reader.read(Unpooled.copiedBuffer(line, StandardCharsets.UTF_8)));
    }

    private void comesBack(AuditEvent event) throws IOException {
        String line = written(event);
        AuditEvent back = read(line);
        assertSame(event, back);
        assertThat(written(back)).isEqualTo(line);
        JsonNode json = JSON.readTree(line);
        for (int i = 0; i < event.size(); i++) { // as another program reads it
            assertThat(JsonBytes.of(json.get("records").get(i).get("text").textValue()))
                    .isEqualTo(ByteBufUtil.getBytes(event.content(i)));
        }
    }

    private static void assertSame(AuditEvent event, AuditEvent back) {
        assertThat(back.toString()).isEqualTo(event.toString());
        assertThat(back.isLog()).isEqualTo(event.isLog());
        assertThat(back.isLate()).isEqualTo(event.isLate());
        assertThat(back.repeatedRecords()).isEqualTo(event.repeatedRecords());
        assertThat(back.droppedRecords()).isEqualTo(event.droppedRecords());
        for (int i = 0; i < event.size(); i++) {
            assertThat(back.type(i)).isEqualTo(event.type(i));
            assertThat(ByteBufUtil.equals(back.content(i), event.content(i))).isTrue();
        }
    }

    @Test
    void anEventOfTheKernel() throws IOException {
        AuditEvent event = kept(new AuditEventBuilder(1364481363, 43, 4294967295L).addRecord(1307,
                Unpooled.copiedBuffer("audit(1364481363.043:4294967295): cwd=\"/\"", StandardCharsets.UTF_8)).build());
        assertThat(written(event)).isEqualTo("{\"raw\":1,\"id\":\"1364481363.043:4294967295\",\"sec\":1364481363,"
                + "\"milli\":43,\"serial\":4294967295,\"state\":\"complete\",\"records\":[{\"type\":\"CWD\","
                + "\"typenum\":1307,\"text\":\"audit(1364481363.043:4294967295): cwd=\\\"/\\\"\"}]}\n");
        comesBack(event);
    }

    @Test
    void theProcessOfTheContextComesBack() throws IOException {
        byte[] any = {(byte) 0xff, 0, '\n', '"', (byte) 0xc3};
        ProcessInfo gone = new ProcessInfoBuilder(1).missAll(MissReason.ENDED).parentPid(0).build();
        ProcessInfo process = new ProcessInfoBuilder(4711).startMillis(1_700_000_000_010L).name(ProcessText.of(any, 0, 5))
                .executable(ProcessText.of("/bin/sh")).script(ProcessText.of("x.sh")).login(ProcessInfo.UNSET, 7)
                .controlGroup(ControlGroup.of("/system.slice/a.service")).parent(gone).build();
        AuditEvent event = kept(new AuditEventBuilder(1, 2, 3).addRecord(1300,
                Unpooled.copiedBuffer("audit(1.002:3): pid=4711", StandardCharsets.UTF_8)).build());
        ByteBuf out = Unpooled.buffer();
        encoder.encode(event, EventContext.NONE.withProcess(process), out);
        String line = out.toString(StandardCharsets.UTF_8);
        assertThat(line).contains("\"context\":{\"processes\":[{\"pid\":4711,\"ppid\":1,\"start\":1700000000010,");

        assertSame(event, read(line));
        assertThat(reader.process()).isEqualTo(process);
        assertSame(event, read(written(event)));
        assertThat(reader.process()).isNull();
        read(EVENT.replace("\"raw\"", "\"context\":{\"other\":[{}],\"processes\":[]},\"raw\""));
        assertThat(reader.process()).isNull();
        for (String wrong : new String[] {"[]", "{\"processes\":[{}]}", "{\"processes\":[{\"pid\":-1}]}", "{\"processes\":7}",
                "{\"processes\":[" + "{\"pid\":1},".repeat(1024) + "{\"pid\":1}]}"}) {
            assertThatThrownBy(() -> read(EVENT.replace("\"raw\"", "\"context\":" + wrong + ",\"raw\"")))
                    .isInstanceOf(RawEventException.class);
        }
    }

    @Test
    void theContextNamesTheHostOfAnEventWithoutANode() {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(kept(new AuditEventBuilder(1, 2, 3).build()), EventContext.ofHost("web1"), out);
        encoder.encode(kept(new AuditEventBuilder(1, 2, 3).node("db").build()), EventContext.ofHost("web1"), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(
                "{\"raw\":1,\"id\":\"1.002:3\",\"host\":\"web1\",\"sec\":1,\"milli\":2,\"serial\":3,"
                + "\"state\":\"complete\",\"records\":[]}\n{\"raw\":1,\"id\":\"1.002:3\",\"node\":\"db\",\"sec\":1,"
                + "\"milli\":2,\"serial\":3,\"state\":\"complete\",\"records\":[]}\n");
    }

    @Test
    void enrichedLinesNodesAndNamesThatAreNotKnown() throws IOException {
        byte[] log = ("node=web\u00e91 type=PATH msg=audit(1.002:3): name=\"/\" ouid=0\u001dOUID=\"root\"\n"
                + "node=web\u00e91 type=NEW_TYPE msg=audit(1.002:3): a=b\n"
                + "node=web\u00e91 type=NEW_TYPE msg=audit(1.002:3): a=b\n"
                + "node=web\u00e91 type=PROCTITLE msg=audit(1.002:3): proctitle=\"x\"\n"
                + "node=web\u00e91 type=PATH msg=audit(1.002:3): late\n").getBytes(StandardCharsets.UTF_8);
        List<AuditEvent> of = assembled(log);
        assertThat(of).hasSize(2);
        assertThat(written(of.get(0))).contains("\"node\":\"web\u00e91\"", "\"repeated\":1,\"log\":true",
                "\"text\":\"node=web\u00e91 type=PATH msg=audit(1.002:3): name=\\\"/\\\" ouid=0\\u001dOUID=\\\"root\\\"\"",
                "{\"type\":\"NEW_TYPE\",\"typenum\":-1,");
        assertThat(written(of.get(1))).contains("\"state\":\"unfinished\",\"late\":true,\"log\":true");
        for (AuditEvent event : of) {
            comesBack(event);
        }
    }

    @Test
    void anyBytesComeBack() throws IOException {
        Random random = new Random(9);
        for (int round = 0; round < 5_000; round++) {
            AuditEventBuilder builder = new AuditEventBuilder(random.nextLong() >> 1, random.nextInt(1000),
                    random.nextLong() >>> 32).late(random.nextBoolean()).log(random.nextBoolean())
                    .droppedRecords(random.nextInt(3)).state(AuditEventState.values()[random.nextInt(5)]);
            for (int i = random.nextInt(6); i > 0; i--) {
                byte[] bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
                ByteBuf content = random.nextBoolean() ? Unpooled.directBuffer() : Unpooled.buffer();
                builder.addRecord(random.nextInt(5000) - 1, content.writeBytes(bytes));
            }
            comesBack(kept(builder.build()));
        }
    }

    /** Bytes that look like the escape itself. */
    @Test
    void theEscapeIsUnambiguous() throws IOException {
        comesBack(kept(new AuditEventBuilder(1, 2, 3).addRecord(1300, Unpooled.copiedBuffer(
                "\uef80\uefff\\uef80 \ud83d\ude00 \u0000\u007f\u2028", StandardCharsets.UTF_8)).build()));
        // as a program writes it that has parsed it and escapes less
        String line = EVENT.replace("a=b", "\uefe9\\uefe9\\ud83d\\ude00\\/");
        assertThat(ByteBufUtil.getBytes(read(line).content(0)))
                .isEqualTo("\u00e9\u00e9\u00f0\u009f\u0098\u0080/".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void losses() throws IOException {
        AuditLossEvent gap = new AuditEventBuilder(1, 2, 0).node("a").buildLoss(AuditLossKind.SERIAL_GAP, 3, 17, 19, 0,
                "3 events are \"missing\"");
        kept(gap);
        assertThat(written(gap)).isEqualTo("{\"raw\":1,\"id\":\"1.002:17\",\"node\":\"a\",\"sec\":1,\"milli\":2,"
                + "\"serial\":17,\"state\":\"loss\",\"loss\":{\"kind\":\"serial_gap\",\"count\":3,\"unit\":\"events\","
                + "\"first_serial\":17,\"last_serial\":19,\"kernel_lost\":0,\"detail\":\"3 events are \\\"missing\\\"\"}}\n");
        comesBack(gap);
        for (AuditLossKind kind : AuditLossKind.values()) {
            AuditEvent event = kept(new AuditEventBuilder(5, 6, 0).buildLoss(kind, -1, -1, -1, -1, "unknown"));
            comesBack(event);
            assertThat(read(written(event))).isInstanceOfSatisfying(AuditLossEvent.class, loss -> {
                assertThat(loss.kind()).isEqualTo(kind);
                assertThat(loss.count()).isEqualTo(AuditLossEvent.UNKNOWN);
                assertThat(loss.firstSerial()).isEqualTo(AuditLossEvent.UNKNOWN);
                assertThat(loss.lastSerial()).isEqualTo(AuditLossEvent.UNKNOWN);
                assertThat(loss.kernelLost()).isEqualTo(AuditLossEvent.UNKNOWN);
            });
        }
    }

    private List<AuditEvent> assembled(byte[] log) {
        List<AuditEvent> of = new ArrayList<>();
        try (AuditLogReader input = new AuditLogReader(event -> of.add(kept(event)))) {
            input.read(Unpooled.wrappedBuffer(log));
        }
        return of;
    }

    @ParameterizedTest
    @ValueSource(strings = {"live.log.gz", "live-enriched.log.gz"})
    void logsOfTheCorpus(String name) throws IOException {
        List<AuditEvent> of = assembled(unzipped(Path.of("../codec/src/test/resources/corpus", name)));
        assertThat(of).hasSizeGreaterThan(100);
        for (AuditEvent event : of) {
            comesBack(event);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"live-daemon.nlcap.gz", "live-multicast.nlcap.gz", "live-watch.nlcap.gz"})
    void capturesOfTheCorpus(String name) throws IOException {
        ByteBuf capture = Unpooled.wrappedBuffer(unzipped(Path.of("../codec/src/test/resources/corpus", name)));
        List<AuditEvent> of = new ArrayList<>();
        EventAssembler assembler = new EventAssembler(
                EventAssemblerOptions.live().toBuilder().includeEoe(true).build(), event -> of.add(kept(event)));
        while (capture.isReadable()) {
            ByteBuf datagram = capture.readSlice((int) capture.readUnsignedIntLE());
            int type = datagram.getUnsignedShortLE(4);
            if (type >= 1100) {
                assembler.add(type, datagram.slice(16, datagram.readableBytes() - 16).copy());
            }
        }
        assembler.end();
        assertThat(of).hasSizeGreaterThan(10);
        for (AuditEvent event : of) {
            comesBack(event);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"synthetic.log.gz", "golibaudit.log"})
    void logsOfTheSharedCorpus(String name) throws IOException {
        Path log = shared(name);
        Assumptions.assumeTrue(log != null, "no shared/corpus/" + name);
        for (AuditEvent event : assembled(unzipped(log))) {
            comesBack(event);
        }
    }

    private static @Nullable Path shared(String name) {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            Path path = directory.resolve("shared/corpus").resolve(name);
            if (Files.isReadable(path)) {
                return path;
            }
        }
        return null;
    }

    private static byte[] unzipped(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return file.toString().endsWith(".gz") ? new GZIPInputStream(input).readAllBytes() : input.readAllBytes();
        }
    }

    @Test
    void membersInAnyOrderAndOthersBetween() throws IOException {
        AuditEvent event = read(" { \"x\" : {\"raw\":[1,2.5e-3,-0,[],{}],\"y\":null} , \"records\":[ {\"text\":\"\\u0061=b\","
                + "\"z\":[true,\"\\u00e9\"],\"typenum\":1300 } ],\"state\":\"timed_out\",\"serial\":7,\"milli\":6,\"sec\":5,"
                + "\"late\":false,\"log\":true,\"raw\":1}\t\r");
        assertThat(event.toString()).isEqualTo("AuditEvent(5.006:7 TIMED_OUT: SYSCALL)");
        assertThat(event.content(0).toString(StandardCharsets.UTF_8)).isEqualTo("a=b");
        assertThat(event.isLog()).isTrue();
    }

    /** The message says what is wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "}]}            | }],              | byte 100: expected \", but the line ends",
        "}]}            | }]               | byte 99: expected ,, but the line ends",
        "}]}            | }]}x             | byte 100: something follows the object",
        "\"raw\":1      | \"rav\":1        | the member raw is missing",
        "\"raw\":1      | \"raw\":2        | the member raw is 2, not 1",
        "\"raw\":1      | \"raw\":\"1\"    | byte 8: the member raw is not a whole number of 64 bits",
        "\"sec\":5      | \"sec\":5.5      | byte 16: the member sec is not a whole number of 64 bits",
        "\"sec\":5      | \"sec\":05       | byte 16: the member sec is not a whole number of 64 bits",
        "\"sec\":5      | \"sec\":9223372036854775808 | byte 16: the member sec is not a whole number of 64 bits",
        "\"sec\":5,     | ``               | the member sec is missing",
        "\"sec\":5      | \"sec\":5,\"sec\":5 | byte 24: a second member sec",
        "\"milli\":6    | \"milli\":1000   | the member milli is 1000, not 0 to 999",
        "\"serial\":7   | \"serial\":-1    | the member serial is -1, not 0 to 4294967295",
        "complete       | done             | the member state is none of complete, timed_out, evicted, unfinished, unparseable, loss",
        "complete       | loss             | the member loss is missing",
        "\"typenum\":1300, | ``            | the member records[0].typenum is missing",
        "\"text\"       | \"test\"         | the member records[0].text is missing",
        "\"records\"    | \"record\"       | the member records is missing",
        "a=b            | \\x              | byte 94: not an escape of JSON",
        "a=b            | \\u12g4          | byte 97: expected four hexadecimal digits",
        "a=b            | \\ud800x         | byte 99: half of a surrogate pair",
        "[{             | [1               | byte 69: expected {",
        "{\"raw\"       | [\"raw\"         | byte 1: expected {",
    })
    void errorsNameWhatIsWrong(String of, String by, String message) {
        String line = EVENT.replace(of, by);
        assertThat(line).isNotEqualTo(EVENT);
        assertThatThrownBy(() -> read(line)).isInstanceOf(RawEventException.class).hasMessage(message);
    }

    @Test
    void anyDamageIsAnErrorOrAnEvent() {
        Random random = new Random(4);
        byte[] whole = EVENT.getBytes(StandardCharsets.UTF_8);
        int errors = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int i = random.nextInt(3); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                reader.read(Unpooled.wrappedBuffer(damaged)).release();
            } catch (RawEventException e) {
                errors++;
            }
        }
        assertThat(errors).isGreaterThan(15_000);
        assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(100_000))).hasMessageContaining("more than 64");
    }
}
