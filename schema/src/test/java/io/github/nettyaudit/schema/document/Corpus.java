package io.github.nettyaudit.schema.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** Whole logs, and the documents that an encoder makes of them. */
public final class Corpus {
    private static final ObjectMapper MAPPER = new ObjectMapper(
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
    private static final List<String> LOGS = List.of("/corpus/live.log.gz", "/corpus/live-enriched.log.gz");
    private static final Path SHARED = Path.of("../../shared/corpus");

    private Corpus() {
    }

    /** Takes each event with its document. */
    public interface DocumentReader {
        void read(AuditEvent event, JsonNode document);
    }

    /** Encodes all events of a log; returns how many there are. */
    public static int read(byte[] log, EventEncoder encoder, EventContext context, DocumentReader to) {
        ByteBuf out = Unpooled.buffer();
        int[] documents = {0};
        try (AuditLogReader reader = new AuditLogReader(event -> {
            out.clear();
            encoder.encode(event, context, out);
            String line = out.toString(StandardCharsets.UTF_8);
            assertThat(line).endsWith("}\n");
            documents[0]++;
            to.read(event, parse(line));
            event.release();
        })) {
            reader.read(Unpooled.wrappedBuffer(log));
        }
        return documents[0];
    }

    /** Reads a document, in which no name may come twice. */
    public static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    /** The logs of the codec's tests, and the shared ones where they are. */
    public static List<byte[]> logs() throws IOException {
        List<byte[]> logs = new ArrayList<>();
        for (String name : LOGS) {
            try (InputStream in = new GZIPInputStream(
                    Objects.requireNonNull(Corpus.class.getResourceAsStream(name), name))) {
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

    /** Records that no kernel would write. */
    public static byte[] randomLog() {
        Random random = new Random(9);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        String[] types = {"SYSCALL", "USER_AUTH", "PATH", "AVC", "LOGIN", "CONFIG_CHANGE", "EXECVE", "SOCKADDR",
            "ANOM_ABEND", "USER_CMD", "NETFILTER_CFG", "UNKNOWN[1999]", "PROCTITLE", "OBJ_PID", "BPF"};
        String[] names = {"pid", "uid", "auid", "comm", "exe", "key", "name", "a0", "a1", "argc", "addr", "acct",
            "subj", "x", "y-z", "sixteen_bytes_name", "sixteen_bytes_nam2", "ouid", "op", "saddr", "exit", "success",
            "mode", "cwd"};
        for (int event = 0; event < 3000; event++) {
            int records = 1 + random.nextInt(4);
            for (int record = 0; record < records; record++) {
                log.writeBytes(("type=" + types[random.nextInt(types.length)] + " msg=audit(1700000000.123:"
                        + (event + 1) + "):").getBytes(StandardCharsets.US_ASCII));
                int fields = random.nextInt(8);
                for (int field = 0; field < fields; field++) {
                    log.writeBytes((' ' + names[random.nextInt(names.length)] + '=')
                            .getBytes(StandardCharsets.US_ASCII));
                    log.writeBytes(value(random));
                }
                log.write('\n');
            }
        }
        return log.toByteArray();
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
                            || bytes[i] == '(' || bytes[i] == ')' || bytes[i] == '{' || bytes[i] == '}'
                            || bytes[i] == ',');
                }
                return bytes;
            }
        }
    }
}
