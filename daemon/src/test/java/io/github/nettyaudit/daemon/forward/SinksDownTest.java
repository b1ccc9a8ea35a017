package io.github.nettyaudit.daemon.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All sinks are down while 100,000 events arrive, three times as large as the heap: they wait on the disk. */
class SinksDownTest {
    private static final int EVENTS = 100_000;

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void theHeapStaysFlatAndEveryEventIsDeliveredInOrderAfterwards() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m",
                "-XX:MaxDirectMemorySize=32m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"),
                SinksDownProgram.class.getName(), directory.toString(), String.valueOf(EVENTS))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> output = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as(output.toString()).isZero();
        assertThat(output).containsExactly("down: 0, 0", "up: 100000, 100000");
    }
}
