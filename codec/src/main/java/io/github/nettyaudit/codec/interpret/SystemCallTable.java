package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.DataFile;
import io.github.nettyaudit.codec.internal.table.NumberTable;
import io.github.nettyaudit.codec.internal.table.SystemCallTables;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An architecture's system calls, their names as bytes and what each of their arguments holds. Immutable. */
final class SystemCallTable {
    /** The operations of io_uring: the kernel writes their records as if they were an architecture's calls. */
    static final SystemCallTable IO_URING = new SystemCallTable(0, "uring", SystemCallTables.IO_URING, false);

    private static final int ARGUMENTS = 4;
    private static final int CALLS = 1024;
    private static final ArgumentKind[] KINDS = ArgumentKind.values();
    private static final SystemCallTable[] ALL = load();

    final int architecture;
    final byte[] name;
    /** Whether its socket options are numbered as on PowerPC. */
    final boolean isPowerPc;
    private final NameTable names;
    private final byte[] kinds = new byte[CALLS * ARGUMENTS];
    private final int ipc;
    private final int socketCall;

    private SystemCallTable(int architecture, String name, NumberTable calls, boolean withArguments) {
        this.architecture = architecture;
        this.name = name.getBytes(StandardCharsets.UTF_8);
        isPowerPc = name.startsWith("ppc");
        names = NameTable.of(calls);
        ipc = withArguments ? calls.number("ipc", -1) : -1;
        socketCall = withArguments ? calls.number("socketcall", -1) : -1;
        if (withArguments) {
            Patterns.ROWS.forEach(row -> calls.forEach((number, call) -> {
                if (number < CALLS && row.matches(call)) {
                    kinds[number * ARGUMENTS + row.argument] = (byte) row.kind.ordinal();
                }
            }));
        }
    }

    /** The table of a record's {@code arch=}, or null for an architecture that is not known. */
    static @Nullable SystemCallTable of(int architecture) {
        for (SystemCallTable table : ALL) {
            if (table.architecture == architecture) {
                return table;
            }
        }
        return null;
    }

    boolean append(int call, TextBuffer out) {
        return names.append(call, out);
    }

    /** What an argument (0 to 3) of a call holds. */
    ArgumentKind kind(int call, int argument) {
        return call >= 0 && call < CALLS ? KINDS[kinds[call * ARGUMENTS + argument]] : ArgumentKind.NONE;
    }

    /** Whether the call stands for several, of which its first argument picks one: sockets of old 32-bit machines. */
    boolean isSocketCall(int call) {
        return call == socketCall && call >= 0;
    }

    /** The same for System V IPC. */
    boolean isIpc(int call) {
        return call == ipc && call >= 0;
    }

    private static SystemCallTable[] load() {
        // x86_64 first: that is the order of the file, and the search is linear
        return AuditArchitecture.all().stream().map(architecture -> new SystemCallTable(architecture.value(),
                architecture.name(), SystemCallTables.of(architecture.value()), true)).toArray(SystemCallTable[]::new);
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
