package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleField;
import io.github.nettyaudit.codec.rule.AuditRuleFieldType;
import io.github.nettyaudit.codec.rule.AuditRuleFile;
import io.github.nettyaudit.codec.rule.AuditRuleLine;
import io.github.nettyaudit.server.exit.ServerException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the rules that the kernel of this host refuses because the directory of their files does not exist. */
public final class RuleDirectories {
    private RuleDirectories() {
    }

    /**
     * Looks for the directories that rules name, or that are to have the files that they name.
     *
     * @param source a rule file, or a directory of them
     * @param origin where it is named
     * @return a sentence for each rule whose directory does not exist; nothing about one that this user cannot see
     * @throws ServerException when the files cannot be read
     */
    public static List<String> missing(Path source, RuleOrigin origin) throws ServerException {
        return missing(RuleFiles.read(source.toString(), new LocalRuleHost())).stream()
                .map(sentence -> origin.word() + ": " + sentence).toList();
    }

    /** The same for files that are read already; the sentences begin with the file and the line. */
    static List<String> missing(RuleFiles files) {
        List<String> missing = new ArrayList<>();
        for (AuditRuleFile file : files.files()) {
            for (AuditRuleFile.Line line : file.lines()) {
                String directory = line.parsed() == null ? null : missing(line.parsed());
                if (directory != null) {
                    missing.add(file.name() + ':' + line.number() + ": there is no directory " + directory
                            + ", so that the kernel refuses the rule, and none of the rules is loaded: remove the rule,"
                            + " or make the directory");
                }
            }
        }
        return missing;
    }

    private static @Nullable String missing(AuditRuleLine line) {
        for (AuditRuleCommand command : line.commands()) {
            String directory = command instanceof AuditRuleCommand.Add add ? needed(add.rule()) : null;
            try {
                if (directory != null && Files.notExists(Path.of(directory))) {
                    return directory;
                }
            } catch (InvalidPathException e) {
                // bytes that are no text here: nothing is known
            }
        }
        return null;
    }

    /** The directory without which the kernel refuses a rule; {@code null} if there is none. */
    static @Nullable String needed(AuditRule rule) {
        AuditRuleField directory = rule.field(AuditRuleFieldType.DIRECTORY);
        if (directory != null) {
            return directory.text();
        }
        AuditRuleField path = rule.field(AuditRuleFieldType.PATH);
        String file = path == null ? null : path.text();
        return file == null ? null : file.substring(0, Math.max(1, file.lastIndexOf('/')));
    }
}
