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
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the interpretation of all fields against libauparse: each is equal, or differs in a kind that
 * {@link InterpretationDifference} and {@code docs/CONFORMANCE.md} list. The differences are written to
 * {@code target/interpretation-<file>.txt}. Fields that only one of the two has, or whose raw values differ, are the
 * concern of {@code FieldConformanceTest}.
 */
class InterpretationConformanceTest {
    /** 99 of 100 fields of each file are compared. */
    private static final double COMPARED = 0.99;
    private static final String UNEXPLAINED = "not explained";

    private final AuditRecord record = new AuditRecord();
    private final AuditInterpreter interpreter =
            AuditInterpreter.builder().names(new CachedNameService(new FileNames())).build();
    private final TextBuffer text = new TextBuffer();
    private final Map<String, List<String>> differences = new TreeMap<>();
    private final List<String> kinds = new ArrayList<>();
    private int fields;
    private int compared;

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

    @ParameterizedTest
    @EnumSource
    void eachKindOfDifferenceIsDocumented(InterpretationDifference kind) throws IOException {
        assertThat(Files.readString(Path.of("../docs/CONFORMANCE.md"))).contains('`' + kind.name() + '`');
    }

    private void check(String name, GoldenLog log) throws IOException {
        log.records.forEach((number, golden) -> compare(log.lines.get(number - 1), number, golden));
        StringBuilder report = new StringBuilder();
        differences.forEach((kind, lines) -> {
            report.append(lines.size()).append(" × ").append(kind).append('\n');
            lines.forEach(line -> report.append("    ").append(line).append('\n'));
        });
        Files.writeString(Path.of("target/interpretation-" + name + ".txt"), report);
        int different = differences.values().stream().mapToInt(List::size).sum();
        System.out.println(name + ": " + compared + " of " + fields + " fields compared, " + different
                + " differ from the reference, each in a listed kind");
        assertThat(kinds).isEmpty();
        assertThat(differences.getOrDefault(UNEXPLAINED, List.of())).isEmpty();
        assertThat(compared).isGreaterThan((int) (fields * COMPARED)).isGreaterThan(1000);
    }

    private static int indexOfSeparator(byte[] line) {
        return Unpooled.wrappedBuffer(line).indexOf(0, line.length, (byte) 0x1d);
    }

    private void compare(byte[] line, int number, JsonNode golden) {
        record.wrapLine(Unpooled.wrappedBuffer(line));
        interpreter.wrap(record);
        JsonNode expected = golden.get("fields");
        fields += expected.size();
        boolean isPasted = record.enrichedCount() > 0 && indexOfSeparator(line) < 0;
        fields -= isPasted ? record.enrichedCount() : 0; // fields to libauparse, see FieldDifference
        int next = 0;
        for (int i = 0; i < record.fieldCount(); i++) {
            int found = find(expected, next, i);
            if (found < expected.size()) {
                compare(number, golden.get("type").textValue(), i, expected.get(found));
                next = found + 1;
            }
        }
        // the words in front of the event id, such as the type, which are not fields here
        compared += Math.max(0, Math.min(record.prefixCount(), expected.size()));
    }

    /** The next field of that name and value; the number of fields if there is none. */
    private int find(JsonNode expected, int from, int field) {
        int found = from;
        while (found < expected.size() && !(expected.get(found).get("name").textValue().equals(record.name(field))
                && expected.get(found).get("raw").textValue().equals(record.raw(field)))) {
            found++;
        }
        return found;
    }

    private void compare(int number, String type, int field, JsonNode expected) {
        compared++;
        String theirKind = expected.get("fieldtype").textValue();
        String ourKind = interpreter.kind(field).name();
        if (!ourKind.equals(theirKind) && !InterpretationDifference.isByType(type, record.name(field))) {
            kinds.add(number + " " + type + ' ' + record.name(field) + " is a " + ourKind + ", not a " + theirKind);
        }
        if (expected.get("interpreted").isNull()) {
            return;
        }
        byte[] theirs = GoldenLog.bytes(expected, "interpreted");
        interpreter.interpret(field, text.clear());
        if (!Arrays.equals(theirs, 0, theirs.length, text.array(), 0, text.length())) {
            InterpretationDifference.InterpretedField both = new InterpretationDifference.InterpretedField(type,
                    record.name(field), record.raw(field), ourKind, text.toString(), theirKind,
                    new String(theirs, StandardCharsets.UTF_8), record.enrichedCount() > 0);
            String kind = Arrays.stream(InterpretationDifference.values())
                    .filter(difference -> difference.explains(both)).findFirst()
                    .map(InterpretationDifference::name).orElse(UNEXPLAINED);
            differences.computeIfAbsent(kind, key -> new ArrayList<>()).add("line " + number + ": " + both);
        }
    }
}
