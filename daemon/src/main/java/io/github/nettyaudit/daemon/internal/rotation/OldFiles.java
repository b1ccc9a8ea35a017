package io.github.nettyaudit.daemon.internal.rotation;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The files that a current one was renamed to: {@code audit.json.20261126T154048.123Z-0}, with {@code .gz} or {@code
 * .zst} when they are compressed. Their names sort by time. A thread that ends when it has nothing to do compresses
 * them and deletes those that are too many.
 */
final class OldFiles {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(RotatedFile.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern SUFFIX =
            Pattern.compile("\\.[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z-[0-9]{1,9}(\\.gz|\\.zst)?(\\.new)?");
    private static final String UNFINISHED = ".new";

    private final Path current;
    private final Rotation rotation;
    private final ExecutorService thread;

    OldFiles(Path current, Rotation rotation) {
        this.current = current;
        this.rotation = rotation;
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> {
                    Thread newThread = new Thread(task, "audit-rotate-" + current.getFileName());
                    newThread.setDaemon(true);
                    newThread.setPriority(Thread.MIN_PRIORITY);
                    return newThread;
                });
        executor.allowCoreThreadTimeOut(true);
        thread = executor;
    }

    /** Renames the current file. */
    void add(Instant now) throws IOException {
        for (int i = 0;; i++) {
            Path old = current.resolveSibling(current.getFileName() + "." + STAMP.format(now) + '-' + i);
            if (!exists(old) && !exists(compressed(old))) {
                Files.move(current, old, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private Path compressed(Path old) {
        return old.resolveSibling(old.getFileName() + rotation.compression().suffix());
    }

    /** Compresses what is not compressed, and deletes what is too old, on the other thread. */
    void tidyLater() {
        thread.execute(() -> {
            try {
                tidy();
            } catch (IOException | RuntimeException e) {
                LOG.warn("The old files of {} cannot be compressed or deleted: {}", current, e.toString());
            }
        });
    }

    private void tidy() throws IOException {
        List<Path> old = new ArrayList<>(list());
        for (Path file : List.copyOf(old)) {
            if (file.toString().endsWith(UNFINISHED)) {
                Files.deleteIfExists(file);
                old.remove(file);
            }
        }
        int tooMany = Math.max(0, old.size() - rotation.kept());
        for (Path file : old.subList(0, tooMany)) {
            Files.deleteIfExists(file);
        }
        for (Path file : old.subList(tooMany, old.size())) {
            String name = file.toString();
            if (rotation.compression() != Compression.NONE && !name.endsWith(Compression.GZIP.suffix())
                    && !name.endsWith(Compression.ZSTD.suffix())) {
                compress(file);
            }
        }
    }

    /** The old files, oldest first. */
    Set<Path> list() throws IOException {
        Set<Path> old = new TreeSet<>();
        String name = String.valueOf(current.getFileName());
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(current.toAbsolutePath().getParent())) {
            for (Path sibling : siblings) {
                String other = String.valueOf(sibling.getFileName());
                if (other.startsWith(name) && SUFFIX.matcher(other.substring(name.length())).matches()
                        && Files.isRegularFile(sibling, LinkOption.NOFOLLOW_LINKS)) {
                    old.add(sibling);
                }
            }
        } catch (NoSuchFileException e) {
            // the directory is gone, and with it the files
        }
        return old;
    }

    private void compress(Path file) throws IOException {
        Path compressed = compressed(file);
        Path fresh = file.resolveSibling(compressed.getFileName() + UNFINISHED);
        Files.deleteIfExists(fresh);
        try {
            try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                    FileChannel channel = PrivateFiles.create(fresh)) {
                try (OutputStream out = rotation.compression().compress(new Uncloseable(channel))) {
                    in.transferTo(out);
                }
                // on the disk before the original is deleted
                channel.force(true);
            }
            Files.move(fresh, compressed, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Leaves the channel open. */
    private static final class Uncloseable extends FilterOutputStream {
        Uncloseable(FileChannel channel) {
            super(Channels.newOutputStream(channel));
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            out.write(bytes, start, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /** Waits for the other thread for a while; what it has not done, it does when the file is opened again. */
    void close(Duration timeout) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
