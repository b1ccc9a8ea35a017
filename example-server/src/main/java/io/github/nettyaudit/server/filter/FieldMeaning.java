package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a field means, for tests that cannot be done on the raw value. */
final class FieldMeaning {
    private final NameService names;
    /** Made when it is first needed, as it reads tables, and most tests need none. */
    private @Nullable AuditInterpreter interpreter;
    private final TextBuffer text = new TextBuffer();

    FieldMeaning(NameService names) {
        this.names = names;
    }

    /** Whether the names of users and groups are those that the records themselves have. */
    boolean isOfRecord() {
        return names == NameService.NONE;
    }

    String of(AuditRecord record, int field) {
        text.clear();
        AuditInterpreter known = interpreter;
        if (known == null) {
            known = AuditInterpreter.builder().names(names).build();
            interpreter = known;
        }
        known.wrap(record).interpret(field, text);
        return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
    }
}
