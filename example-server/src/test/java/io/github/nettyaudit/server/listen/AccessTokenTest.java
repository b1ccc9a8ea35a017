package io.github.nettyaudit.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.server.io.FileOwner;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {
    private static final String SECRET = "abcdefghijklmnop";

    @TempDir
    private Path directory;

    private Path file(String content, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static boolean accepts(AccessToken token, String line) {
        return token.isIn(Unpooled.copiedBuffer(line, StandardCharsets.ISO_8859_1));
    }

    @Test
    void aFileHoldsOneSecret() throws IOException {
        for (String end : new String[] {"", "\n", "\r\n", " \n\n"}) {
            AccessToken token = AccessToken.read(file(SECRET + end, "rw-------"));
            assertThat(accepts(token, "token " + SECRET)).isTrue();
            assertThat(accepts(token, "token " + SECRET + "q")).isFalse();
            assertThat(accepts(token, "token " + SECRET.substring(1))).isFalse();
            assertThat(accepts(token, "Token " + SECRET)).isFalse();
            assertThat(accepts(token, "token")).isFalse();
            assertThat(accepts(token, "")).isFalse();
        }
        assertThat(AccessToken.read(file("x".repeat(AccessToken.LONGEST), "r--------"))).isNotNull();
    }

    @Test
    void filesThatOthersCanReadAreRefused() throws IOException {
        for (String permissions : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"}) {
            Path file = file(SECRET, permissions);
            assertThatThrownBy(() -> AccessToken.read(file)).isInstanceOf(IOException.class)
                    .hasMessage("other users have access to it: chmod 600 " + file);
        }
    }

    @Test
    void filesOfOthersAreRefused() throws IOException {
        Assumptions.assumeTrue(FileOwner.ownUid() == FileOwner.ROOT, "only root can give files away");
        Path file = file(SECRET, "rw-------");
        Files.setAttribute(file, "unix:uid", 65_534, LinkOption.NOFOLLOW_LINKS);
        assertThatThrownBy(() -> AccessToken.read(file)).hasMessageContaining("belongs to user 65534");
    }

    @Test
    void secretsThatCanBeGuessedOrNotBeSentAreRefused() throws IOException {
        for (String content : new String[] {"", "\n", "abcdefghijklmno", "two words are not one", "two\nlines-are-not-one",
            "umlaut-\u00fc-0123456789"}) {
            Path file = file(content, "rw-------");
            assertThatThrownBy(() -> AccessToken.read(file)).isInstanceOf(RefusedFileException.class).hasMessageContaining("one line of 16 or more");
        }
        Path file = file("x".repeat(5000), "rw-------");
        assertThatThrownBy(() -> AccessToken.read(file)).hasMessageContaining("longer than 1024 bytes");
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start().waitFor()).isZero();
        assertThatThrownBy(() -> AccessToken.read(fifo)).hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> AccessToken.read(directory)).hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> AccessToken.read(directory.resolve("none"))).hasMessage("there is no such file");
    }
}
