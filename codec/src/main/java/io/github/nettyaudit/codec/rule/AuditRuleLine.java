package io.github.nettyaudit.codec.rule;

import java.util.List;

/**
 * One parsed line in auditctl's words. Immutable.
 *
 * @param text     the line
 * @param commands the commands of the line, in order; empty for a blank line, a comment, and a rule with the action
 *                 "possible", which auditctl ignores
 * @param warnings what is valid but probably not intended
 */
public record AuditRuleLine(String text, List<AuditRuleCommand> commands, List<String> warnings) {
    /**
     * Creates a line.
     *
     * @param text     the line
     * @param commands the commands of the line
     * @param warnings what is probably not intended
     */
    public AuditRuleLine {
        commands = List.copyOf(commands);
        warnings = List.copyOf(warnings);
    }
}
