package io.github.nettyaudit.daemon.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final List<LeasedSetting> ENTRIES = List.of(new LeasedSetting(AuditSetting.ENABLED, 0, 1),
            new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 64, 9000));

    @TempDir
    private Path parent;

    private final List<String> notices = new ArrayList<>();
    private Path directory;
    private Path path;
    private StateFile file;

    @BeforeEach
    void make() {
        directory = parent.resolve("netty-audit");
        path = directory.resolve("state");
        file = another();
    }

    private StateFile another() {
        return new StateFile(directory, "state", notices::add);
    }

    private static Set<PosixFilePermission> permissions(Path path) throws IOException {
        return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void anotherProcessReadsWhatWasWritten() throws IOException {
        file.write(ENTRIES);

        assertThat(another().read()).isEqualTo(ENTRIES);
        assertThat(PosixFilePermissions.toString(permissions(directory))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(permissions(path))).isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).as("no file is left beside it").containsExactly(path);
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void nothingToRestoreMeansNoFile() {
        assertThat(file.read()).isEmpty();
        file.write(List.of());
        assertThat(directory).doesNotExist();
        file.write(ENTRIES);
        file.write(List.of());
        assertThat(path).doesNotExist();
        assertThat(another().read()).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void aFileOfAnEarlierBootIsIgnored() throws IOException {
        file.write(ENTRIES);
        Files.writeString(path, Files.readString(path).replace(Boot.id(), "00000000-0000-0000-0000-000000000000"));

        assertThat(another().read()).isEmpty();
        assertThat(notices).as("that is as it should be").isEmpty();
    }

    @Test
    void aDamagedFileIsReportedAndIgnoredAndReplaced() throws IOException {
        file.write(ENTRIES);
        Files.writeString(path, "nonsense");

        assertThat(another().read()).isEmpty();
        assertThat(notices).singleElement().asString().contains(path + " is ignored", "does not begin with");
        another().write(ENTRIES);
        assertThat(another().read()).isEqualTo(ENTRIES);
    }

    @Test
    void aLargeFileIsNotRead() throws IOException {
        file.write(ENTRIES);
        Files.write(path, new byte[5000]);
        assertThat(another().read()).isEmpty();
        assertThat(notices).singleElement().asString().contains("more than 4096 bytes");
    }

    @Test
    void aLinkIsNeitherReadNorWrittenThrough() throws IOException {
        file.write(ENTRIES);
        Path target = Files.move(path, parent.resolve("target"));
        Files.createSymbolicLink(path, target);

        assertThat(another().read()).isEmpty();
        assertThat(notices).singleElement().asString().contains("is not a regular file");
        String before = Files.readString(target);
        another().write(List.of(ENTRIES.get(0)));
        assertThat(Files.readString(target)).isEqualTo(before);
        assertThat(Files.isSymbolicLink(path)).isFalse();
        assertThat(another().read()).containsExactly(ENTRIES.get(0));
    }

    @Test
    void aDirectoryThatIsALinkIsNotUsed() throws IOException {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.createSymbolicLink(directory, elsewhere);

        file.write(ENTRIES);

        assertThat(elsewhere).isEmptyDirectory();
        assertThat(notices).singleElement().asString().contains("cannot be written", "is not a directory");
    }

    @Test
    void whatOtherUsersMayWriteIsNotTrusted() throws IOException {
        file.write(ENTRIES);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        assertThat(another().read()).isEmpty();
        assertThat(notices).singleElement().asString().contains("other users may write to " + path);

        notices.clear();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(another().read()).isEmpty();
        assertThat(notices).singleElement().asString().contains("other users may write to " + directory);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsReportedOnceAndNotFatal() {
        StateFile lost = new StateFile(parent.resolve("none/below"), "state", notices::add);

        lost.write(ENTRIES);
        lost.write(ENTRIES);

        assertThat(lost.read()).isEmpty();
        assertThat(notices).singleElement().asString().contains("cannot be written", "If this process is killed");
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        file.write(ENTRIES);
        Files.delete(path);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();

        assertThat(another().read()).isEmpty();
        assertThat(notices).singleElement().asString().contains("is not a regular file");
    }

    @Test
    void onlyTheOwnerChangesItAtClose() {
        file.write(ENTRIES);
        another().writeIfOwned(List.of());
        assertThat(another().read()).isEqualTo(ENTRIES);
        file.writeIfOwned(List.of(ENTRIES.get(0)));
        assertThat(another().read()).containsExactly(ENTRIES.get(0));
        file.writeIfOwned(List.of());
        assertThat(path).doesNotExist();
    }
}
