package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.server.systemd.Holder;
import io.github.nettyaudit.server.systemd.SpawnedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a service: what it says to its service manager. */
class ServiceManagerRunTest {
    @TempDir
    private Path directory;

    private Path configuration() throws Exception {
        return Files.writeString(directory.resolve("server.yaml"), """
                source: { type: demo, rate: 100 }
                intake: { directory: %s, size: 1MiB }
                statistics: 1s
                sinks:
                  - { name: local, type: file, path: %s }
                """.formatted(directory.resolve("intake"), directory.resolve("out.json")));
    }

    @Test
    void isReadyWhenItReceivesAndSaysWhenItEnds() throws Exception {
        try (Holder holder = new Holder(directory.resolve("notify").toString());
                SpawnedProcess server = SpawnedProcess.start(holder, directory.resolve("said"),
                        ServerProcess.command(List.of("--config", configuration().toString())))) {
            await().atMost(ServerProcess.PATIENCE).until(() -> holder.messages().size() >= 2);
            assertThat(holder.messages()).first().isEqualTo("READY=1\nSTATUS=demo");
            assertThat(holder.messages().get(1)).startsWith("STATUS=").contains("records");
            assertThat(server.terminate()).as(server.said()).isZero();
            await().until(() -> holder.messages().contains("STOPPING=1\nSTATUS=a signal"));
            assertThat(holder.names()).isEmpty(); // a scripted kernel ends with its process
        }
    }

    @Test
    void theHolderStartsProcessesAsAServiceManagerDoes() throws Exception {
        try (Holder holder = new Holder(directory.resolve("notify").toString());
                SpawnedProcess process = SpawnedProcess.start(holder, directory.resolve("said"),
                        List.of("/bin/sh", "-c", "echo $LISTEN_PID $$ $LISTEN_FDS $FDSTORE"))) {
            assertThat(process.await()).isZero();
            assertThat(process.said()).isEqualTo(process.pid() + " " + process.pid() + " 0 1\n");
        }
    }
}
