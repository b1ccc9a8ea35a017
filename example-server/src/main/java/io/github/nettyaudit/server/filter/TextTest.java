package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import java.nio.charset.StandardCharsets;

/** Whether a text contains the one that is looked for, or with {@code --word} is that. Case matters. */
final class TextTest implements ValueTest {
    private final byte[] text;
    private final boolean isWhole;
    private final PossibleText possible;
    private final FieldBytes value = new FieldBytes();

    TextTest(String text, boolean isWhole) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.isWhole = isWhole;
        possible = new PossibleText(this.text);
    }

    @Override
    public boolean passes(AuditRecord record, int field) {
        return value.read(record, field) && (isWhole ? value.is(text) : value.contains(text));
    }

    @Override
    public boolean canPass(byte[] bytes, int from, int to) {
        return possible.isIn(bytes, from, to);
    }

    /** Whether another text than a field's passes. */
    boolean passes(String other) {
        String wanted = new String(text, StandardCharsets.UTF_8);
        return isWhole ? other.equals(wanted) : other.contains(wanted);
    }
}
