package io.github.nettyaudit.codec.table;

import org.jspecify.annotations.Nullable;

/** The io_uring operations that the kernel audits: {@code enum io_uring_op} of {@code linux/io_uring.h}. */
public final class AuditIoUringOperations {
    /** What {@link #number} returns for a name that is none. */
    public static final int UNKNOWN = -1;

    private static final NumberTable TABLE =
            NumberTable.load(AuditIoUringOperations.class, "io-uring-operations.tsv");

    private AuditIoUringOperations() {
    }

    /** The name of an operation, or null. */
    public static @Nullable String name(int number) {
        return TABLE.name(number);
    }

    /** The number of an operation, or {@link #UNKNOWN}. */
    public static int number(String name) {
        return TABLE.number(name, UNKNOWN);
    }

    /** All of them. */
    public static NumberTable table() {
        return TABLE;
    }
}
