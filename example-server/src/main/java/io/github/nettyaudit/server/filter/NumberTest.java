package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;

/**
 * Whether a value is a decimal number.
 *
 * @param number 0 or more
 */
record NumberTest(long number) implements ValueTest {
    private static final long NO_NUMBER = -1;

    @Override
    public boolean passes(AuditRecord record, int field) {
        return record.number(field, NO_NUMBER) == number;
    }

    @Override
    public boolean canPass(byte[] bytes, int from, int to) {
        return DecimalDigits.canBe(number, bytes, from, to);
    }
}
