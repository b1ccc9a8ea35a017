package io.github.nettyaudit.codec.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A processor architecture as audit records name it: {@code AUDIT_ARCH_*} of {@code linux/audit.h}, an ELF machine
 * number with a bit for 64 bits and one for little-endian byte order.
 *
 * <p>The known ones are the resource {@code architectures.tsv}. Immutable, one instance each.
 */
public final class AuditArchitecture {
    /** The bit of a 64-bit architecture ({@code __AUDIT_ARCH_64BIT}). */
    public static final int BITS_64 = 0x80000000;
    /** The bit of a little-endian architecture ({@code __AUDIT_ARCH_LE}). */
    public static final int LITTLE_ENDIAN = 0x40000000;

    private static final String NONE = "-";
    private static final Map<Integer, AuditArchitecture> BY_VALUE = new HashMap<>();
    private static final Map<String, AuditArchitecture> BY_NAME = new HashMap<>();
    private static final List<AuditArchitecture> ALL = new ArrayList<>();

    static {
        DataFile.rows(AuditArchitecture.class, "architectures.tsv").forEach(AuditArchitecture::add);
    }

    private final int value;
    private final String name;
    private final int bits;
    private final @Nullable String column;
    private final @Nullable String compatible;

    private AuditArchitecture(String[] row) {
        value = DataFile.number(row[0]);
        name = row[1];
        bits = Integer.parseInt(row[2]);
        column = NONE.equals(row[4]) ? null : row[4];
        compatible = NONE.equals(row[5]) ? null : row[5];
    }

    /** The architecture of a record's {@code arch=} (hexadecimal there), or null when it is not known. */
    public static @Nullable AuditArchitecture of(int value) {
        return BY_VALUE.get(value);
    }

    /** The architecture of a name ({@code x86_64}) or of one of its other names ({@code amd64}); null if unknown. */
    public static @Nullable AuditArchitecture of(String name) {
        return BY_NAME.get(name);
    }

    /** The architecture this Java runs on; {@code x86_64} should it be none that is known. */
    public static AuditArchitecture host() {
        AuditArchitecture host = BY_NAME.get(System.getProperty("os.arch", ""));
        return host != null ? host : BY_NAME.get("x86_64");
    }

    /** Every known architecture, those with system call tables first. */
    public static List<AuditArchitecture> all() {
        return List.copyOf(ALL);
    }

    private static void add(String[] row) {
        AuditArchitecture architecture = new AuditArchitecture(row);
        ALL.add(architecture);
        BY_VALUE.put(architecture.value, architecture);
        BY_NAME.put(architecture.name, architecture);
        if (!NONE.equals(row[6])) {
            Arrays.stream(row[6].split(",")).forEach(alias -> BY_NAME.putIfAbsent(alias, architecture));
        }
    }

    /** The number in records and rules; negative for 64-bit architectures, as the top bit says so. */
    public int value() {
        return value;
    }

    /** The name as auparse prints it: {@code x86_64}, {@code ppc64le}, {@code armeb} (for little-endian ARM too). */
    public String name() {
        return name;
    }

    /** Whether its words have 64 bits ({@code -F arch=b64}). */
    public boolean is64Bit() {
        return bits == 64;
    }

    /** The 32-bit architecture whose programs the same machine runs too ({@code b32}), or null. */
    public @Nullable AuditArchitecture compatible32() {
        return compatible == null ? null : BY_NAME.get(compatible);
    }

    /** Its system calls; a table without entries when they are not known. */
    public NumberTable systemCalls() {
        return AuditSyscalls.table(column);
    }

    @Override
    public String toString() {
        return name;
    }
}
