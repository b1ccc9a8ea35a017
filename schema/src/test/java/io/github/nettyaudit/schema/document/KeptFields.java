package io.github.nettyaudit.schema.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Checks that all bytes of every field of every record of an event are found again in its document. */
public final class KeptFields {
    private final TreeMap<String, String> faults = new TreeMap<>();
    private final TextBuffer text = new TextBuffer();

    /** The fields that were lost, each once, with an example. */
    public Map<String, String> faults() {
        return faults;
    }

    /** Adds the fields of an event that a document does not have. */
    public void check(AuditEvent event, JsonNode document) {
        Set<String> found = new HashSet<>();
        collect(document, found);
        check(event, found, document);
    }

    /**
     * Adds the fields of an event that are not among the values of its document.
     *
     * @param found the values, a character for each byte
     */
    public void check(AuditEvent event, Set<String> found, Object document) {
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
                        && !found.contains(name + '=' + unquoted) && !found.contains(name + '=' + latin(meaning))
                        && !isInOtherWords(name, unquoted, found)
                        && !isPartOfArguments(record, name, meaning, arguments)) {
                    faults.putIfAbsent(record.type() + " " + name + " of main " + event.type(0),
                            value + " is not in " + document);
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
            case "success", "res", "result" -> found.contains("success") || found.contains("fail")
                    || found.contains("failure") || found.contains("Success")
                    || found.contains("Failure");
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
}
