package io.github.nettyaudit.codec.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** System call numbers and names by architecture: the resource {@code syscalls.tsv}. */
public final class AuditSyscalls {
    /** What {@link #number} returns for a name that is none. */
    public static final int UNKNOWN = -1;

    private static final String ABSENT = "-";
    private static final String ALIAS = "=";
    private static final NumberTable EMPTY = NumberTable.of(List.of());
    /** The columns of the file, in order. */
    private static final List<String> COLUMNS =
            List.of("x86_64", "i386", "aarch64", "arm", "ppc64", "ppc", "s390x", "s390", "riscv64", "riscv32",
                    "loongarch64");
    private static final Map<String, NumberTable> TABLES = load();

    private AuditSyscalls() {
    }

    /** The name of a system call, or null when architecture or number are unknown. */
    public static @Nullable String name(AuditArchitecture architecture, int number) {
        return architecture.systemCalls().name(number);
    }

    /** The name of a system call by the value of {@code arch=}, or null when architecture or number are unknown. */
    public static @Nullable String name(int architecture, int number) {
        AuditArchitecture known = AuditArchitecture.of(architecture);
        return known == null ? null : name(known, number);
    }

    /** The number of a system call, or {@link #UNKNOWN}; the kernel's names and auparse's are both understood. */
    public static int number(AuditArchitecture architecture, String name) {
        return architecture.systemCalls().number(name, UNKNOWN);
    }

    static NumberTable table(@Nullable String column) {
        return column == null ? EMPTY : TABLES.getOrDefault(column, EMPTY);
    }

    private static Map<String, NumberTable> load() {
        List<NumberTable.Builder> builders = new ArrayList<>();
        COLUMNS.forEach(column -> builders.add(new NumberTable.Builder()));
        for (String[] row : DataFile.rows(AuditSyscalls.class, "syscalls.tsv")) {
            for (int column = 0; column < COLUMNS.size(); column++) {
                add(builders.get(column), row[column + 1], row[0]);
            }
        }
        Map<String, NumberTable> tables = new HashMap<>();
        for (int column = 0; column < COLUMNS.size(); column++) {
            tables.put(COLUMNS.get(column), builders.get(column).build());
        }
        return tables;
    }

    private static void add(NumberTable.Builder builder, String cell, String name) {
        if (cell.startsWith(ALIAS)) {
            builder.alias(Integer.parseInt(cell, ALIAS.length(), cell.length(), 10), name);
        } else if (!cell.equals(ABSENT)) {
            builder.add(Integer.parseInt(cell), name);
        }
    }
}
