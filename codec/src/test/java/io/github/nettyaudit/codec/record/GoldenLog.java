package io.github.nettyaudit.codec.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.SharedCorpus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * A log of real or made-up records with what libauparse 4.2.2 says of each, from the test resources or, for those that
 * must not be copied, from {@code ../shared/corpus} beside the project.
 */
public final class GoldenLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The lines of the log, without their newlines; line 1 is the first. */
    public final List<byte[]> lines = new ArrayList<>();
    /** What libauparse says, by number of line. Lines that are no records, or that it swallows, are missing. */
    public final Map<Integer, JsonNode> records = new TreeMap<>();
    /** The lines with which libauparse began anew: the log is several files, one behind the other. */
    public final Set<Integer> firstLines = new TreeSet<>();

    private GoldenLog(InputStream log, InputStream golden) {
        try (log; golden) {
            byte[] bytes = log.readAllBytes();
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    lines.add(java.util.Arrays.copyOfRange(bytes, start, i));
                    start = i + 1;
                }
            }
            if (start < bytes.length) {
                lines.add(java.util.Arrays.copyOfRange(bytes, start, bytes.length));
            }
            BufferedReader json = new BufferedReader(new InputStreamReader(golden, StandardCharsets.UTF_8));
            int lastEvent = Integer.MAX_VALUE;
            int firstLine = 1;
            for (String line = json.readLine(); line != null; line = json.readLine()) {
                JsonNode record = JSON.readTree(line);
                records.put(record.get("line").intValue(), record);
                if (record.get("event").intValue() <= lastEvent && record.get("record").intValue() == 0) {
                    firstLines.add(firstLine);
                }
                lastEvent = record.get("event").intValue();
                firstLine = ((TreeMap<Integer, JsonNode>) records).lastKey() + 1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A log of the test resources: {@code live} or {@code live-enriched}. */
    public static GoldenLog of(String name) {
        try {
            return new GoldenLog(resource(name + ".log.gz"), resource(name + ".golden.jsonl.gz"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A log of the shared corpus, {@code golibaudit} or {@code synthetic}, which may not lie in this project. Where
     * that
     * is not at hand the test is skipped and says so.
     */
    public static GoldenLog shared(String name) {
        Path golden = SharedCorpus.require(name + ".golden.jsonl.gz");
        Path plain = golden.resolveSibling(name + ".log");
        try {
            InputStream log = Files.exists(plain) ? Files.newInputStream(plain)
                    : new GZIPInputStream(Files.newInputStream(golden.resolveSibling(name + ".log.gz")));
            return new GoldenLog(log, new GZIPInputStream(Files.newInputStream(golden)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a field of the golden JSON, as the bytes that it truly was. */
    public static byte[] bytes(JsonNode json, String key) {
        JsonNode hex = json.get(key + "_hex");
        return hex == null ? json.get(key).textValue().getBytes(StandardCharsets.UTF_8)
                : HexFormat.of().parseHex(hex.textValue());
    }

    private static InputStream resource(String name) throws IOException {
        InputStream input = GoldenLog.class.getResourceAsStream("/corpus/" + name);
        if (input == null) {
            throw new IOException("test resource missing: " + name);
        }
        return new GZIPInputStream(input);
    }
}
