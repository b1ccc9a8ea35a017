package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** What the fields of a record given as text mean, for tests. */
final class Meanings {
    private static final String STAMP = "audit(1364481363.243:24287): ";

    private final AuditInterpreter interpreter;
    private final AuditRecord record = new AuditRecord();

    Meanings(AuditInterpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** Meanings by an interpreter without names on x86_64. */
    static Meanings plain() {
        return new Meanings(AuditInterpreter.builder()
                .architecture(AuditArchitecture.of("x86_64")).build());
    }

    /** The meaning of the first field of that name, in any name space. */
    String of(String field, String type, String fields) {
        record.wrap(AuditMessageType.of(type), Unpooled.wrappedBuffer((STAMP + fields)
                .getBytes(StandardCharsets.UTF_8)));
        return meaning(field);
    }

    /** The same for a line of a log. */
    String ofLine(String field, String line) {
        record.wrapLine(Unpooled.wrappedBuffer(line.getBytes(StandardCharsets.UTF_8)));
        return meaning(field);
    }

    private String meaning(String field) {
        interpreter.wrap(record);
        for (int i = 0; i < record.fieldCount() + record.enrichedCount(); i++) {
            if (record.name(i).equals(field)) {
                TextBuffer text = new TextBuffer();
                interpreter.interpret(i, text);
                return text.toString();
            }
        }
        throw new AssertionError("no field " + field);
    }
}
