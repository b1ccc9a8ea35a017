package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleField;
import io.github.nettyaudit.codec.rule.AuditRuleFieldType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that are about files of a container. The kernel looks for the files of a rule in the mounts of the process
 * that loads it ({@code kern_path()} in {@code kernel/audit_watch.c}, {@code kernel/audit_tree.c}), and then knows them
 * by their inodes. So a rule for {@code /etc/passwd}, loaded in a container, reports no change of the host's file.
 */
final class HostFiles {
    /** The root directory of the first process: that of the host where the pid namespace is that of the host. */
    private static final Path ROOT = Path.of("/proc/1/root");
    private static final int MOST_NAMES = 5;

    private HostFiles() {
    }

    /**
     * Compares the directories and programs that rules name with those of the host.
     *
     * @param rules the rules that are loaded
     * @return what is wrong and what to do; {@code null} if all are those of the host, or nothing is known of the host
     */
    static @Nullable String warning(Collection<AuditRule> rules) {
        return warning(rules, ROOT);
    }

    static @Nullable String warning(Collection<AuditRule> rules, Path root) {
        TreeSet<String> named = new TreeSet<>();
        for (AuditRule rule : rules) {
            AuditRuleField program = rule.field(AuditRuleFieldType.EXECUTABLE);
            String file = program == null ? RuleDirectories.needed(rule) : program.text();
            if (file != null) {
                named.add(file);
            }
        }
        List<String> others = named.stream().filter(file -> isOther(file, root)).toList();
        if (others.isEmpty()) {
            return null;
        }
        return "rules name files that are not those of the host, because this process has mounts of its own: "
                + String.join(", ", others.stream().limit(MOST_NAMES).toList())
                + (others.size() > MOST_NAMES ? " and " + (others.size() - MOST_NAMES) + " more" : "")
                + ". They report no change of the host's files, because the kernel looks for a file in the mounts of the"
                + " process that loads the rule: mount these directories of the host at the same paths, such as -v /etc:/etc:ro";
    }

    private static boolean isOther(String file, Path root) {
        try {
            Path here = Path.of(file);
            return here.isAbsolute() && !isSame(here, root.resolve(here.toString().substring(1)), root);
        } catch (IOException | InvalidPathException e) {
            return false; // nothing is known
        }
    }

    private static boolean isSame(Path here, Path onHost, Path root) throws IOException {
        try {
            return Files.isSameFile(here, onHost);
        } catch (NoSuchFileException e) {
            // the kernel loads a rule for a program that does not exist: neither here nor there is no difference
            return !Files.isDirectory(root) || Files.notExists(here) && Files.notExists(onHost);
        }
    }
}
