package io.github.nettyaudit.daemon.source.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowedFileTest {
    @TempDir
    private Path folder;
    private Path log = Path.of("");
    private int beginnings;

    @BeforeEach
    void nameTheLog() {
        log = folder.resolve("audit.log");
    }

    private void append(Path file, String text) throws IOException {
        Files.writeString(file, text, US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path rotated(int number) {
        return folder.resolve("audit.log." + number);
    }

    /** As auditd rotates: the last number first, then a new file. */
    private void rotate(int most) throws IOException {
        for (int number = most; number > 1; number--) {
            if (Files.exists(rotated(number - 1))) {
                Files.move(rotated(number - 1), rotated(number));
            }
        }
        Files.move(log, rotated(1));
    }

    /** All that can be read at the moment, three bytes at a time. */
    private String read(FollowedFile file) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] chunk = new byte[3];
        for (int length = file.read(chunk); length > 0; length = file.read(chunk)) {
            if (file.takeBeginning()) {
                beginnings++;
                text.append('^');
            }
            text.append(new String(chunk, 0, length, US_ASCII));
        }
        return text.toString();
    }

    @Test
    void whatIsAppendedIsRead() throws IOException {
        append(log, "one\n");
        try (FollowedFile file = new FollowedFile(log)) {
            assertThat(file.isOpen()).isTrue();
            assertThat(read(file)).isEqualTo("^one\n");
            assertThat(read(file)).isEmpty();
            append(log, "two\nthr");
            assertThat(read(file)).isEqualTo("two\nthr");
            append(log, "ee\n");
            assertThat(read(file)).isEqualTo("ee\n");
        }
    }

    @Test
    void aFileThatIsMissingIsReadWhenItIsThere() throws IOException {
        try (FollowedFile file = new FollowedFile(log)) {
            assertThat(file.isOpen()).isFalse();
            assertThat(read(file)).isEmpty();
            append(log, "");
            assertThat(read(file)).isEmpty();
            append(log, "one\n");
            assertThat(read(file)).isEqualTo("^one\n");
        }
    }

    @Test
    void aRotatedLogIsReadToItsEndAndThenTheNewOne() throws IOException {
        append(log, "one\n");
        try (FollowedFile file = new FollowedFile(log)) {
            assertThat(read(file)).isEqualTo("^one\n");
            rotate(4);
            // the writer still has the old one
            append(rotated(1), "two\n");
            assertThat(read(file)).isEqualTo("two\n");
            append(log, "");
            append(rotated(1), "three");
            assertThat(read(file)).isEqualTo("three");
            append(rotated(1), "!");
            append(log, "four\n");
            // the last line of the old file has no newline, and gets one
            assertThat(read(file)).isEqualTo("!\n^four\n");
            assertThat(read(file)).isEmpty();
        }
    }

    @Test
    void filesThatWereRotatedInBetweenAreRead() throws IOException {
        append(log, "one\n");
        try (FollowedFile file = new FollowedFile(log)) {
            assertThat(read(file)).isEqualTo("^one\n");
            append(log, "two\n");
            rotate(9);
            append(log, "three\n");
            rotate(9);
            append(log, "");
            rotate(9);
            append(log, "four");
            rotate(9);
            append(log, "five\n");
            assertThat(read(file)).isEqualTo("two\n^three\n^four\n^five\n");
            append(log, "six\n");
            rotate(9);
            append(log, "seven\n");
            assertThat(read(file)).isEqualTo("six\n^seven\n");
            assertThat(beginnings).isEqualTo(5);
        }
    }

    @Test
    void theOldFileMayHaveBeenDeleted() throws IOException {
        append(log, "one\n");
        append(folder.resolve("audit.log.x"), "other\n");
        append(rotated(7), "older\n");
        try (FollowedFile file = new FollowedFile(log)) {
            append(log, "two\n");
            Files.delete(log);
            assertThat(read(file)).isEqualTo("^one\ntwo\n");
            assertThat(read(file)).isEmpty();
            append(log, "three\n");
            assertThat(read(file)).isEqualTo("^three\n");
        }
    }

    /** logrotate's copytruncate. */
    @Test
    void aFileThatWasEmptiedIsReadFromItsStart() throws IOException {
        append(log, "one\ntwo");
        try (FollowedFile file = new FollowedFile(log)) {
            assertThat(read(file)).isEqualTo("^one\ntwo");
            try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
            assertThat(read(file)).isEqualTo("\n");
            append(log, "3\n");
            assertThat(read(file)).isEqualTo("^3\n");
            assertThat(read(file)).isEmpty();
        }
    }

    /** It has grown again, beyond what was read, before anybody looked. */
    @ParameterizedTest
    @CsvSource({"three|four|five|", "1ne|two|three|", "one|tw3|three|"})
    void aFileWithOtherContentIsReadFromItsStart(String lines) throws IOException {
        append(log, "one\ntwo\n");
        try (FollowedFile file = new FollowedFile(log)) {
            assertThat(read(file)).isEqualTo("^one\ntwo\n");
            String content = lines.replace('|', '\n');
            Files.writeString(log, content, US_ASCII);
            assertThat(read(file)).isEqualTo('^' + content);
            append(log, "more\n");
            assertThat(read(file)).isEqualTo("more\n");
        }
    }

    @Test
    void aLongFileWithOtherContentIsReadFromItsStart() throws IOException {
        String content = "line\n".repeat(200);
        append(log, "1" + content);
        try (FollowedFile file = new FollowedFile(log)) {
            assertThat(read(file)).isEqualTo("^1" + content);
            append(log, "x");
            assertThat(read(file)).isEqualTo("x");
            Files.writeString(log, "2" + content + "x\n", US_ASCII);
            assertThat(read(file)).isEqualTo("\n^2" + content + "x\n");
            Files.writeString(log, "2" + content + "y\nz\n", US_ASCII);
            assertThat(read(file)).isEqualTo("^2" + content + "y\nz\n");
        }
    }
}
