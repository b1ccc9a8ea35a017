package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.daemon.internal.file.TrustedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of a ring: makes it, maps it, and takes over what an earlier process has left in it.
 *
 * <p>A damaged file is renamed and reported; the entries before a damaged one are taken over. A file with entries whose
 * size is not the wanted one is replaced by a larger one with the same entries; one that is too large stays until it is
 * opened without entries.
 */
final class RingFile {
    static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int ZEROS = 1 << 16;
    private static final int MOST_DAMAGED = 100;

    private final IntakeOptions options;
    private final Path file;
    private final long boot = BootNumber.read();
    private @Nullable String damage;

    RingFile(IntakeOptions options) {
        this.options = options;
        file = options.file();
    }

    /** Makes the directory if there is none. */
    void prepareDirectory() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory, OWNER_ONLY_DIRECTORY);
        }
        TrustedFiles.requireDirectory(directory);
        String type = Files.getFileStore(directory).type();
        if (!type.equals("tmpfs") && !type.equals("ramfs")) {
            options.notices().accept(file + " lies on a file system of the type " + type + ": while the disk is slow,"
                    + " the reception of records may wait for it. Put the file on tmpfs, for example below /run");
        }
    }

    /** What was damaged in the file as it was found; {@code null} if nothing was. */
    @Nullable String damage() {
        return damage;
    }

    /** Maps the file, after {@link #prepareDirectory()} and under the lock. */
    ByteBuffer open() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return create(null);
        }
        TrustedFiles.requireFile(file, Integer.MAX_VALUE);
        ByteBuffer found = map(file);
        String problem = problem(found);
        if (problem != null) {
            damaged(problem);
            return create(null);
        }
        found = withoutDamage(found);
        if (RingDescriptor.boot(found) != boot) {
            RingDescriptor.boot(found, boot);
            RingDescriptor.serial(found, RingDescriptor.NO_SERIAL);
        }
        long capacity = RingDescriptor.capacity(found);
        boolean empty = RingDescriptor.released(found) == RingDescriptor.produced(found);
        if (capacity > options.capacity() && !empty) {
            options.notices().accept(file + " has entries, so its capacity stays " + capacity + " bytes, not "
                    + options.capacity() + ", until it is opened when it has none");
            return found;
        }
        return capacity == options.capacity() ? found : create(found);
    }

    private static @Nullable String problem(ByteBuffer header) {
        if (header.capacity() < RingDescriptor.HEADER_LENGTH) {
            return "it is shorter than a header";
        }
        if (!RingDescriptor.hasMagic(header)) {
            return "it is not the file of an intake ring";
        }
        if (RingDescriptor.version(header) != RingDescriptor.VERSION) {
            return "its version is " + RingDescriptor.version(header) + ", not " + RingDescriptor.VERSION;
        }
        long capacity = RingDescriptor.capacity(header);
        if (!RingDescriptor.isIntact(header) || Long.bitCount(capacity) != 1
                || capacity != header.capacity() - RingDescriptor.HEADER_LENGTH) {
            return "its header is damaged";
        }
        long produced = RingDescriptor.produced(header);
        long released = RingDescriptor.released(header);
        long used = produced - released;
        if (released < 0 || used < 0 || used > capacity
                || (produced | released) % EntryDescriptor.ALIGNMENT != 0) {
            return "its positions are damaged: " + released + " to " + produced;
        }
        return null;
    }

    /**
     * Looks at each entry that was not released. The first one that is damaged, and all after it, become padding of a
     * copy that takes the file's place.
     */
    private ByteBuffer withoutDamage(ByteBuffer ring) throws IOException {
        long capacity = RingDescriptor.capacity(ring);
        long produced = RingDescriptor.produced(ring);
        for (long position = RingDescriptor.released(ring); position < produced; ) {
            int place = (int) (position & capacity - 1);
            int available = (int) Math.min(produced - position, capacity - place);
            int length = EntryDescriptor.check(ring, RingDescriptor.HEADER_LENGTH + place, available, position);
            if (length == EntryDescriptor.INVALID) {
                damaged("the entry at position " + position + " is damaged; " + (produced - position)
                        + " bytes from there on are left out");
                ByteBuffer copy = write((int) capacity, ring);
                pad(copy, position);
                LogPlaces.clear(copy); // what is left out can be read again
                return copy;
            }
            position += length;
        }
        return ring;
    }

    private static void pad(ByteBuffer ring, long from) {
        long capacity = RingDescriptor.capacity(ring);
        long produced = RingDescriptor.produced(ring);
        for (long position = from; position < produced; ) {
            int place = (int) (position & capacity - 1);
            int length = (int) Math.min(produced - position, capacity - place);
            EntryDescriptor.writePadding(ring, RingDescriptor.HEADER_LENGTH + place, length);
            position += length;
        }
    }

    private void damaged(String problem) throws IOException {
        damage = problem;
        Path kept = null;
        for (int i = 1; kept == null; i++) {
            Path name = file.resolveSibling(file.getFileName() + ".damaged-" + i);
            if (i == MOST_DAMAGED || !Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
                kept = name;
            }
        }
        Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
        options.notices().accept(file + " cannot be used: " + problem + ". It is kept as " + kept);
    }

    private ByteBuffer create(@Nullable ByteBuffer earlier) throws IOException {
        return write(options.capacity(), earlier);
    }

    /** Writes all pages, so that a full file system is an exception here and not a signal later. */
    private ByteBuffer write(int capacity, @Nullable ByteBuffer earlier) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            try (FileChannel channel = FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), OWNER_ONLY)) {
                writeZeros(channel, (long) capacity + RingDescriptor.HEADER_LENGTH);
            }
            ByteBuffer ring = map(fresh);
            RingDescriptor.create(ring, capacity, new SecureRandom().nextLong(), boot);
            if (earlier != null) {
                takeOver(earlier, ring);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return ring;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void writeZeros(FileChannel channel, long length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
        try {
            for (long left = length; left > 0; left -= zeros.position()) {
                zeros.clear().limit((int) Math.min(left, ZEROS));
                channel.write(zeros);
            }
        } catch (IOException e) { // its message names no file
            throw new IOException("the intake ring " + file + " cannot be made: " + e.getMessage() + "; it needs "
                    + (length >> 20) + " MiB there", e);
        }
    }

    /** Copies the entries to the same positions, which a larger ring has too: its end is an end of the smaller one. */
    private static void takeOver(ByteBuffer earlier, ByteBuffer ring) {
        RingDescriptor.dropped(ring, RingDescriptor.dropped(earlier));
        RingDescriptor.serial(ring, RingDescriptor.serial(earlier));
        long produced = RingDescriptor.produced(earlier);
        long released = RingDescriptor.released(earlier);
        if (released == produced) {
            LogPlaces.copy(earlier, ring);
            return;
        }
        long from = RingDescriptor.capacity(earlier);
        long to = RingDescriptor.capacity(ring);
        RingDescriptor.create(ring, (int) to, RingDescriptor.id(earlier), RingDescriptor.boot(ring));
        RingDescriptor.serial(ring, RingDescriptor.serial(earlier));
        for (long position = released; position < produced; ) {
            int source = (int) (position & from - 1);
            int length = (int) Math.min(produced - position, from - source);
            ring.put(RingDescriptor.HEADER_LENGTH + (int) (position & to - 1), earlier,
                    RingDescriptor.HEADER_LENGTH + source, length);
            position += length;
        }
        RingDescriptor.released(ring, released);
        RingDescriptor.produced(ring, produced);
        LogPlaces.copy(earlier, ring);
    }

    private static ByteBuffer map(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS))) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
            mapped.load(); // the page faults happen here, and not in the drain loop
            return mapped.order(ByteOrder.nativeOrder());
        }
    }
}
