package io.github.nettyaudit.codec.table;

import io.github.nettyaudit.codec.internal.table.DataFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A processor architecture as audit records name it: {@code AUDIT_ARCH_*} of {@code linux/audit.h}, an ELF machine
 * number with a bit for 64 bits and one for little-endian byte order. Immutable, with one instance each; compare with
 * {@code ==}.
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
        DataFile.rows("architectures.tsv").forEach(AuditArchitecture::add);
    }

    private final int value;
    private final String name;
    private final int bits;
    private final @Nullable String compatible;

    private AuditArchitecture(String[] row) {
        value = DataFile.number(row[0]);
        name = row[1];
        bits = Integer.parseInt(row[2]);
        compatible = NONE.equals(row[5]) ? null : row[5];
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

    /**
     * Returns the architecture with a value.
     *
     * @param value the value of a record's {@code arch=}, which is hexadecimal there
     * @return the architecture; null if the value is not known
     */
    public static @Nullable AuditArchitecture of(int value) {
        return BY_VALUE.get(value);
    }

    /**
     * Returns the architecture with a name.
     *
     * @param name its name, such as {@code x86_64}, or another name of it, such as {@code amd64}, in lower case
     * @return the architecture; null if the name is not known
     */
    public static @Nullable AuditArchitecture of(String name) {
        return BY_NAME.get(name);
    }

    /**
     * Returns the architecture this Java virtual machine runs on.
     *
     * @return the architecture of the system property {@code os.arch}; {@code x86_64} if that is not known
     */
    public static AuditArchitecture host() {
        AuditArchitecture host = BY_NAME.get(System.getProperty("os.arch", ""));
        return host != null ? host : BY_NAME.get("x86_64");
    }

    /**
     * Returns all known architectures.
     *
     * @return the architectures, those with known system calls first
     */
    public static List<AuditArchitecture> all() {
        return List.copyOf(ALL);
    }

    /**
     * Returns the number in records and rules.
     *
     * @return 32 bits; negative for 64-bit architectures, because {@link #BITS_64} is the top bit
     */
    public int value() {
        return value;
    }

    /**
     * Returns the name as auparse prints it.
     *
     * @return for example {@code x86_64}, {@code ppc64le}, or {@code armeb} (for little-endian ARM too)
     */
    public String name() {
        return name;
    }

    /**
     * Returns whether the architecture has 64-bit words ({@code -F arch=b64}).
     *
     * @return true for 64 bits
     */
    public boolean is64Bit() {
        return bits == 64;
    }

    /**
     * Returns the 32-bit architecture whose programs run on the same machine ({@code -F arch=b32}).
     *
     * @return the architecture; null if there is none
     */
    public @Nullable AuditArchitecture compatible32() {
        return compatible == null ? null : BY_NAME.get(compatible);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
