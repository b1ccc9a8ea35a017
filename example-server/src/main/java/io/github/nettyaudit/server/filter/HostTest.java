package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether an address, as it is written in a record or as a structure in {@code saddr}, is the one looked for. */
final class HostTest implements ValueTest {
    private static final Pattern ADDRESS = Pattern.compile("(?:^| )laddr=(\\S+)");
    private static final String UNKNOWN = "?";

    private final TextTest test;
    private final FieldMeaning meaning;

    HostTest(TextTest test, FieldMeaning meaning) {
        this.test = test;
        this.meaning = meaning;
    }

    @Override
    public boolean passes(AuditRecord record, int field) {
        if (!record.name(field).equals("saddr")) {
            return !record.raw(field).equals(UNKNOWN) && test.passes(record, field);
        }
        String text = meaning.of(record, field);
        if (!text.startsWith("{")) {
            // an address in text, as netfilter and Landlock write it
            return test.passes(text);
        }
        Matcher matcher = ADDRESS.matcher(text);
        return matcher.find() && test.passes(matcher.group(1));
    }
}
