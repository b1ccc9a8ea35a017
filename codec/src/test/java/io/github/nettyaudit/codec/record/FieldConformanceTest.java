package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Holds types, stamps, names, order and raw values of all fields against libauparse: all of them are equal, or differ in
 * one of the kinds of {@link FieldDifference}. The number of differences of each kind is known for each log.
 */
class FieldConformanceTest {
    private final AuditRecord record = new AuditRecord();
    private final Map<FieldDifference, Integer> found = FieldDifference.none();

    @Test
    void everyFieldOfTheCapturedLogIsTheReferences() {
        check(GoldenLog.of("live"));
        assertThat(found).isEqualTo(Map.of(FieldDifference.QUOTED_VALUE, 5, FieldDifference.ACCESS_VECTOR, 4,
                FieldDifference.PARENTHESIS, 4));
    }

    @Test
    void everyFieldOfTheEnrichedLogIsTheReferences() {
        check(GoldenLog.of("live-enriched"));
        assertThat(found).isEqualTo(Map.of(FieldDifference.QUOTED_VALUE, 5, FieldDifference.ACCESS_VECTOR, 2,
                FieldDifference.PARENTHESIS, 4));
    }

    @Test
    void everyFieldOfOlderSystemsIsTheReferences() {
        check(GoldenLog.shared("golibaudit"));
        assertThat(found).isEqualTo(Map.of(FieldDifference.QUOTED_VALUE, 1, FieldDifference.OLD_ID, 1,
                FieldDifference.PASTED_TAIL, 3));
    }

    @Test
    void everyFieldOfTheMadeUpLogIsTheReferences() {
        check(GoldenLog.shared("synthetic"));
        assertThat(found).isEqualTo(Map.of(FieldDifference.QUOTED_VALUE, 13, FieldDifference.PLAIN_KEY, 1));
    }

    private void check(GoldenLog log) {
        List<String> differences = new ArrayList<>();
        int fields = 0;
        for (int number = 1; number <= log.lines.size(); number++) {
            byte[] line = log.lines.get(number - 1);
            JsonNode golden = log.records.get(number);
            ByteBuf buffer = Unpooled.wrappedBuffer(line);
            record.wrapLine(buffer);
            if (golden == null) {
                if (record.hasEventId() && record.type() != AuditMessageType.EOE) {
                    differences.add(number + ": not a record to the reference: " + text(line));
                }
                continue;
            }
            fields += golden.get("fields").size();
            String difference = difference(golden, text(line));
            if (difference != null) {
                differences.add(number + ": " + difference + "\n    " + text(line));
            }
        }
        System.out.println("fields held against the reference: " + fields + ", differences of known kinds: " + found
                + ", others: " + differences.size());
        assertThat(differences).isEmpty();
        assertThat(fields).isPositive();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private @Nullable String difference(JsonNode golden, String line) {
        if (record.type() != golden.get("typenum").intValue()) {
            return "type " + record.type() + " for " + golden.get("typenum");
        }
        if (record.seconds() != golden.get("sec").longValue() || record.serial() != golden.get("serial").longValue()
                || record.milliseconds() != golden.get("milli").intValue()) {
            return "stamp " + record;
        }
        String node = record.node();
        if (golden.has("node") ? !golden.get("node").textValue().equals(node) : node != null) {
            return "node " + node;
        }
        JsonNode expected = golden.get("fields");
        int next = 0;
        if (node != null && expected.get(0).get("name").textValue().equals("node")) {
            next++;
        }
        if (record.typeText() != null) {
            if (!expected.get(next).get("name").textValue().equals("type")
                    || !expected.get(next).get("raw").textValue().equals(record.typeText())) {
                return "type's text " + record.typeText();
            }
            next++;
        }
        List<JsonNode> fields = new ArrayList<>();
        expected.forEach(fields::add);
        return FieldDifference.compare(record, line, fields.subList(next, fields.size()), found);
    }
}
