package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.codec.rule.AuditRuleLine;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.util.List;
import java.util.function.Consumer;

/** The words of {@code ctl add} and {@code ctl delete}: those of auditctl, one by one or all in one argument. */
final class RuleWords {
    private RuleWords() {
    }

    static AuditRuleCommand parse(List<String> words, AuditRuleParser parser, Consumer<String> warn)
            throws ServerException {
        try {
            AuditRuleLine line = words.size() == 1 ? parser.parse(words.get(0)) : parser.parse(words);
            line.warnings().forEach(warn);
            if (line.commands().size() == 1) {
                return line.commands().get(0);
            }
        } catch (AuditRuleException exception) {
            throw new ServerException(ExitCode.USAGE, exception.getMessage(), exception);
        }
        throw new ServerException(ExitCode.USAGE, "one rule is expected");
    }
}
