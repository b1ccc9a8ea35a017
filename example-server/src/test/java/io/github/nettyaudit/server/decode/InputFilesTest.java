package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
    @Test
    void nothingIsStandardInput() throws IOException {
        assertThat(InputFiles.of(List.of())).containsExactly("-");
        assertThat(InputFiles.of(List.of("-"))).containsExactly("-");
    }

    /** A shell's audit.log* has the newest first. */
    @Test
    void rotatedLogsAreReadOldestFirst() throws IOException {
        assertThat(InputFiles.of(List.of("/a/audit.log", "/a/audit.log.1", "/a/audit.log.10.gz", "/a/audit.log.2")))
                .containsExactly("/a/audit.log.10.gz", "/a/audit.log.2", "/a/audit.log.1", "/a/audit.log");
        assertThat(InputFiles.of(List.of("audit.log", "audit.log-20231201", "audit.log-20231114.xz")))
                .containsExactly("audit.log-20231114.xz", "audit.log-20231201", "audit.log");
    }

    @Test
    void otherFilesKeepTheirPlaces() throws IOException {
        assertThat(InputFiles.of(List.of("z", "/b/audit.log", "a", "/a/audit.log", "/b/audit.log.1", "-")))
                .containsExactly("z", "/b/audit.log.1", "/b/audit.log", "a", "/a/audit.log", "-");
    }

    @Test
    void aDirectoryStandsForItsLogs(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> InputFiles.of(List.of(folder.toString()))).isInstanceOf(NoSuchFileException.class)
                .hasMessage(folder.resolve("audit.log").toString());
        for (String name : List.of("audit.log", "audit.log.2", "audit.log.1", "audit.log.old", "other.log", "audit.logs")) {
            Files.createFile(folder.resolve(name));
        }
        Files.createDirectory(folder.resolve("audit.log.3"));
        assertThat(InputFiles.of(List.of(folder.toString()))).containsExactly(folder + "/audit.log.2",
                folder + "/audit.log.1", folder + "/audit.log");
    }

    @Test
    void logsMayGrowUnlessTheyAreRotatedOrCompressed() {
        assertThat(List.of("audit.log", "/var/log/syslog", "x.json")).allMatch(InputFiles::mayGrow);
        assertThat(List.of("-", "audit.log.1", "audit.log.gz", "audit.log.2.zst", "syslog-20231114"))
                .noneMatch(InputFiles::mayGrow);
    }
}
