package io.github.nettyaudit.codec.internal.table;

/** The words of audit rules: numbers of {@code linux/audit.h}, names of {@code auditctl(8)}. */
public final class RuleTables {
    /** Fields: {@code pid}, {@code auid} (alias {@code loginuid}), {@code arch}, {@code key} and so on. */
    public static final NumberTable FIELDS = NumberTable.load("rule-fields.tsv");
    /**
     * Filter lists: {@code user}, {@code task}, {@code exit}, {@code exclude}, {@code filesystem}, {@code io_uring}.
     */
    public static final NumberTable FILTERS = NumberTable.load("rule-filters.tsv");
    /** File types of {@code filetype=}: {@code file}, {@code dir}, {@code socket}, {@code link} and so on. */
    public static final NumberTable FILE_TYPES = NumberTable.load("file-types.tsv");
    /** File systems of {@code fstype=}: {@code tracefs}, {@code debugfs}, {@code cgroup}, {@code cgroup2}. */
    public static final NumberTable FILE_SYSTEM_TYPES = NumberTable.load("filesystem-types.tsv");

    private RuleTables() {
    }
}
