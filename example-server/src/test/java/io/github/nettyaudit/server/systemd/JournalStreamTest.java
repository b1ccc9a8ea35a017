package io.github.nettyaudit.server.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStreamTest {
    @TempDir
    private Path directory;

    @Test
    void comparesDeviceAndInode() throws Exception {
        Path stream = Files.createFile(directory.resolve("stream"));
        String own = new String(new ProcessBuilder("stat", "-c", "%d:%i", stream.toString()).start().getInputStream()
                .readAllBytes(), UTF_8).strip();
        assertThat(JournalStream.is(own, stream)).isTrue();
        assertThat(JournalStream.is(own, Files.createSymbolicLink(directory.resolve("link"), stream))).isTrue();
        assertThat(JournalStream.is(own + "0", stream)).isFalse();
        assertThat(JournalStream.is("", stream)).isFalse();
        assertThat(JournalStream.is(null, stream)).isFalse();
        assertThat(JournalStream.is(own, directory.resolve("none"))).isFalse();
    }
}
