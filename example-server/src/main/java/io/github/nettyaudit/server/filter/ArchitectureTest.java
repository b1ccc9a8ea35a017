package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;

/** Whether the architecture of a system call is the one looked for. */
final class ArchitectureTest implements ValueTest {
    private static final Map<String, String> OTHER_NAMES = Map.of("i486", "i386", "i586", "i386", "i686", "i386",
            "amd64", "x86_64", "arm64", "aarch64");
    private static final long UNKNOWN = -1;

    private final String name;
    private final IntPredicate test;

    /**
     * Creates a test.
     *
     * @param word {@code b64}, {@code b32}, or the name of an architecture
     * @throws IllegalArgumentException if it is not known
     */
    ArchitectureTest(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        name = OTHER_NAMES.getOrDefault(lower, lower);
        AuditArchitecture architecture = AuditArchitecture.of(name);
        if (name.equals("b64")) {
            test = value -> (value & AuditArchitecture.BITS_64) != 0;
        } else if (name.equals("b32")) {
            test = value -> (value & AuditArchitecture.BITS_64) == 0;
        } else if (architecture != null) {
            test = value -> value == architecture.value();
        } else {
            throw new IllegalArgumentException("'" + word + "' is not an architecture; expected b64, b32, or one of "
                    + String.join(", ", AuditArchitecture.all().stream().map(AuditArchitecture::name).sorted().toList()));
        }
    }

    @Override
    public boolean passes(AuditRecord record, int field) {
        long value = record.hexNumber(FieldName.ARCH, UNKNOWN);
        return value == UNKNOWN ? record.raw(field).equals(name) : test.test((int) value);
    }
}
