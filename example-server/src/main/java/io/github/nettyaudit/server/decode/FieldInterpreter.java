package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** What the fields of one record after another mean. */
final class FieldInterpreter {
    private final AuditInterpreter interpreter;
    private final TextBuffer text = new TextBuffer();
    private @Nullable AuditRecord wrapped;
    private int generation;

    /** @param names the names of users and groups; {@link NameService#NONE} leaves numbers */
    FieldInterpreter(NameService names) {
        this(names, false);
    }

    /**
     * @param names            the names of users and groups; {@link NameService#NONE} leaves numbers
     * @param foldCapabilities whether full sets of capabilities are {@code all}
     */
    FieldInterpreter(NameService names, boolean foldCapabilities) {
        interpreter = AuditInterpreter.builder().names(names).foldCapabilities(foldCapabilities).build();
    }

    /** The record whose fields are asked for next. */
    void wrap(AuditRecord record) {
        if (record != wrapped || record.generation() != generation) {
            wrapped = record;
            generation = record.generation();
            interpreter.wrap(record);
        }
    }

    /** What a field means; valid until the next call. */
    TextBuffer text(int field) {
        text.clear();
        interpreter.interpret(field, text);
        return text;
    }

    /** Appends what a field means as member {@code interpreted} of the field's JSON object. */
    void append(int field, JsonWriter json) {
        TextBuffer meaning = text(field);
        json.bytes("interpreted", meaning.array(), 0, meaning.length());
    }
}
