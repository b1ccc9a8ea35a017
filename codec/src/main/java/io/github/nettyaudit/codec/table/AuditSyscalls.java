package io.github.nettyaudit.codec.table;

import io.github.nettyaudit.codec.internal.table.SystemCallTables;
import org.jspecify.annotations.Nullable;

/**
 * System call numbers and names of every architecture that Linux 6.19 has (and ia64, which it had until 6.6), up to
 * Linux 7.0. Sources: the kernel's tables, from which {@code asm/unistd.h} of each architecture is made, and the tables
 * of libaudit 4.2.2. Numbers are those of records: on mips they start at 4000 (o32), 5000 (n64) or 6000 (n32), on ia64 at
 * 1024, and x32's calls, which records of x86_64 hold, have the bit 0x40000000. Thread-safe.
 */
public final class AuditSyscalls {
    /** The result of {@link #number} for a name that is not known. */
    public static final int UNKNOWN = -1;

    private AuditSyscalls() {
    }

    /**
     * Returns the name of a system call.
     *
     * @param architecture the architecture whose numbering is meant
     * @param number       the number, any 32 bits
     * @return the name as auparse prints it; null if the number is not known
     */
    public static @Nullable String name(AuditArchitecture architecture, int number) {
        return name(architecture.value(), number);
    }

    /**
     * Returns the name of a system call.
     *
     * @param architecture the value of {@code arch=} in a record
     * @param number       the number, any 32 bits
     * @return the name as auparse prints it; null if the architecture or the number is not known
     */
    public static @Nullable String name(int architecture, int number) {
        return SystemCallTables.of(architecture).name(number);
    }

    /**
     * Returns the number of a system call.
     *
     * @param architecture the architecture whose numbering is meant
     * @param name         the kernel's name or auparse's, in lower case
     * @return the number, for x86_64 not the one of x32; {@link #UNKNOWN} if the name is not known
     */
    public static int number(AuditArchitecture architecture, String name) {
        return SystemCallTables.of(architecture.value()).number(name, UNKNOWN);
    }
}
