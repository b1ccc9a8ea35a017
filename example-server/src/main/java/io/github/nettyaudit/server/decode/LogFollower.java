package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.daemon.source.log.FollowedFile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads logs that grow, one after the other to their ends, and then what is appended to each. Only lines of text. */
final class LogFollower implements Closeable {
    private static final int CHUNK = 256 << 10;
    private static final int HEAD = 64;

    private final RecordPrinter printer;
    private final InputPause pause;
    private final List<Log> logs = new ArrayList<>();
    private final byte[] chunk = new byte[CHUNK];
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Log current;

    /** A log, and what is counted of it. */
    private record Log(String name, FollowedFile file, LineInput lines, InputReport report) {
    }

    /** @param pause is told when nothing can be read from any log */
    LogFollower(RecordPrinter printer, InputPause pause) {
        this.printer = printer;
        this.pause = pause;
    }

    /**
     * Adds a log. It is opened now, so that nothing is missed if it is rotated before it is read.
     *
     * @return whether there is such a file; if not, it is read as soon as there is
     * @throws IOException if it cannot be opened
     */
    boolean add(String name, InputReport report) throws IOException {
        FollowedFile file = new FollowedFile(Path.of(name));
        logs.add(new Log(name, file, new LineInput(printer, report), report));
        return file.isOpen();
    }

    /** Reads until {@link #stop} is called. */
    void run() throws IOException {
        boolean isPaused = false;
        try {
            while (true) {
                boolean isStopped = stop.getCount() == 0;
                boolean hasRead = readAll();
                if (isStopped) {
                    break;
                }
                if (hasRead) {
                    isPaused = false;
                } else if (isPaused) {
                    pause.goesOn();
                } else {
                    isPaused = true;
                    pause.began();
                }
                if (isPaused) {
                    stop.await(InputPause.INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Log log : logs) {
            enter(log);
            log.lines().endOfFile();
        }
    }

    /** Ends {@link #run} after what can be read now; may be called by any thread. */
    void stop() {
        stop.countDown();
    }

    private boolean readAll() throws IOException {
        boolean hasRead = false;
        for (Log log : logs) {
            for (int length = log.file().read(chunk); length > 0; length = log.file().read(chunk)) {
                hasRead = true;
                enter(log);
                if (log.file().takeBeginning()) {
                    log.report().restartLines();
                    check(log.name(), Unpooled.wrappedBuffer(chunk, 0, length));
                }
                log.lines().read(chunk, length);
            }
        }
        return hasRead;
    }

    private void enter(Log log) throws IOException {
        if (current != log) {
            current = log;
            printer.fileStarted(logs.size() == 1 ? null : log.name());
        }
    }

    private static void check(String name, ByteBuf head) throws IOException {
        if (JournalExportInput.isStart(head.slice(0, Math.min(head.readableBytes(), HEAD)))) {
            throw new IOException(name + " is an export of the journal, and cannot be followed; use journalctl -f -o json");
        }
        if (Compression.of(head) != null || CaptureInput.isPcapng(head) || CaptureInput.isDatagrams(head)) {
            throw new IOException(name + " is not a log of lines, and cannot be followed");
        }
    }

    @Override
    public void close() throws IOException {
        for (Log log : logs) {
            log.file().close();
        }
    }
}
