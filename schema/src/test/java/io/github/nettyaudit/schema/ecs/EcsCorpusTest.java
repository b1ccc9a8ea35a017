package io.github.nettyaudit.schema.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.json.JsonBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The documents of whole logs: they are valid, and lose no field. */
class EcsCorpusTest {
    private static final List<String> LOGS = List.of("/corpus/live.log.gz", "/corpus/live-enriched.log.gz");
    private static final Path SHARED = Path.of("../../shared/corpus");

    private final EcsSchema schema = new EcsSchema();
    private final TreeMap<String, String> faults = new TreeMap<>();
    private final TextBuffer text = new TextBuffer();

    @Test
    void everyDocumentIsValid() throws IOException {
        int documents = 0;
        for (byte[] log : logs()) {
            for (boolean strict : new boolean[] {false, true}) {
                documents += read(log, new EcsOptions(strict, true), (event, document) ->
                        schema.faults(document, strict).forEach(fault -> count(fault, document.toString())));
            }
        }
        assertThat(faults).isEmpty();
        assertThat(documents).isGreaterThan(2000);
    }

    /** All bytes of every field of every record are found again. */
    @Test
    void noFieldIsLost() throws IOException {
        for (byte[] log : logs()) {
            for (boolean strict : new boolean[] {false, true}) {
                read(log, new EcsOptions(strict, false), this::checkFields);
            }
        }
        assertThat(faults).isEmpty();
    }

    /** The same for records that no kernel would write. */
    @Test
    void noFieldOfRandomRecordsIsLost() {
        Random random = new Random(9);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        String[] types = {"SYSCALL", "USER_AUTH", "PATH", "AVC", "LOGIN", "CONFIG_CHANGE", "EXECVE", "SOCKADDR", "ANOM_ABEND",
            "USER_CMD", "NETFILTER_CFG", "UNKNOWN[1999]", "PROCTITLE", "OBJ_PID", "BPF"};
        String[] names = {"pid", "uid", "auid", "comm", "exe", "key", "name", "a0", "a1", "argc", "addr", "acct", "subj",
            "x", "y-z", "sixteen_bytes_name", "sixteen_bytes_nam2", "ouid", "op", "saddr", "exit", "success", "mode", "cwd"};
        for (int event = 0; event < 3000; event++) {
            int records = 1 + random.nextInt(4);
            for (int record = 0; record < records; record++) {
                log.writeBytes(("type=" + types[random.nextInt(types.length)] + " msg=audit(1700000000.123:" + (event + 1)
                        + "):").getBytes(StandardCharsets.US_ASCII));
                int fields = random.nextInt(8);
                for (int field = 0; field < fields; field++) {
                    log.writeBytes((' ' + names[random.nextInt(names.length)] + '=').getBytes(StandardCharsets.US_ASCII));
                    log.writeBytes(value(random));
                }
                log.write('\n');
            }
        }
        read(log.toByteArray(), new EcsOptions(false, false), this::checkFields);
        read(log.toByteArray(), new EcsOptions(true, false), this::checkFields);
        assertThat(faults).isEmpty();
    }

    private static byte[] value(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(12)];
        switch (random.nextInt(4)) {
            case 0 -> {
                return Integer.toString(random.nextInt()).getBytes(StandardCharsets.US_ASCII);
            }
            case 1 -> {
                random.nextBytes(bytes);
                StringBuilder hexadecimal = new StringBuilder();
                for (byte next : bytes) {
                    hexadecimal.append(String.format("%02X", next));
                }
                return hexadecimal.toString().getBytes(StandardCharsets.US_ASCII);
            }
            default -> {
                for (int i = 0; i < bytes.length; i++) {
                    do {
                        bytes[i] = (byte) random.nextInt(256);
                    } while (bytes[i] >= 0 && bytes[i] <= ' ' || bytes[i] == '\'' || bytes[i] == '"' || bytes[i] == '='
                            || bytes[i] == '(' || bytes[i] == ')' || bytes[i] == '{' || bytes[i] == '}' || bytes[i] == ',');
                }
                return bytes;
            }
        }
    }

    private void count(String fault, String document) {
        faults.putIfAbsent(fault, document);
    }

    private void checkFields(AuditEvent event, JsonNode document) {
        Set<String> found = new HashSet<>();
        collect(document, found);
        String arguments = String.join("", found);
        AuditInterpreter interpreter = AuditInterpreter.builder().build();
        AuditRecord record = new AuditRecord();
        for (int i = 0; i < event.size(); i++) {
            event.read(i, record);
            interpreter.wrap(record);
            for (int field = 0; field < record.fieldCount(); field++) {
                String name = record.name(field);
                byte[] raw = new byte[record.valueLength(field)];
                System.arraycopy(record.bytes(), record.valueStart(field), raw, 0, raw.length);
                String value = latin(raw);
                String unquoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"))
                        ? value.substring(1, value.length() - 1) : value;
                text.clear();
                interpreter.interpret(field, text);
                byte[] meaning = Arrays.copyOf(text.array(), text.length());
                boolean isAbsent = unquoted.isEmpty() || unquoted.equals("?") || unquoted.equals("?,")
                        || unquoted.equals("(null)") || unquoted.equals("-1") || unquoted.equals("4294967295");
                if (!isAbsent && !found.contains(unquoted) && !found.contains(latin(meaning))
                        && !found.contains(latin(meaning).replaceAll("\\(.*", ""))
                        && !isInOtherWords(name, unquoted, found) && !isPartOfArguments(record, name, meaning, arguments)) {
                    count(record.type() + " " + name + " of main " + event.type(0), value + " is not in " + document);
                }
            }
        }
    }

    /** Parts of an argument are put together, and their lengths are left out. */
    private static boolean isPartOfArguments(AuditRecord record, String name, byte[] meaning, String all) {
        return record.type() == AuditMessageType.EXECVE && (name.endsWith("_len") || name.endsWith("]"))
                && (name.endsWith("_len") || all.contains(latin(meaning)));
    }

    private static boolean isInOtherWords(String name, String value, Set<String> found) {
        return switch (name) {
            case "success", "res", "result" -> found.contains("success") || found.contains("fail");
            case "subj", "obj" -> {
                for (String part : value.split(":", 5)) {
                    if (!found.contains(part)) {
                        yield false;
                    }
                }
                yield true;
            }
            case "key" -> value.startsWith("key=") && found.contains(value.substring(4));
            default -> false;
        };
    }

    private static void collect(JsonNode node, Set<String> to) {
        if (node.isContainerNode()) {
            node.forEach(child -> collect(child, to));
        } else if (node.isTextual()) {
            to.add(latin(JsonBytes.of(node.textValue())));
        } else {
            to.add(node.asText());
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private interface DocumentReader {
        void read(AuditEvent event, JsonNode document);
    }

    private static int read(byte[] log, EcsOptions options, DocumentReader to) {
        EcsEncoder encoder = new EcsEncoder(NameService.NONE, options);
        ByteBuf out = Unpooled.buffer();
        int[] documents = {0};
        try (AuditLogReader reader = new AuditLogReader(event -> {
            out.clear();
            encoder.encode(event, EventContext.ofHost("host"), out);
            String line = out.toString(StandardCharsets.UTF_8);
            assertThat(line).endsWith("}\n");
            documents[0]++;
            if (event.size() > 0) {
                to.read(event, EcsDocuments.parse(line));
            }
            event.release();
        })) {
            reader.read(Unpooled.wrappedBuffer(log));
        }
        return documents[0];
    }

    private static List<byte[]> logs() throws IOException {
        List<byte[]> logs = new ArrayList<>();
        for (String name : LOGS) {
            try (InputStream in = new GZIPInputStream(
                    Objects.requireNonNull(EcsCorpusTest.class.getResourceAsStream(name), name))) {
                logs.add(in.readAllBytes());
            }
        }
        if (Files.isDirectory(SHARED)) {
            logs.add(Files.readAllBytes(SHARED.resolve("golibaudit.log")));
            try (InputStream in = new GZIPInputStream(Files.newInputStream(SHARED.resolve("synthetic.log.gz")))) {
                logs.add(in.readAllBytes());
            }
        }
        return logs;
    }
}
