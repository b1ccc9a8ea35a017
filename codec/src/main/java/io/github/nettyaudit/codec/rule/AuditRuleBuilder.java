package io.github.nettyaudit.codec.rule;

/**
 * Makes a rule step by step. Each step is checked as the parser checks an option, against the steps before it: the
 * architecture comes before the system calls that are named for it, and a key after what it is the key of. Every method
 * throws {@link AuditRuleException} when its step is wrong; the rule is then without it. Not thread-safe.
 *
 * <pre>{@code
 * AuditRule rule = AuditRule.builder(AuditRuleFilter.EXIT, AuditRuleAction.ALWAYS)
 *         .architecture("b64")
 *         .systemCalls("openat", "openat2")
 *         .field("exit", AuditRuleOperator.EQUAL, "-EACCES")
 *         .field("auid", AuditRuleOperator.GREATER_OR_EQUAL, "1000")
 *         .key("access")
 *         .build();
 * }</pre>
 */
public final class AuditRuleBuilder {
    private final RuleAssembly rule;
    private boolean prepend;

    AuditRuleBuilder(AuditRuleHost host, AuditRuleFilter filter, AuditRuleAction action) {
        rule = new RuleAssembly(host);
        rule.add(action + "," + filter, false);
    }

    /** {@code -F arch=}: {@code b64}, {@code b32}, a name or a number. */
    public AuditRuleBuilder architecture(String architecture) {
        return field("arch", AuditRuleOperator.EQUAL, architecture);
    }

    /** {@code -S}: names or numbers of system calls, or of io_uring operations in that list. */
    public AuditRuleBuilder systemCalls(String... names) {
        for (String name : names) {
            rule.systemCalls(name);
        }
        return this;
    }

    /** {@code -S all}; also what a rule without system calls is for. */
    public AuditRuleBuilder allSystemCalls() {
        return systemCalls("all");
    }

    /** {@code -F}: a field by auditctl's name and a value in auditctl's words; the value may hold any sign. */
    public AuditRuleBuilder field(String name, AuditRuleOperator operator, String value) {
        int type = AuditRuleFieldType.of(name);
        if (type < 0 || value.isEmpty()) {
            rule.field(name + operator + value); // which says what is wrong
        }
        RuleFields.add(rule.state(), type, operator, value);
        return this;
    }

    /** {@code -F} of a field with a number. */
    public AuditRuleBuilder field(String name, AuditRuleOperator operator, long value) {
        return field(name, operator, String.valueOf(value));
    }

    /** {@code -C}: two fields that are to be equal ({@link AuditRuleOperator#EQUAL}) or not. */
    public AuditRuleBuilder compare(String field, AuditRuleOperator operator, String other) {
        rule.comparison(field + operator + other);
        return this;
    }

    /** {@code -F path=}: one file. */
    public AuditRuleBuilder path(String path) {
        return field("path", AuditRuleOperator.EQUAL, path);
    }

    /** {@code -F dir=}: a directory and all below it. */
    public AuditRuleBuilder directory(String path) {
        return field("dir", AuditRuleOperator.EQUAL, path);
    }

    /** {@code -F perm=}: letters of r, w, x and a; with an architecture it also narrows the system calls. */
    public AuditRuleBuilder permissions(String letters) {
        return field("perm", AuditRuleOperator.EQUAL, letters);
    }

    /** {@code -k}: a key to find the events by. May be called again for more keys. */
    public AuditRuleBuilder key(String key) {
        rule.key(key);
        return this;
    }

    /** {@code -A}: the rule becomes the first of its list, not the last. */
    public AuditRuleBuilder prepend() {
        prepend = true;
        return this;
    }

    /** The rule. The builder is of no use afterwards. */
    public AuditRule build() {
        rule.addKeys();
        AuditRule built = ((AuditRuleCommand.Add) rule.finish()).rule();
        return prepend ? built.prepended() : built;
    }
}
