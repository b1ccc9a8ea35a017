package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds types, stamps, names, order and raw values of all fields against libauparse: all of them must be equal. */
class FieldConformanceTest {
    private final AuditRecord record = new AuditRecord();

    @ParameterizedTest
    @ValueSource(strings = {"live", "live-enriched"})
    void everyFieldOfEveryRecordIsTheReferences(String name) {
        check(GoldenLog.of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"golibaudit", "synthetic"})
    void everyFieldOfTheSharedCorpusIsTheReferences(String name) {
        check(GoldenLog.shared(name));
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
            String difference = difference(golden);
            if (difference != null) {
                differences.add(number + ": " + difference + "\n    " + text(line));
            }
        }
        System.out.println("fields held against the reference: " + fields + ", records that differ: "
                + differences.size());
        assertThat(differences).isEmpty();
        assertThat(fields).isPositive();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String difference(JsonNode golden) {
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
        if (expected.size() - next != record.fieldCount()) {
            return record.fieldCount() + " fields for " + (expected.size() - next) + ", got " + names() + " for "
                    + expected.findValuesAsText("name");
        }
        for (int i = 0; i < record.fieldCount(); i++) {
            JsonNode field = expected.get(next + i);
            byte[] name = GoldenLog.bytes(field, "name");
            byte[] raw = GoldenLog.bytes(field, "raw");
            byte[] bytes = record.bytes();
            int nameStart = record.nameStart(i);
            int valueStart = record.valueStart(i);
            if (!Arrays.equals(name, 0, name.length, bytes, nameStart, nameStart + record.nameLength(i))) {
                return "field " + i + " is named " + record.name(i) + " for " + field.get("name");
            }
            if (!Arrays.equals(raw, 0, raw.length, bytes, valueStart, valueStart + record.valueLength(i))) {
                return "field " + record.name(i) + " is " + record.raw(i) + " for " + field.get("raw");
            }
        }
        return null;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < record.fieldCount(); i++) {
            names.add(record.name(i));
        }
        return names;
    }
}
