package io.github.nettyaudit.server.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code restore-kernel}, with a script in place of the program. */
class RestoreKernelTest {
    private static final String FAILED = "netty-audit: the settings of the kernel could not be restored:";

    @TempDir
    private Path directory;
    private Path state;

    @BeforeEach
    void leaveSomethingToRestore() throws Exception {
        state = Files.createDirectories(directory.resolve("state"));
        Files.writeString(state.resolve("settings"), "x");
    }

    private String restore(String program) throws Exception {
        Path file = Files.writeString(directory.resolve("program"), "#!/bin/sh\n" + program);
        Path script = Files.writeString(directory.resolve("restore-kernel"),
                Files.readString(Path.of("src/deb/lib/restore-kernel")).replace("/usr/bin/netty-audit", file.toString()));
        assertThat(file.toFile().setExecutable(true) && script.toFile().setExecutable(true)).isTrue();
        Process process = new ProcessBuilder(script.toString(), state.toString()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said;
    }

    @Test
    void theProgramIsEndedOnceItHasTakenOver() throws Exception {
        assertThat(restore("trap 'echo ended >" + directory + "/ended; exit 0' TERM\n"
                + "echo 'netty-audit: source: unicast' >&2\nwhile :; do sleep 0.1; done\n")).isEmpty();
        assertThat(directory.resolve("ended")).exists();
    }

    @Test
    void aProgramThatEndsBeforeItHasTakenOverHasRestoredNothing() throws Exception {
        assertThat(restore("echo 'netty-audit: ended early' >&2\nexit 0\n")).contains(FAILED, "ended early");
        assertThat(restore("echo 'netty-audit: not now' >&2\nexit 1\n")).contains(FAILED, "not now");
    }

    @Test
    void aHostThatLetsNobodyChangeTheKernelIsNoFailure() throws Exception {
        assertThat(restore("exit 3\n")).isEmpty();
    }

    @Test
    void withoutSomethingToRestoreTheProgramIsNotStarted() throws Exception {
        Files.delete(state.resolve("settings"));
        assertThat(restore("exit 1\n")).isEmpty();
    }
}
