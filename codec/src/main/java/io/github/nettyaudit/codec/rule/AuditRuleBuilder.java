package io.github.nettyaudit.codec.rule;

/**
 * Builds a rule step by step. Each step is checked as the parser checks an option, in the light of the steps before it:
 * the architecture comes before the system calls that are named for it, and a key after the conditions that it belongs
 * to. A method that throws leaves the rule without its step. Not thread-safe.
 *
 * <pre>{@code
 * AuditRule rule = AuditRule.builder(AuditRuleFilter.EXIT, AuditRuleAction.ALWAYS)
 *         .architecture("b64")
 *         .systemCalls("openat", "openat2")
 *         .field("exit", AuditRuleOperator.EQUAL, "-EACCES")
 *         .field("auid", AuditRuleOperator.GREATER_OR_EQUAL, 1000)
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

    /**
     * Adds a condition on the architecture ({@code -F arch=}).
     *
     * @param architecture {@code b64}, {@code b32}, a name or a number
     * @return this builder
     * @throws AuditRuleException if the architecture is not known, or system calls were named before
     */
    public AuditRuleBuilder architecture(String architecture) {
        return field("arch", AuditRuleOperator.EQUAL, architecture);
    }

    /**
     * Adds system calls ({@code -S}). A rule without this step applies to all system calls.
     *
     * @param names names or numbers of system calls, or of io_uring operations in that list; {@code all} for all
     * @return this builder
     * @throws AuditRuleException if a name is not known, or the filter list is not about system calls
     */
    public AuditRuleBuilder systemCalls(String... names) {
        for (String name : names) {
            rule.systemCalls(name);
        }
        return this;
    }

    /**
     * Adds a condition ({@code -F}).
     *
     * @param name     auditctl's name of the field
     * @param operator the comparison
     * @param value    the value in auditctl's words; any character is allowed in a text
     * @return this builder
     * @throws AuditRuleException if the field, the operator or the value is wrong
     */
    public AuditRuleBuilder field(String name, AuditRuleOperator operator, String value) {
        int type = AuditRuleFieldType.of(name);
        if (type < 0 || value.isEmpty()) {
            rule.field(name + operator + value); // throws, with the reason
        }
        RuleFields.add(rule.state(), type, operator, value);
        return this;
    }

    /**
     * Adds a condition ({@code -F}) on a field that holds a number.
     *
     * @param name     auditctl's name of the field
     * @param operator the comparison
     * @param value    the value, at most 32 bits
     * @return this builder
     * @throws AuditRuleException if the field, the operator or the value is wrong
     */
    public AuditRuleBuilder field(String name, AuditRuleOperator operator, long value) {
        return field(name, operator, String.valueOf(value));
    }

    /**
     * Adds a comparison of two fields ({@code -C}).
     *
     * @param field    auditctl's name of one field
     * @param operator {@link AuditRuleOperator#EQUAL} or {@link AuditRuleOperator#NOT_EQUAL}
     * @param other    auditctl's name of the other field
     * @return this builder
     * @throws AuditRuleException if the kernel does not compare these fields in this way
     */
    public AuditRuleBuilder compare(String field, AuditRuleOperator operator, String other) {
        rule.comparison(field + operator + other);
        return this;
    }

    /**
     * Adds a condition on one file ({@code -F path=}).
     *
     * @param path an absolute path
     * @return this builder
     * @throws AuditRuleException if the path is wrong, or the rule has a file or directory already
     */
    public AuditRuleBuilder path(String path) {
        return field("path", AuditRuleOperator.EQUAL, path);
    }

    /**
     * Adds a condition on a directory and everything below it ({@code -F dir=}).
     *
     * @param path an absolute path
     * @return this builder
     * @throws AuditRuleException if the path is wrong, or the rule has a file or directory already
     */
    public AuditRuleBuilder directory(String path) {
        return field("dir", AuditRuleOperator.EQUAL, path);
    }

    /**
     * Adds a condition on the kind of access to a file ({@code -F perm=}). After an architecture it also restricts the
     * system calls to those that can need such access.
     *
     * @param letters one to four of r (read), w (write), x (execute) and a (change of attributes)
     * @return this builder
     * @throws AuditRuleException if a letter is wrong
     */
    public AuditRuleBuilder permissions(String letters) {
        return field("perm", AuditRuleOperator.EQUAL, letters);
    }

    /**
     * Adds a key by which the events of the rule can be found ({@code -k}). May be called again for further keys.
     *
     * @param key the key
     * @return this builder
     * @throws AuditRuleException if all keys together are longer than {@link AuditRule#MAX_KEY_LENGTH}, or there is no
     *                            condition or system call that a key can belong to
     */
    public AuditRuleBuilder key(String key) {
        rule.key(key);
        return this;
    }

    /**
     * Puts the rule first in its list instead of last ({@code -A}).
     *
     * @return this builder
     */
    public AuditRuleBuilder prepend() {
        prepend = true;
        return this;
    }

    /**
     * Creates the rule. The builder must not be used afterwards.
     *
     * @return the rule
     * @throws AuditRuleException if there are too many conditions
     */
    public AuditRule build() {
        rule.addKeys();
        AuditRule built = ((AuditRuleCommand.Add) rule.finish()).rule();
        return prepend ? built.prepended() : built;
    }
}
