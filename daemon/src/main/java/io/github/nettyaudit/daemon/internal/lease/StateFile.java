package io.github.nettyaudit.daemon.internal.lease;

import io.github.nettyaudit.daemon.internal.file.TrustedFiles;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on disk what a daemon has changed in the kernel, so that the next daemon can restore it if this one is killed.
 * The registered daemon alone writes it; the kernel has one at a time. Each write makes a new file (mode 0600) and
 * renames it, so a reader never sees half of one. A file that is damaged, writable by other users or of an earlier boot
 * is ignored. No method throws because of the disk: a problem is reported to {@code notices}, and the daemon runs
 * without the file.
 *
 * <p>Blocks for as long as the disk does: not for an event loop. Not thread-safe.
 */
public final class StateFile {
    private static final int LARGEST = 4096;

    private final Path directory;
    private final Path file;
    private final String owner;
    private final Consumer<String> notices;
    private boolean writeFailureReported;

    /**
     * @param directory made when the file is first written, mode 0700; its parent must exist
     * @param name      the file's name, one for each kernel
     * @param notices   gets a sentence about each problem
     */
    public StateFile(Path directory, String name, Consumer<String> notices) {
        this.directory = directory;
        this.file = directory.resolve(name);
        this.notices = notices;
        owner = ProcessHandle.current().pid() + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** What a daemon of this boot, present or earlier, has changed and not restored; empty if nothing is known. */
    public List<LeasedSetting> read() {
        try {
            SavedState state = load();
            return state == null || !state.boot().equals(Boot.id()) ? List.of() : state.entries();
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            notices.accept(file + " is ignored: " + reason(e) + ". If an earlier process was killed, what it changed in"
                    + " the kernel stays changed");
            return List.of();
        }
    }

    /** Replaces the content, before the changes are made; nothing to restore means no file. */
    public void write(Collection<LeasedSetting> entries) {
        try {
            if (entries.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                store(SavedState.of(Boot.id(), owner, entries).format());
            }
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            if (!writeFailureReported) {
                writeFailureReported = true;
                notices.accept(file + " cannot be written: " + reason(e) + ". If this process is killed, the next one"
                        + " will not know how the kernel was found");
            }
        }
    }

    /** As {@link #write}, but only if the file is still ours: another daemon may have taken over meanwhile. */
    public void writeIfOwned(Collection<LeasedSetting> entries) {
        try {
            SavedState state = load();
            if (state != null && state.owner().equals(owner)) {
                write(entries);
            }
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            // not what we wrote, so not ours
        }
    }

    private @Nullable SavedState load() throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        TrustedFiles.requireDirectory(directory);
        try {
            TrustedFiles.requireFile(file, LARGEST);
            Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            try (FileChannel channel = FileChannel.open(file, options)) {
                ByteBuffer bytes = ByteBuffer.allocate(LARGEST);
                while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                    // until the end
                }
                return SavedState.parse(StandardCharsets.US_ASCII.decode(bytes.flip()).toString());
            }
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void store(String text) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        TrustedFiles.requireDirectory(directory);
        Path fresh = directory.resolve(file.getFileName() + "." + owner + ".new");
        Files.deleteIfExists(fresh);
        try {
            Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            try (FileChannel channel = FileChannel.open(fresh, options,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        boolean ours = e instanceof IllegalArgumentException || e.getClass() == IOException.class;
        return ours ? String.valueOf(e.getMessage()) : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
