package io.github.nettyaudit.daemon.source.log;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.source.LineSource;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads logs of audit daemons with their rotations, oldest first, and follows them across renaming and truncation. A
 * rotation that is compressed by gzip is read, too.
 *
 * <p>Up to where a log was read is noted in the ring at one go with each line, and in a file of positions once the lines
 * are stored. So {@code kill -9} loses nothing, and no line is read twice while the ring is there; after a failure of the
 * machine, some are read twice, and their events have the same ids. After an orderly end, reading goes on with the next
 * line.
 *
 * <p>While the ring is full, it waits, whatever the ring's policy is: a log does not go away. An error while reading is
 * reported once, and reading is tried again every second.
 */
public final class LogFiles implements LineSource {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(LogFiles.class);
    private static final long POLL_MILLIS = 100;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LAST_COMMIT_POLL_MILLIS = 2;

    private final LogFilesOptions options;
    private final Intake intake;
    private final LogPositions positions;
    private final List<LogTail> tails = new ArrayList<>();
    private final Map<LogTail, Long> retryAt = new HashMap<>();
    private final Set<String> reported = new HashSet<>();
    private final Queue<Mark> marks = new ArrayDeque<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "audit-log-files");
    private volatile Listener listener = problem -> { };
    private long commitAt = System.nanoTime();

    /** The lines up to an offset of a file are in the ring before a position. */
    private record Mark(long position, long file, long offset) {
    }

    private LogFiles(LogFilesOptions options, Intake intake) throws IOException {
        this.options = options;
        this.intake = intake;
        positions = LogPositions.open(options.positions(), options.notices());
    }

    /**
     * Opens the logs, and finds where to go on.
     *
     * @param options how to read
     * @param intake  receives the lines; it is closed when the source is stopped
     * @return the source
     * @throws IOException if a log or the file of positions cannot be read, or is not a regular file. A log that is not
     *                     there yet is reported, and read when it is
     */
    public static LogFiles open(LogFilesOptions options, Intake intake) throws IOException {
        LogFiles files = new LogFiles(options, requireNonNull(intake, "intake"));
        try {
            files.openLogs();
            return files;
        } catch (IOException e) {
            files.closeLogs();
            throw e;
        }
    }

    private void openLogs() throws IOException {
        Map<Long, Long> places = intake.places();
        for (int i = 0; i < options.logs().size(); i++) {
            Path log = options.logs().get(i);
            try {
                LogStart start = LogStart.find(log, positions, places, options.oldest());
                if (start.first() == null && options.oldest()) {
                    Rotations.unreadable(log).forEach(file -> options.notices().accept(file + " is not read, because xz is"
                            + " not decompressed here; unxz(1) makes a file that is"));
                }
                LogTail tail = new LogTail(i, options, start, positions, intake, this::isStopped);
                tails.add(tail);
                mark(tail);
                if (!tail.isOpen()) {
                    options.notices().accept(log + " is not there; it is read when it is");
                }
            } catch (AccessDeniedException e) {
                throw new IOException(e.getFile() + " cannot be read: permission denied", e);
            }
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    @Override
    public void start(Listener whenEnded) {
        listener = requireNonNull(whenEnded, "whenEnded");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        String problem = null;
        try {
            while (!isStopped()) {
                boolean hasRead = readAll();
                intake.flush();
                commit(COMMIT_NANOS);
                if (!hasRead && retryAt.isEmpty() && !options.follow()) {
                    tails.forEach(LogTail::end);
                    tails.forEach(this::mark);
                    break;
                }
                if (!hasRead && stop.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOGGER.error("the source of logs has failed, and ends", e);
            problem = "the logs cannot be read any more: " + e;
        } finally {
            intake.close();
            closeLogs();
        }
        if (!isStopped()) {
            listener.ended(problem);
        }
    }

    private boolean readAll() {
        boolean hasRead = false;
        for (LogTail tail : tails) {
            Long retry = retryAt.get(tail);
            if (retry != null && System.nanoTime() - retry < 0) {
                continue;
            }
            try {
                while (!isStopped() && tail.read()) {
                    hasRead = true;
                    mark(tail);
                    commit(COMMIT_NANOS);
                }
                retryAt.remove(tail);
            } catch (IOException e) {
                retryAt.put(tail, System.nanoTime() + RETRY_NANOS);
                LOGGER.debug("a log cannot be read", e);
                report("a log cannot be read at the moment: " + (e instanceof AccessDeniedException denied
                        ? denied.getFile() + ": permission denied" : e.getMessage()));
            }
        }
        return hasRead;
    }

    private void report(String problem) {
        if (reported.add(problem)) {
            options.notices().accept(problem);
        }
    }

    private void mark(LogTail tail) {
        if (tail.fileNumber() != 0) {
            marks.add(new Mark(intake.taken(), tail.fileNumber(), tail.given()));
        }
    }

    /** Keeps the positions of what is stored, if that is due. */
    private void commit(long interval) {
        Mark first = marks.peek();
        if (first == null || first.position() > intake.stored() || System.nanoTime() - commitAt < 0) {
            return;
        }
        commitAt = System.nanoTime() + interval;
        Map<Long, Long> offsets = new HashMap<>();
        long stored = intake.stored();
        if (!options.sync().getAsBoolean()) {
            return;
        }
        for (Mark mark = first; mark != null && mark.position() <= stored; mark = marks.peek()) {
            offsets.put(mark.file(), mark.offset());
            marks.remove();
        }
        positions.stored(offsets);
        try {
            positions.write();
        } catch (IOException e) {
            LOGGER.debug("positions cannot be written", e);
            report("the positions of logs cannot be kept: " + e.getMessage()
                    + "; after a failure of the machine, lines are read again");
        }
    }

    /** Waits a moment until what was read is stored. */
    private void finish() throws InterruptedException {
        intake.flush();
        long end = System.nanoTime() + LAST_COMMIT_NANOS;
        while (!marks.isEmpty() && intake.stored() < intake.taken() && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(LAST_COMMIT_POLL_MILLIS);
        }
        commitAt = System.nanoTime();
        commit(0);
    }

    private void closeLogs() {
        for (LogTail tail : tails) {
            try {
                tail.close();
            } catch (IOException e) {
                LOGGER.debug("a log cannot be closed", e);
            }
        }
        tails.clear();
    }

    @Override
    public void stop(Duration longest) throws InterruptedException {
        stop.countDown();
        thread.join(Math.max(1, longest.toMillis()));
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join();
        }
    }
}
