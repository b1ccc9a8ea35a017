package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundStateTest {
    private static final FoundState STATE = new FoundState(1, 0, -1, 8192, 7, new byte[] {1, 2}, List.of(new byte[] {3},
            new byte[] {(byte) 0xff, 0}));

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("found");
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        STATE.write(file);
        STATE.write(file);

        assertThat(FoundState.read(file)).get().usingRecursiveComparison().isEqualTo(STATE);
    }

    @Test
    void nothingIsLeftWithoutAFile() throws IOException {
        assertThat(FoundState.read(file)).isEmpty();
    }

    @Test
    void aFileThatWasCutOffOrIsOfAnotherBootSaysNothing() throws IOException {
        STATE.write(file);
        String text = Files.readString(file);

        Files.writeString(file, text.substring(0, text.length() - "end\n".length()));
        assertThat(FoundState.read(file)).isEmpty();
        Files.writeString(file, text.replaceFirst("boot .*", "boot 00000000-0000-0000-0000-000000000000"));
        assertThat(FoundState.read(file)).isEmpty();
        Files.writeString(file, "");
        assertThat(FoundState.read(file)).isEmpty();
    }

    @Test
    void neitherALinkNorADirectoryIsRead() throws IOException {
        STATE.write(file);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(FoundState.read(link)).isEmpty();
        assertThat(FoundState.read(directory)).isEmpty();
    }

    @Test
    void aFileThatALinkStandsForIsNotWritten() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "of another user");
        Files.createSymbolicLink(file, other);

        STATE.write(file);

        assertThat(other).hasContent("of another user");
        assertThat(FoundState.read(file)).isPresent();
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        STATE.write(file);
        Files.writeString(file, Files.readString(file).replace("backlog_limit 8192\n", ""));

        assertThatThrownBy(() -> FoundState.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining("backlog_limit");
    }

    @Test
    void saysWhatToDoIfSomethingIsInTheWay() throws IOException {
        Files.createDirectories(file.resolve("of another user"));

        assertThatThrownBy(() -> STATE.write(file)).isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining(".ci/kernel-state");
    }
}
