package io.github.nettyaudit.codec.internal.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** System calls by architecture, and the operations of io_uring: {@code syscalls.tsv} and others. */
public final class SystemCallTables {
    /** The io_uring operations that the kernel audits: {@code enum io_uring_op} of {@code linux/io_uring.h}. */
    public static final NumberTable IO_URING = NumberTable.load("io-uring-operations.tsv");
    /** The bit that numbers of x32 system calls have in records of x86_64: {@code __X32_SYSCALL_BIT}. */
    public static final int X32_BIT = 0x40000000;

    private static final String ABSENT = "-";
    private static final String ALIAS = "=";
    private static final String X32 = "x32";
    private static final NumberTable EMPTY = NumberTable.of(List.of());
    /** The columns of the file, in order. */
    private static final List<String> COLUMNS =
            List.of("x86_64", "i386", "aarch64", "arm", "ppc64", "ppc", "s390x", "s390", "riscv64", "riscv32",
                    "loongarch64", X32, "loongarch32", "mips_o32", "mips_n64", "mips_n32", "sparc", "sparc64",
                    "parisc", "parisc64", "m68k", "sh", "microblaze", "xtensa", "alpha", "ia64", "arc", "csky",
                    "hexagon", "nios2", "openrisc");
    private static final int X86_64_COLUMN = 0;
    private static final List<String> ROWS = DataFile.lines(DataFile.class, "syscalls.tsv");
    /** The columns of the architectures that have one. */
    private static final Map<Integer, Integer> ARCHITECTURES = architectures();
    /** The tables by column, each made when it is first asked for: a log has one or two of the many. */
    private static final AtomicReferenceArray<@Nullable NumberTable> TABLES = new AtomicReferenceArray<>(COLUMNS.size());

    private SystemCallTables() {
    }

    /**
     * Returns the system calls of an architecture. Those of x86_64 include x32's, with {@link #X32_BIT}; a name that
     * both have stands for the number without the bit.
     *
     * @param architecture the value of {@code arch=}
     * @return the table; empty if the architecture or its system calls are not known
     */
    public static NumberTable of(int architecture) {
        Integer column = ARCHITECTURES.get(architecture);
        if (column == null) {
            return EMPTY;
        }
        NumberTable known = TABLES.get(column);
        if (known == null) {
            known = load(column);
            TABLES.set(column, known);
        }
        return known;
    }

    private static Map<Integer, Integer> architectures() {
        Map<Integer, Integer> columns = new HashMap<>();
        for (String[] row : DataFile.rows("architectures.tsv")) {
            int column = COLUMNS.indexOf(row[4]);
            if (column >= 0) {
                columns.put(DataFile.number(row[0]), column);
            }
        }
        return columns;
    }

    private static NumberTable load(int column) {
        NumberTable.Builder builder = new NumberTable.Builder();
        int x32 = column == X86_64_COLUMN ? COLUMNS.indexOf(X32) : -1;
        for (String row : ROWS) {
            String name = DataFile.column(row, 0);
            // the first column is the name
            add(builder, DataFile.column(row, column + 1), name, 0);
            if (x32 >= 0) {
                add(builder, DataFile.column(row, x32 + 1), name, X32_BIT);
            }
        }
        return builder.build();
    }

    private static void add(NumberTable.Builder builder, String cell, String name, int bit) {
        if (cell.startsWith(ALIAS)) {
            builder.alias(Integer.parseInt(cell, ALIAS.length(), cell.length(), 10) | bit, name);
        } else if (!cell.equals(ABSENT)) {
            builder.add(Integer.parseInt(cell) | bit, name);
        }
    }
}
