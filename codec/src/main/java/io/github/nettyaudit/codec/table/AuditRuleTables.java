package io.github.nettyaudit.codec.table;

/** The words of audit rules: numbers of {@code linux/audit.h}, names of {@code auditctl(8)}. */
public final class AuditRuleTables {
    /** Fields: {@code pid}, {@code auid} (alias {@code loginuid}), {@code arch}, {@code key} … */
    public static final NumberTable FIELDS = load("rule-fields.tsv");
    /** Operators: {@code =}, {@code !=}, {@code >}, {@code >=}, {@code <}, {@code <=}, {@code &}, {@code &=}. */
    public static final NumberTable OPERATORS = load("rule-operators.tsv");
    /** Filter lists: {@code user}, {@code task}, {@code exit}, {@code exclude}, {@code filesystem}, … */
    public static final NumberTable FILTERS = load("rule-filters.tsv");
    /** Actions: {@code never}, {@code possible} (obsolete), {@code always}. */
    public static final NumberTable ACTIONS = load("rule-actions.tsv");
    /** File types of {@code filetype=}: {@code file}, {@code dir}, {@code socket}, {@code link}, … */
    public static final NumberTable FILE_TYPES = load("file-types.tsv");
    /** File systems of {@code fstype=}: {@code tracefs}, {@code debugfs}, {@code cgroup}, {@code cgroup2}. */
    public static final NumberTable FILE_SYSTEM_TYPES = load("filesystem-types.tsv");

    private AuditRuleTables() {
    }

    private static NumberTable load(String resource) {
        return NumberTable.load(AuditRuleTables.class, resource);
    }
}
