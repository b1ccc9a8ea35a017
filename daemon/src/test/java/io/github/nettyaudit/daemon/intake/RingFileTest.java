package io.github.nettyaudit.daemon.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingFileTest {
    @TempDir
    private Path parent;

    private final List<String> notices = new ArrayList<>();
    private Path directory;
    private Path file;

    @BeforeEach
    void setUp() {
        directory = parent.resolve("netty-audit");
        file = directory.resolve("intake.ring");
    }

    private IntakeRing open() throws IOException {
        return open(IntakeOptions.MIN_CAPACITY);
    }

    private IntakeRing open(int capacity) throws IOException {
        return IntakeRing.open(Rings.options(directory, notices).withCapacity(capacity));
    }

    /** Leaves entries with the types 0, 1 and so on, of a thousand bytes. */
    private void leave(int entries) throws IOException {
        try (IntakeRing ring = open()) {
            for (int i = 0; i < entries; i++) {
                assertThat(ring.producer().add(EntryDescriptor.RECORD, i, 1, Rings.bytes(1_000))).isTrue();
            }
        }
        notices.clear();
    }

    private List<Integer> types(IntakeRing ring) throws Exception {
        List<Integer> types = new ArrayList<>();
        try (RingReader reader = Rings.reader(ring)) {
            while (reader.next()) {
                types.add(reader.type());
                ByteBuf content = reader.content();
                assertThat(content).isEqualTo(Rings.bytes(1_000));
                content.release();
            }
            ring.release(reader.position());
        }
        return types;
    }

    private void overwrite(long at, byte... bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }

    @Test
    void isReadableByItsOwnerOnly() throws Exception {
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                directory.resolve("intake.ring.lock")))).isEqualTo("rw-------");
        assertThat(file).hasSize(4096 + IntakeOptions.MIN_CAPACITY);
    }

    @Test
    void refusesADirectoryThatOthersCanWriteTo() throws Exception {
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class)
                .hasMessage("other users may write to " + directory);
    }

    @Test
    void refusesALinkAndAFileThatOthersCanWriteTo() throws Exception {
        open().close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        assertThatThrownBy(this::open).hasMessage("other users may write to " + file);
        Files.move(file, parent.resolve("elsewhere"));
        Files.createSymbolicLink(file, parent.resolve("elsewhere"));
        assertThatThrownBy(this::open).hasMessage(file + " is not a regular file");
    }

    @Test
    void namesAFileSystemThatIsNotTmpfs() throws Exception {
        String type = Files.getFileStore(parent).type();
        open().close();
        if (type.equals("tmpfs")) {
            assertThat(notices).isEmpty();
        } else {
            assertThat(notices).singleElement().asString()
                    .contains(file + " lies on a file system of the type " + type);
        }
    }

    @Test
    void growsWithItsEntries() throws Exception {
        leave(100);
        long id;
        try (IntakeRing ring = open()) {
            id = ring.id();
            try (RingReader reader = Rings.reader(ring)) {
                for (int i = 0; i < 40; i++) {
                    assertThat(reader.next()).isTrue();
                }
                ring.release(reader.position());
            }
            for (int i = 100; i < 140; i++) { // across the end
                assertThat(ring.producer().add(EntryDescriptor.RECORD, i, 1, Rings.bytes(1_000))).isTrue();
            }
        }
        try (IntakeRing ring = open(4 * IntakeOptions.MIN_CAPACITY)) {
            assertThat(ring.capacity()).isEqualTo(4 * IntakeOptions.MIN_CAPACITY);
            assertThat(ring.id()).isEqualTo(id);
            for (int i = 140; i < 400; i++) {
                assertThat(ring.producer().add(EntryDescriptor.RECORD, i, 1, Rings.bytes(1_000))).isTrue();
            }
            List<Integer> types = types(ring);
            assertThat(types).hasSize(360).startsWith(40).endsWith(399).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void shrinksWhenItHasNoEntries() throws Exception {
        open(2 * IntakeOptions.MIN_CAPACITY).close();
        try (IntakeRing ring = open(2 * IntakeOptions.MIN_CAPACITY)) {
            assertThat(ring.producer().add(EntryDescriptor.RECORD, 7, 1, Rings.bytes(1_000))).isTrue();
        }
        notices.clear();
        try (IntakeRing ring = open()) {
            assertThat(ring.capacity()).isEqualTo(2 * IntakeOptions.MIN_CAPACITY);
            assertThat(notices).anyMatch(notice -> notice.contains("its capacity stays 262144 bytes, not 131072"));
            assertThat(types(ring)).containsExactly(7);
        }
        try (IntakeRing ring = open()) {
            assertThat(ring.capacity()).isEqualTo(IntakeOptions.MIN_CAPACITY);
        }
    }

    /** The magic, the version, the capacity, the id, the checksum, the producer's position, the released one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8, 16, 24, 40, 128, 135, 256, 263})
    void keepsAFileWithADamagedHeaderAside(int at) throws Exception {
        leave(3);
        byte[] before = Files.readAllBytes(file);
        overwrite(at, (byte) (before[at] ^ 0x55));
        byte[] damaged = Files.readAllBytes(file);
        try (IntakeRing ring = open()) {
            assertThat(ring.damage()).isNotNull();
            assertThat(notices).anyMatch(notice -> notice.contains("cannot be used: " + ring.damage()));
            assertThat(ring.usedBytes()).isZero();
        }
        assertThat(directory.resolve("intake.ring.damaged-1")).hasBinaryContent(damaged);
        notices.clear();
        try (IntakeRing ring = open()) {
            assertThat(ring.damage()).isNull();
        }
        assertThat(notices).noneMatch(notice -> notice.contains("cannot be used"));
    }

    @Test
    void replacesAFileThatIsSomethingElse() throws Exception {
        Files.createDirectory(directory);
        Files.writeString(file, "a text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (IntakeRing ring = open()) {
            assertThat(ring.damage()).isEqualTo("it is shorter than a header");
        }
        assertThat(directory.resolve("intake.ring.damaged-1")).hasContent("a text");
    }

    /** Length, kind, unused bytes and position of the third entry. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 5, 8, 9})
    void readsTheEntriesBeforeADamagedOne(int at) throws Exception {
        leave(5);
        long place = RingDescriptor.HEADER_LENGTH + 2L * EntryDescriptor.length(1_000) + at;
        byte[] before = Files.readAllBytes(file);
        overwrite(place, (byte) (before[(int) place] ^ 0x41));
        byte[] damaged = Files.readAllBytes(file);
        try (IntakeRing ring = open()) {
            assertThat(ring.damage()).startsWith("the entry at position 2032 is damaged; 3048 bytes");
            assertThat(ring.producer().add(EntryDescriptor.RECORD, 9, 1, Rings.bytes(1_000))).isTrue();
            assertThat(types(ring)).containsExactly(0, 1, 9);
        }
        assertThat(directory.resolve("intake.ring.damaged-1")).hasBinaryContent(damaged);
        assertThat(notices).anyMatch(notice -> notice.contains("intake.ring.damaged-1"));
    }
}
