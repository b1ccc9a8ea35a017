package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import java.nio.charset.StandardCharsets;

/** What a field means, for tests that cannot be done on the raw value. */
final class FieldMeaning {
    private final AuditInterpreter interpreter;
    private final boolean isOfRecord;
    private final TextBuffer text = new TextBuffer();

    FieldMeaning(NameService names) {
        isOfRecord = names == NameService.NONE;
        interpreter = AuditInterpreter.builder().names(names).build();
    }

    /** Whether the names of users and groups are those that the records themselves have. */
    boolean isOfRecord() {
        return isOfRecord;
    }

    String of(AuditRecord record, int field) {
        text.clear();
        interpreter.wrap(record).interpret(field, text);
        return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
    }
}
