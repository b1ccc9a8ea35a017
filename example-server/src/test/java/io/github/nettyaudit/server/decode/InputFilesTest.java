package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.io.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
    private final List<IOException> failures = new ArrayList<>();

    private List<String> files(List<String> arguments) {
        return InputFiles.of(arguments, false, (directory, failure) -> failures.add(failure));
    }

    @Test
    void nothingIsStandardInput() {
        assertThat(files(List.of())).containsExactly("-");
        assertThat(files(List.of("-"))).containsExactly("-");
    }

    /** A shell's audit.log* has the newest first. */
    @Test
    void rotatedLogsAreReadOldestFirst() {
        assertThat(files(List.of("/a/audit.log", "/a/audit.log.1", "/a/audit.log.10.gz", "/a/audit.log.2")))
                .containsExactly("/a/audit.log.10.gz", "/a/audit.log.2", "/a/audit.log.1", "/a/audit.log");
        assertThat(files(List.of("audit.log", "audit.log-20231201", "audit.log-20231114.xz")))
                .containsExactly("audit.log-20231114.xz", "audit.log-20231201", "audit.log");
    }

    @Test
    void otherFilesKeepTheirPlaces() {
        assertThat(files(List.of("z", "/b/audit.log", "a", "/a/audit.log", "/b/audit.log.1", "-")))
                .containsExactly("z", "/b/audit.log.1", "/b/audit.log", "a", "/a/audit.log", "-");
    }

    @Test
    void aDirectoryStandsForItsLogs(@TempDir Path folder) throws IOException {
        assertThat(files(List.of(folder.toString(), "x"))).containsExactly("x");
        assertThat(failures).singleElement().isInstanceOf(NoSuchFileException.class)
                .extracting(failure -> FileFailure.explain("x", failure))
                .isEqualTo("there is no audit.log in the directory " + folder);
        assertThat(InputFiles.of(List.of(folder.toString()), true, (directory, failure) -> failures.add(failure)))
                .containsExactly(folder + "/audit.log");
        assertThat(failures).hasSize(1);
        for (String name : List.of("audit.log", "audit.log.2", "audit.log.1", "audit.log.old", "other.log", "audit.logs")) {
            Files.createFile(folder.resolve(name));
        }
        Files.createDirectory(folder.resolve("audit.log.3"));
        assertThat(files(List.of(folder.toString()))).containsExactly(folder + "/audit.log.2",
                folder + "/audit.log.1", folder + "/audit.log");
    }

    @Test
    void logsMayGrowUnlessTheyAreRotatedOrCompressed() {
        assertThat(List.of("audit.log", "/var/log/syslog", "x.json")).allMatch(InputFiles::mayGrow);
        assertThat(List.of("-", "audit.log.1", "audit.log.gz", "audit.log.2.zst", "syslog-20231114"))
                .noneMatch(InputFiles::mayGrow);
    }
}
