package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.GoldenLog;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the interpretation of all fields against libauparse: 99.9 % must be equal in each file. The differences are
 * written to {@code target/interpretation-<file>.txt}; {@code docs/CONFORMANCE.md} has the reason of each.
 */
class InterpretationConformanceTest {
    private static final double REQUIRED = 0.999;

    private final AuditRecord record = new AuditRecord();
    private final AuditInterpreter interpreter =
            AuditInterpreter.builder().names(new CachedNameService(new FileNames())).build();
    private final TextBuffer text = new TextBuffer();
    private final Map<String, List<String>> differences = new TreeMap<>();
    private final List<String> kinds = new ArrayList<>();
    private int fields;

    /** The names of fields that libauparse leaves out of some records. */
    private static final Set<String> ADDED = Set.of("seresult", "seperms", "key");

    @ParameterizedTest
    @ValueSource(strings = {"live", "live-enriched"})
    void fieldsMeanWhatTheReferenceSays(String name) throws IOException {
        check(name, GoldenLog.of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"golibaudit", "synthetic"})
    void fieldsOfTheSharedCorpusMeanWhatTheReferenceSays(String name) throws IOException {
        check(name, GoldenLog.shared(name));
    }

    private void check(String name, GoldenLog log) throws IOException {
        log.records.forEach((number, golden) -> compare(log.lines.get(number - 1), number, golden));
        int different = differences.values().stream().mapToInt(List::size).sum();
        StringBuilder report = new StringBuilder();
        differences.entrySet().stream().sorted((a, b) -> b.getValue().size() - a.getValue().size())
                .forEach(entry -> {
                    report.append(entry.getValue().size()).append(" × ").append(entry.getKey()).append('\n');
                    entry.getValue().forEach(line -> report.append("    ").append(line).append('\n'));
                });
        kinds.forEach(kind -> report.append(kind).append('\n'));
        Files.writeString(Path.of("target/interpretation-" + name + ".txt"), report);
        System.out.println(name + ": " + fields + " fields interpreted, " + different + " differ from the reference");
        assertThat(kinds).isEmpty();
        assertThat(fields).isGreaterThan(1000);
        assertThat(different).isLessThanOrEqualTo((int) (fields * (1 - REQUIRED)));
    }

    private void compare(byte[] line, int number, JsonNode golden) {
        record.wrapLine(Unpooled.wrappedBuffer(line));
        interpreter.wrap(record);
        JsonNode expected = golden.get("fields");
        int next = record.prefixCount();
        fields += next;
        for (int i = 0; i < record.fieldCount(); i++) {
            JsonNode field = expected.get(next);
            if (ADDED.contains(record.name(i))
                    && (field == null || !field.get("name").textValue().equals(record.name(i)))) {
                // FieldConformanceTest knows each field that libauparse leaves out
                continue;
            }
            next++;
            fields++;
            String kind = field.get("fieldtype").textValue();
            if (!interpreter.kind(i).name().equals(kind)) {
                kinds.add(number + " " + record.name(i) + " is a " + interpreter.kind(i) + ", not a " + kind);
            }
            if (field.get("interpreted").isNull()) {
                continue;
            }
            byte[] theirs = GoldenLog.bytes(field, "interpreted");
            interpreter.interpret(i, text.clear());
            if (!Arrays.equals(theirs, 0, theirs.length, text.array(), 0, text.length())) {
                differences.computeIfAbsent(kind + ' ' + record.name(i), key -> new ArrayList<>())
                        .add(number + " raw «" + record.raw(i) + "» ours «" + text + "» theirs «"
                                + new String(theirs, StandardCharsets.UTF_8) + '»');
            }
        }
    }
}
