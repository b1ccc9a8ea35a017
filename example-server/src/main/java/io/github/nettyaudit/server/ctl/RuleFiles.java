package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleFile;
import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.util.List;

/**
 * The rule files that are to be applied, read and parsed.
 *
 * @param source the file or directory as it was given
 * @param files  the files, in their order
 */
record RuleFiles(String source, List<AuditRuleFile> files) {
    private static final String LEFT_OUT = "; this line is left out, because of the line -i or -c before it";

    /**
     * Reads and parses.
     *
     * @param source a file, a directory, or {@code -} for standard input
     * @throws ServerException when a file cannot be read or is refused, see {@link RuleSource}
     */
    static RuleFiles read(String source, AuditRuleHost host) throws ServerException {
        return parse(source, RuleSource.read(source), host);
    }

    /** Parses what was read from a source. */
    static RuleFiles parse(String source, List<RuleSource.Content> contents, AuditRuleHost host) {
        AuditRuleParser parser = new AuditRuleParser(host);
        return new RuleFiles(source, contents.stream()
                .map(content -> AuditRuleFile.parse(content.name(), content.bytes(), parser)).toList());
    }

    List<AuditRuleCommand> commands() {
        return files.stream().flatMap(file -> file.commands().stream()).toList();
    }

    List<String> errors() {
        return files.stream().flatMap(file -> file.errors().stream()).toList();
    }

    /** The errors, and what happens to their lines if the rules are loaded all the same. */
    List<String> reports() {
        return ignoreErrors() ? errors().stream().map(error -> error + LEFT_OUT).toList() : errors();
    }

    List<String> warnings() {
        return files.stream().flatMap(file -> file.warnings().stream()).toList();
    }

    /** Whether an {@code -i} or {@code -c} precedes the first wrong line of each file. */
    boolean ignoreErrors() {
        return files.stream().allMatch(file -> file.errors().isEmpty() || file.ignoresErrors());
    }

    /** Whether something is wrong and a {@code -c} asks for a failure in the end. */
    boolean failInTheEnd() {
        return !errors().isEmpty() && commands().stream()
                .anyMatch(command -> command instanceof AuditRuleCommand.IgnoreErrors ignore && ignore.failInTheEnd());
    }

    /**
     * Refuses files that say nothing about rules, and so would have all loaded rules deleted.
     *
     * @param remedy what to do if that is what is wanted
     */
    void requireRules(String remedy) throws ServerException {
        if (!AuditRuleSet.determineRules(commands())) {
            throw new ServerException(ExitCode.USAGE, (files.isEmpty()
                    ? "the directory " + source + " has no file *.rules"
                    : (source.equals(RuleSource.STANDARD_INPUT) ? "standard input" : source)
                            + " has no line that adds a rule (-a, -A, -w)")
                    + ", so all loaded rules would be deleted; nothing was changed. " + remedy);
        }
    }
}
