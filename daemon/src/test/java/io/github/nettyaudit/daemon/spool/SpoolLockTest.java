package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer at a time. */
class SpoolLockTest {
    private static final long OWN_PID = ProcessHandle.current().pid();

    @TempDir
    private Path parent;

    private Path directory() {
        return parent.resolve("spool");
    }

    private Spool open() throws IOException {
        return Spool.open(SpoolOptions.builder(directory()).build());
    }

    @Test
    void aSecondOpenerInThisProcessIsRefused() throws Exception {
        try (Spool first = open()) {
            Path link = Files.createSymbolicLink(parent.resolve("link"), parent);
            for (Path other : new Path[]{directory(), link.resolve("spool")}) {
                assertThatThrownBy(() -> Spool.open(SpoolOptions.builder(other).build()))
                        .isInstanceOfSatisfying(SpoolLockedException.class,
                                e -> assertThat(e.pid()).isEqualTo(OWN_PID))
                        .hasMessage("the spool " + other + " is in use by this process; stop it, or choose another"
                                + " directory");
            }
            block(first, 1);
            // the refused ones did not let go of the lock
            assertThat(run("open")).isEqualTo("the spool " + directory() + " is in use by process " + OWN_PID
                    + "; stop it, or choose another directory");
        }
        open().close();
        assertThat(run("open")).isEqualTo("open");
    }

    @Test
    void aSecondOpenerInAnotherProcessIsRefusedUntilTheFirstIsKilled() throws Exception {
        Process process = SpoolProgram.start("open", directory().toString());
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(SpoolLockedException.class,
                            e -> assertThat(e.pid()).isEqualTo(process.pid()))
                    .hasMessage("the spool " + directory() + " is in use by process " + process.pid() + "; stop it, or"
                            + " choose another directory");
            Files.writeString(directory().resolve("lock"), "");
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(SpoolLockedException.class, e -> assertThat(e.pid()).isEqualTo(-1))
                    .hasMessageContaining("is in use by another process;");
        } finally {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }
        open().close();
    }

    private String run(String command) throws IOException, InterruptedException {
        Process process = SpoolProgram.start(command, directory().toString());
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }
}
