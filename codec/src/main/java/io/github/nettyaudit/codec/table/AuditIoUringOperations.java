package io.github.nettyaudit.codec.table;

import io.github.nettyaudit.codec.internal.table.SystemCallTables;
import org.jspecify.annotations.Nullable;

/**
 * The io_uring operations that the kernel audits: {@code enum io_uring_op} of {@code linux/io_uring.h}, with the names
 * of libaudit 4.2.2. Thread-safe.
 */
public final class AuditIoUringOperations {
    /** The result of {@link #number} for a name that is not known. */
    public static final int UNKNOWN = -1;

    private AuditIoUringOperations() {
    }

    /**
     * Returns the name of an operation.
     *
     * @param number the number, any 32 bits
     * @return the name; null if the number is not known
     */
    public static @Nullable String name(int number) {
        return SystemCallTables.IO_URING.name(number);
    }

    /**
     * Returns the number of an operation.
     *
     * @param name the name, in lower case
     * @return the number; {@link #UNKNOWN} if the name is not known
     */
    public static int number(String name) {
        return SystemCallTables.IO_URING.number(name, UNKNOWN);
    }
}
