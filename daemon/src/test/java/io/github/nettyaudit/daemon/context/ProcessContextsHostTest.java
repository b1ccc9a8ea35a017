package io.github.nettyaudit.daemon.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code /proc}, with processes of our own. */
@EnabledOnOs(OS.LINUX)
class ProcessContextsHostTest {
    private final List<String> notices = new ArrayList<>();

    @Test
    void readsAChildWithItsScriptAndEndsWithIt(@TempDir Path directory) throws IOException, InterruptedException {
        Path script = directory.resolve("wait for it.sh");
        Files.writeString(script, "read line\n");
        Process child = new ProcessBuilder("/bin/sh", script.toString()).start();
        int pid = Math.toIntExact(child.pid());
        int self = Math.toIntExact(ProcessHandle.current().pid());
        try (ProcessContexts contexts = new ProcessContexts(ProcessContextOptions.defaults().withNotices(notices::add))) {
            // until the child has executed the shell
            await().until(() -> !Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).equals(
                    Files.readSymbolicLink(Path.of("/proc/self/exe")))
                    && Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains("wait"));
            ProcessInfo process = of(contexts, pid);
            assumeTrue(notices.isEmpty(), () -> String.valueOf(notices));

            assertThat(process.parentPid()).isEqualTo(self);
            assertThat(process.executable()).hasToString(
                    Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).toString());
            assertThat(process.script()).hasToString(script.toString());
            assertThat(process.startMillis()).isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis() + 100);
            assertThat(process.controlGroup()).isNotNull();
            ProcessInfo parent = Objects.requireNonNull(process.parent());
            assertThat(parent.pid()).isEqualTo(self);
            assertThat(parent.executable()).asString().endsWith("/java");
            assertThat(parent.startMillis()).isLessThanOrEqualTo(process.startMillis());
        } finally {
            child.destroy();
            child.waitFor();
        }
        try (ProcessContexts contexts = new ProcessContexts(ProcessContextOptions.defaults())) {
            ProcessInfo process = of(contexts, pid);
            assertThat(process.miss(ProcessPart.START)).isEqualTo(MissReason.ENDED);
            assertThat(process.executable()).isNull();
        }
    }

    private static ProcessInfo of(ProcessContexts contexts, int pid) {
        AuditEvent event = TestEvents.event(System.currentTimeMillis(), "USER_LOGIN pid=" + pid + " uid=0 msg='op=x'");
        try {
            return Objects.requireNonNull(contexts.of(event));
        } finally {
            event.release();
        }
    }
}
