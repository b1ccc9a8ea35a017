package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether the id of a user or group is a number, or has a name. */
final class IdTest implements ValueTest {
    private static final long NO_NUMBER = -1;
    /** What 0 and 4294967295 are called in every log. */
    private static final Set<String> MEANINGS_OF_NUMBERS = Set.of("root", "unset");
    /** No character of it is written in another way when it is interpreted. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

    private final long number;
    private final @Nullable String name;
    private final FieldMeaning meaning;
    /** The name; null if it may stand for an id whose record does not have it. */
    private final @Nullable PossibleText possible;

    private IdTest(long number, @Nullable String name, FieldMeaning meaning) {
        this.number = number;
        this.name = name;
        this.meaning = meaning;
        possible = name != null && meaning.isOfRecord() && !MEANINGS_OF_NUMBERS.contains(name)
                && PLAIN.matcher(name).matches() ? new PossibleText(name) : null;
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

    @Override
    public boolean canPass(byte[] bytes, int from, int to) {
        if (name != null && (possible == null || possible.isIn(bytes, from, to))) {
            return true;
        }
        return number != NO_NUMBER && DecimalDigits.canBe(number, bytes, from, to);
    }
}
