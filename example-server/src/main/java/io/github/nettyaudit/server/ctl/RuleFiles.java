package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleFile;
import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One rule file, or all files {@code *.rules} of a directory, in the order of {@code augenrules(8)}: by name, numbers
 * in names by their value.
 *
 * @param files the files, read
 */
record RuleFiles(List<AuditRuleFile> files) {
    private static final String SUFFIX = ".rules";

    /** @param path a file, a directory, or {@code -} for standard input */
    static RuleFiles read(String path, AuditRuleHost host) throws IOException {
        AuditRuleParser parser = new AuditRuleParser(host);
        List<AuditRuleFile> files = new ArrayList<>();
        for (String file : names(path)) {
            files.add(AuditRuleFile.parse(file, RuleSource.read(file), parser));
        }
        return new RuleFiles(files);
    }

    private static List<String> names(String path) throws IOException {
        if (path.equals("-") || !Files.isDirectory(Path.of(path))) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(Path.of(path))) {
            return entries.filter(entry -> entry.getFileName().toString().endsWith(SUFFIX)).map(Path::toString)
                    .sorted(RuleFiles::compareNames).toList();
        }
    }

    /** Runs of digits by value, everything else by character. */
    static int compareNames(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            if (isDigit(left.charAt(i)) && isDigit(right.charAt(j))) {
                int endLeft = digitsEnd(left, i);
                int endRight = digitsEnd(right, j);
                int order = new BigInteger(left.substring(i, endLeft))
                        .compareTo(new BigInteger(right.substring(j, endRight)));
                if (order != 0) {
                    return order;
                }
                i = endLeft;
                j = endRight;
            } else if (left.charAt(i) != right.charAt(j)) {
                return Character.compare(left.charAt(i), right.charAt(j));
            } else {
                i++;
                j++;
            }
        }
        return Integer.compare(left.length() - i, right.length() - j);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static int digitsEnd(String text, int start) {
        int end = start;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    List<AuditRuleCommand> commands() {
        return files.stream().flatMap(file -> file.commands().stream()).toList();
    }

    List<String> errors() {
        return files.stream().flatMap(file -> file.errors().stream()).toList();
    }

    List<String> warnings() {
        return files.stream().flatMap(file -> file.warnings().stream()).toList();
    }

    /** Whether {@code -i} or {@code -c} says so wherever something is wrong. */
    boolean ignoreErrors() {
        return files.stream().allMatch(file -> file.errors().isEmpty() || file.ignoresErrors());
    }

    /** Whether a {@code -c} asks for a failure in the end. */
    boolean failInTheEnd() {
        return !errors().isEmpty() && commands().stream()
                .anyMatch(command -> command instanceof AuditRuleCommand.IgnoreErrors ignore && ignore.failInTheEnd());
    }
}
