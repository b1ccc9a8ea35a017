package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Whether a system call returned a number, or failed with an error. */
final class ExitTest implements ValueTest {
    private static final int LAST_ERROR = 200;
    private static final Map<String, String> OTHER_NAMES = Map.of("EWOULDBLOCK", "EAGAIN", "EDEADLOCK", "EDEADLK",
            "ENOTSUP", "EOPNOTSUPP");

    private final long number;
    private final String text;
    private final byte[] start;

    /**
     * Creates a test.
     *
     * @param word a number, or the name of an error, with or without a minus sign
     * @throws IllegalArgumentException if it is neither
     */
    ExitTest(String word) {
        text = word;
        start = (word + '(').getBytes(StandardCharsets.UTF_8);
        number = word.matches("[-+]?\\d.*") ? decimal(word) : -error(word.startsWith("-") ? word.substring(1) : word);
    }

    private static long decimal(String word) {
        try {
            return Long.decode(word);
        } catch (NumberFormatException e) {
            throw wrong(word);
        }
    }

    /** The number of an error, found by asking what each number means. */
    private static int error(String name) {
        String upper = OTHER_NAMES.getOrDefault(name.toUpperCase(Locale.ROOT), name.toUpperCase(Locale.ROOT));
        FieldMeaning meaning = new FieldMeaning(NameService.NONE);
        AuditRecord record = new AuditRecord();
        for (int error = 1; error < LAST_ERROR; error++) {
            record.wrap(AuditMessageType.SYSCALL, Unpooled.copiedBuffer("audit(1.000:1): exit=-" + error,
                    StandardCharsets.US_ASCII));
            if (meaning.of(record, 0).startsWith(upper + '(')) {
                return error;
            }
        }
        throw wrong(name);
    }

    private static IllegalArgumentException wrong(String word) {
        return new IllegalArgumentException("'" + word + "' is neither a number nor the name of an error such as ENOENT");
    }

    @Override
    public boolean passes(AuditRecord record, int field) {
        return record.number(field, ~number) == number || record.raw(field).startsWith(text + '(');
    }

    @Override
    public boolean canPass(byte[] bytes, int from, int to) {
        return DecimalDigits.canBe(number, bytes, from, to)
                || to - from >= start.length && Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
    }
}
