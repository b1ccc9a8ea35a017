package io.github.nettyaudit.codec.rule;

import java.util.List;

/**
 * One line in auditctl's words.
 *
 * @param text     the line
 * @param commands what it asks for, in order; empty for a blank line, a comment, and a rule with the action "possible",
 *                 which auditctl ignores
 * @param warnings what is not wrong but probably not meant
 */
public record AuditRuleLine(String text, List<AuditRuleCommand> commands, List<String> warnings) {
    public AuditRuleLine {
        commands = List.copyOf(commands);
        warnings = List.copyOf(warnings);
    }
}
