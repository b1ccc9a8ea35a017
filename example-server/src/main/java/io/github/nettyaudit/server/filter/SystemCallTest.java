package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a system call has a number, or has a name on the architecture of its record. */
final class SystemCallTest implements ValueTest {
    private static final long NO_NUMBER = -1;
    private static final int MOST_KEPT = 8_192;

    private final @Nullable String name;
    private final long number;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    /** The numbers up to the largest that is kept, of which it is known, and which can be the one looked for. */
    private final BitSet known = new BitSet();
    private final BitSet possible = new BitSet();

    private SystemCallTest(@Nullable String name, long number) {
        this.name = name;
        this.number = number;
    }

    static SystemCallTest ofNumber(long number) {
        return new SystemCallTest(null, number);
    }

    /**
     * Of a name.
     *
     * @throws IllegalArgumentException if no architecture has such a system call
     */
    static SystemCallTest ofName(String name) {
        SystemCallTest test = new SystemCallTest(name, NO_NUMBER);
        for (AuditArchitecture architecture : AuditArchitecture.all()) {
            int known = AuditSyscalls.number(architecture, name);
            if (known != AuditSyscalls.UNKNOWN) {
                test.numbers.put(architecture.value(), known);
            }
        }
        if (test.numbers.isEmpty()) {
            throw new IllegalArgumentException("'" + name + "' is not a system call of any architecture, nor a number");
        }
        return test;
    }

    @Override
    public boolean passes(AuditRecord record, int field) {
        long call = record.number(field, NO_NUMBER);
        if (name == null) {
            return call == number;
        }
        if (call == NO_NUMBER) {
            // a log that was interpreted before
            return record.raw(field).equals(name);
        }
        int architecture = (int) record.hexNumber(FieldName.ARCH, AuditArchitecture.host().value());
        Integer wanted = numbers.get(architecture);
        return wanted != null && (wanted == call || name.equals(AuditSyscalls.name(architecture, (int) call)));
    }

    @Override
    public boolean canPass(byte[] bytes, int from, int to) {
        if (name == null) {
            return DecimalDigits.canBe(number, bytes, from, to);
        }
        long call = DecimalDigits.at(bytes, from, to);
        if (call < 0 || call >= MOST_KEPT) {
            return true;
        }
        int small = (int) call;
        if (!known.get(small)) {
            known.set(small);
            possible.set(small, numbers.entrySet().stream().anyMatch(entry -> entry.getValue() == small
                    || name.equals(AuditSyscalls.name(entry.getKey(), small))));
        }
        return possible.get(small);
    }
}
