package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.DataFile;
import io.github.nettyaudit.codec.internal.table.NumberTable;
import io.github.nettyaudit.codec.internal.table.SystemCallTables;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** An architecture's system calls, their names as bytes and what each of their arguments holds. Immutable. */
final class SystemCallTable {
    /** The operations of io_uring: the kernel writes their records as if they were an architecture's calls. */
    static final SystemCallTable IO_URING = new SystemCallTable(0, "uring", SystemCallTables.IO_URING, false);

    private static final int ARGUMENTS = 4;
    private static final int CALLS = 1024;
    private static final ArgumentKind[] KINDS = ArgumentKind.values();
    /** The tables by their place in {@link AuditArchitecture#all()}, made when an architecture is first met. */
    private static final AtomicReferenceArray<@Nullable SystemCallTable> TABLES =
            new AtomicReferenceArray<>(AuditArchitecture.all().size());
    private static final int[] ARCHITECTURES =
            AuditArchitecture.all().stream().mapToInt(AuditArchitecture::value).toArray();

    final int architecture;
    final byte[] name;
    /** The other constants of the architecture. */
    final ArchitectureConstants constants;
    /** The error numbers of the architecture, see {@link ErrorText}. */
    final byte[][] errors;
    /** Whether its socket options are numbered as on PowerPC. */
    final boolean isPowerPc;
    private final NameTable names;
    /** What the arguments hold, by the call's number without {@link #base}. */
    private final byte[] kinds = new byte[CALLS * ARGUMENTS];
    /** Whether calls of x32 are among them, which have a bit of their own. */
    private final boolean hasX32;
    /** The first number: mips and ia64 do not start at 0. */
    private final int base;
    private final int ipc;
    private final int socketCall;

    private SystemCallTable(int architecture, String name, NumberTable calls, boolean withArguments) {
        this.architecture = architecture;
        this.name = name.getBytes(StandardCharsets.UTF_8);
        errors = ErrorText.of(name);
        constants = ArchitectureConstants.of(name);
        isPowerPc = name.startsWith("ppc");
        names = NameTable.of(calls);
        ipc = withArguments ? calls.number("ipc", -1) : -1;
        socketCall = withArguments ? calls.number("socketcall", -1) : -1;
        hasX32 = calls.name(SystemCallTables.X32_BIT) != null;
        int[] least = {Integer.MAX_VALUE};
        calls.forEach((number, call) -> least[0] = Math.min(least[0], number));
        base = least[0] < CALLS ? 0 : least[0];
        if (withArguments) {
            Patterns.ROWS.forEach(row -> calls.forEach((number, call) -> {
                int index = number - base;
                // x32's calls, which have a bit on top, hold what those of the same number without it hold
                if (index >= 0 && index < CALLS && row.matches(call)) {
                    kinds[index * ARGUMENTS + row.argument] = (byte) row.kind.ordinal();
                } else if (hasX32 && number >= SystemCallTables.X32_BIT && row.matches(call)) {
                    kinds[(number - SystemCallTables.X32_BIT) * ARGUMENTS + row.argument] = (byte) row.kind.ordinal();
                }
            }));
        }
    }

    /** The table of a record's {@code arch=}, or null for an architecture that is not known. */
    static @Nullable SystemCallTable of(int architecture) {
        for (int i = 0; i < ARCHITECTURES.length; i++) {
            if (ARCHITECTURES[i] == architecture) {
                SystemCallTable table = TABLES.get(i);
                return table != null ? table : create(i);
            }
        }
        return null;
    }

    private static SystemCallTable create(int index) {
        AuditArchitecture architecture = AuditArchitecture.all().get(index);
        SystemCallTable table = new SystemCallTable(architecture.value(), architecture.name(),
                SystemCallTables.of(architecture.value()), true);
        TABLES.set(index, table);
        return table;
    }

    boolean append(int call, TextBuffer out) {
        return names.append(call, out);
    }

    /** What an argument (0 to 3) of a call holds. */
    ArgumentKind kind(int call, int argument) {
        int index = hasX32 && call >= SystemCallTables.X32_BIT ? call - SystemCallTables.X32_BIT : call - base;
        return index >= 0 && index < CALLS ? KINDS[kinds[index * ARGUMENTS + argument]] : ArgumentKind.NONE;
    }

    /** Whether the call stands for several, of which its first argument picks one: sockets of old 32-bit machines. */
    boolean isSocketCall(int call) {
        return call == socketCall && call >= 0;
    }

    /** The same for System V IPC. */
    boolean isIpc(int call) {
        return call == ipc && call >= 0;
    }

    /** A row of {@code system-call-arguments.tsv}. */
    private record Pattern(String start, boolean isPrefix, int argument, ArgumentKind kind) {
        boolean matches(String call) {
            return isPrefix ? call.startsWith(start) : call.equals(start);
        }
    }

    /** The rows, loaded before the first table. */
    private static final class Patterns {
        static final List<Pattern> ROWS = load();

        private static List<Pattern> load() {
            List<Pattern> patterns = new ArrayList<>();
            for (String[] row : DataFile.rows(SystemCallTable.class, "system-call-arguments.tsv")) {
                boolean isPrefix = row[0].endsWith("*");
                patterns.add(new Pattern(isPrefix ? row[0].substring(0, row[0].length() - 1) : row[0], isPrefix,
                        Integer.parseInt(row[1]), ArgumentKind.valueOf(row[2])));
            }
            return patterns;
        }
    }
}
