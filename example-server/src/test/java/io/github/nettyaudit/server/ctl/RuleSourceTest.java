package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.io.OpenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule files are read, in which order, and which are refused because somebody else can change them (F9). */
class RuleSourceTest {
    @TempDir
    private Path directory;

    private Path file(String name, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "-D\n" + name + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String refusal(Path source) {
        ServerException refused = catchThrowableOfType(ServerException.class,
                () -> RuleSource.read(source.toString()));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        return refused.getMessage();
    }

    /** As auditctl 4.2.2 does, group-writable files are accepted. */
    @ParameterizedTest
    @CsvSource({"rw-------", "rw-r--r--", "rw-rw-r--", "r--r-----"})
    void filesThatOthersCannotChangeAreRead(String permissions) throws Exception {
        Path file = file("x.rules", permissions);

        assertThat(RuleSource.read(file.toString())).singleElement().satisfies(content -> {
            assertThat(content.name()).isEqualTo(file.toString());
            assertThat(new String(content.bytes(), StandardCharsets.UTF_8)).isEqualTo("-D\nx.rules\n");
        });
    }

    @Test
    void aFileThatEverybodyCanChangeIsRefused() throws Exception {
        Path file = file("x.rules", "rw-rw-rw-");

        assertThat(refusal(file)).isEqualTo(file + " is refused, because every user can change it (mode 0666):"
                + " chmod o-w " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-----w-"));
        assertThat(refusal(file)).contains("(mode 0202)");
    }

    @Test
    void aFileOfAnotherUserIsRefused() throws Exception {
        Assumptions.assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Path file = file("x.rules", "rw-r--r--");
        Files.setAttribute(file, "unix:uid", 4711);

        assertThat(refusal(file)).isEqualTo(file + " is refused, because it belongs to the user 4711, who can change it"
                + " (mode 0644): chown root " + file);
    }

    @Test
    void theFileThatALinkLeadsToIsTheOneThatIsChecked() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.rules"), file("x.rules", "rw-rw-rw-"));

        assertThat(refusal(link)).startsWith(link + " is refused, because every user can change it");
        Files.delete(link);
        Files.createSymbolicLink(link, file("y.rules", "rw-r--r--"));
        assertThat(RuleSource.read(link.toString())).hasSize(1);
    }

    /** The file is replaced between the moment at which it is opened and those at which it is checked and read. */
    @Test
    void whatWasOpenedIsCheckedAndRead() throws Exception {
        Path good = file("x.rules", "rw-r--r--");
        Path bad = file("y.rules", "rw-rw-rw-");

        try (OpenFile opened = OpenFile.open(bad)) {
            Files.move(good, bad, StandardCopyOption.REPLACE_EXISTING);
            assertThat(opened.isWritableByOthers()).isTrue();
            assertThat(new String(opened.read("y", 100), StandardCharsets.UTF_8)).isEqualTo("-D\ny.rules\n");
        }
        try (OpenFile opened = OpenFile.open(directory)) {
            Path moved = directory.resolveSibling(directory.getFileName() + "-moved");
            Files.move(directory, moved);
            Files.createDirectory(directory);
            assertThat(opened.entries()).hasSize(1).allSatisfy(entry -> {
                try (OpenFile inside = OpenFile.open(entry)) {
                    assertThat(inside.permissions()).isEqualTo("0644");
                }
            });
            Files.delete(directory);
            Files.move(moved, directory);
        }
    }

    @Test
    void filesOfADirectoryComeInNaturalOrderWithoutOthers() throws Exception {
        for (String name : List.of("100-z.rules", "20-a.rules", "3.rules", "20.rules", "x.rules.bak", "notes")) {
            file(name, "rw-r--r--");
        }

        assertThat(RuleSource.read(directory.toString())).extracting(RuleSource.Content::name)
                .containsExactly(directory + "/3.rules", directory + "/20-a.rules", directory + "/20.rules",
                        directory + "/100-z.rules");
    }

    @Test
    void aDirectoryThatEverybodyCanChangeIsRefusedAndSoIsEachOfItsFiles() throws Exception {
        Path bad = file("b.rules", "rw-r--rw-");
        file("a.rules", "rw-r--r--");
        assertThat(refusal(directory)).isEqualTo(bad + " is refused, because every user can change it (mode 0646):"
                + " chmod o-w " + bad);

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(refusal(directory)).isEqualTo("the directory " + directory + " is refused, because every user can"
                + " change it (mode 0777): chmod o-w " + directory);
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        Files.createDirectory(directory.resolve("x.rules"));
        assertThat(refusal(directory)).isEqualTo(directory + "/x.rules is not a regular file");
        assertThat(refusal(Path.of("/dev/null"))).isEqualTo("/dev/null is not a regular file; give - to read standard"
                + " input");
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        assertThat(refusal(fifo)).as("and nobody waits for its writer").contains("is not a regular file");
    }

    @Test
    void whatCannotBeReadIsSaid() {
        Path missing = directory.resolve("\u00fc b%20.rules");

        assertThatThrownBy(() -> RuleSource.read(missing.toString())).isInstanceOfSatisfying(ServerException.class,
                failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT_OUTPUT);
                    assertThat(failure).hasMessage("no such file: " + missing);
                });
        assertThatThrownBy(() -> RuleSource.read(directory.resolve("x".repeat(300)).toString()))
                .isInstanceOf(ServerException.class).hasMessageContaining(" cannot be read: ");
    }

    /** They were named by the descriptor of their directory. */
    @Test
    void filesOfADirectoryThatCannotBeReadAreNamed() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("10-a.rules"), directory.resolve("none"));
        assertThatThrownBy(() -> RuleSource.read(directory.toString())).hasMessage("no such file: " + link);
        Files.delete(link);
        Files.createSymbolicLink(link, link);
        assertThatThrownBy(() -> RuleSource.read(directory.toString())).hasMessageStartingWith(link + " cannot be read: ");
        Files.delete(link);

        Path file = file("10-a.rules", "rw-r-----");
        assertThat(RuleSource.unreadable(file.toString(), new AccessDeniedException("/proc/self/fd/6/10-a.rules")))
                .hasMessage(file + " may not be read by this user; the user of the server must be able to read it: chgrp GROUP "
                        + file + " and chmod g+r " + file + ", or name a copy that it can read");
        assertThat(RuleSource.unreadable(directory.toString(), new AccessDeniedException(directory.toString())))
                .hasMessageContaining(" and chmod g+rx " + directory + ", or name a copy");
    }

    @Test
    void namesMayHoldAnything() throws Exception {
        Path odd = file("a b%41\u00fc?#.rules", "rw-r--r--");

        assertThat(RuleSource.read(odd.toString())).hasSize(1);
        assertThat(RuleSource.read(directory.toString())).extracting(RuleSource.Content::name)
                .containsExactly(odd.toString());
    }
}
