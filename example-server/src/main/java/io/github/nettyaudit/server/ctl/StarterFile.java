package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code @starter}, a resource of the program. Lines that this host cannot use are made comments: those
 * whose directory does not exist, which the kernel would refuse, and those with a system call that its machine lacks.
 *
 * @param content the file
 * @param leftOut why lines are left out, one reason for each
 */
record StarterFile(RuleSource.Content content, List<String> leftOut) {
    /** What is given in place of a file. */
    static final String NAME = "@starter";
    private static final String RESOURCE = "starter.rules";

    static StarterFile read(AuditRuleHost host) {
        AuditRuleParser parser = new AuditRuleParser(host);
        StringBuilder text = new StringBuilder();
        List<String> leftOut = new ArrayList<>();
        text().lines().forEach(line -> {
            String reason = unusable(line, parser, host);
            if (reason != null) {
                leftOut.add(reason);
                text.append("# ").append(reason).append(": ");
            }
            text.append(line).append('\n');
        });
        return new StarterFile(new RuleSource.Content(NAME, text.toString().getBytes(StandardCharsets.UTF_8)),
                List.copyOf(leftOut));
    }

    private static String text() {
        try (InputStream resource = StarterFile.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the program has no " + RESOURCE);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String unusable(String line, AuditRuleParser parser, AuditRuleHost host) {
        try {
            for (AuditRule rule : AuditRuleSet.of(List.of(), parser.parse(line).commands()).rules()) {
                String needed = RuleDirectories.needed(rule);
                if (needed != null && !host.isDirectory(needed)) {
                    return "there is no directory " + needed;
                }
            }
            return null;
        } catch (AuditRuleException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
