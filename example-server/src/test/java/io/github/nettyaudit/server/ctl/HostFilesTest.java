package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that are about other files than those of the host are found, by a root directory that stands for that of the host. */
class HostFilesTest {
    @TempDir
    private Path directory;

    private Path here;
    private Path root;

    @BeforeEach
    void makeDirectories() throws Exception {
        here = Files.createDirectory(directory.resolve("here"));
        root = Files.createDirectory(directory.resolve("root"));
    }

    private Path onHost(Path path) {
        return root.resolve(path.toString().substring(1));
    }

    private static List<AuditRule> rules(String line) throws Exception {
        return AuditRuleSet.of(List.of(), new AuditRuleParser(new LocalRuleHost()).parse(line).commands()).rules();
    }

    @Test
    void aDirectoryOfTheHostAtTheSamePathIsRight() throws Exception {
        Files.createDirectories(onHost(here).getParent());
        Files.createSymbolicLink(onHost(here), here);

        assertThat(HostFiles.warning(rules("-a always,exit -F arch=b64 -F dir=" + here + " -F perm=wa"), root)).isNull();
        assertThat(HostFiles.warning(rules("-a always,exit -F arch=b64 -F path=" + here + "/x -F perm=wa"), root)).isNull();
    }

    @Test
    void anotherDirectoryIsNamedOnce() throws Exception {
        Files.createDirectories(onHost(here));

        assertThat(HostFiles.warning(rules("-a always,exit -F arch=b64 -F path=" + here + "/x -F perm=wa"), root))
                .startsWith("rules name files that are not those of the host, because this process has mounts of its own: " + here + ". They report")
                .endsWith("-v /etc:/etc:ro");
        assertThat(HostFiles.warning(rules("-a always,exit -F arch=b64 -F dir=" + here + " -F perm=wa"), root)).contains(": " + here);
    }

    @Test
    void aDirectoryOrProgramThatTheHostHasNotIsNamed() throws Exception {
        Path program = Files.createFile(here.resolve("program"));

        assertThat(HostFiles.warning(rules("-a always,exit -F arch=b64 -S execve -F exe=" + program), root)).contains(": " + program);
    }

    @Test
    void aProgramThatExistsNeitherHereNorOnTheHostIsNotNamed() throws Exception {
        Path program = here.resolve("program");
        Files.createDirectories(onHost(here));
        List<AuditRule> rules = rules("-a always,exit -F arch=b64 -S execve -F exe=" + program);

        assertThat(HostFiles.warning(rules, root)).isNull();
        Files.createFile(onHost(program));
        assertThat(HostFiles.warning(rules, root)).contains(": " + program);
    }

    @Test
    void withoutARootOfTheHostNothingIsKnown() throws Exception {
        assertThat(HostFiles.warning(rules("-a always,exit -F arch=b64 -F dir=" + here + " -F perm=wa"), directory.resolve("none")))
                .isNull();
    }

    @Test
    void thisProcessSeesTheFilesOfItsHost() throws Exception {
        assertThat(HostFiles.warning(rules("-a always,exit -F arch=b64 -S mount"))).isNull();
    }
}
