package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import org.jspecify.annotations.Nullable;

/** Whether the id of a user or group is a number, or has a name. */
final class IdTest implements ValueTest {
    private static final long NO_NUMBER = -1;

    private final long number;
    private final @Nullable String name;
    private final FieldMeaning meaning;

    private IdTest(long number, @Nullable String name, FieldMeaning meaning) {
        this.number = number;
        this.name = name;
        this.meaning = meaning;
    }

    static IdTest ofNumber(long number, FieldMeaning meaning) {
        return new IdTest(number, null, meaning);
    }

    /**
     * Of a name that the log or the names of {@code --names} give to an id.
     *
     * @param id the id that the name has on this machine; {@code null} if it has none, or shall not count
     */
    static IdTest ofName(String name, @Nullable Long id, FieldMeaning meaning) {
        return new IdTest(id == null ? NO_NUMBER : id, name, meaning);
    }

    @Override
    public boolean passes(AuditRecord record, int field) {
        if (number != NO_NUMBER && record.number(field, NO_NUMBER) == number) {
            return true;
        }
        return name != null && meaning.of(record, field).equals(name);
    }
}
