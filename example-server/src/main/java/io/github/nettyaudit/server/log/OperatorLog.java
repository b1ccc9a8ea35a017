package io.github.nettyaudit.server.log;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the server says to people, on standard error. Written by a thread of its own, because a terminal or a pipe may
 * block and no loop may: {@link #say} never waits, and drops (and counts) what finds {@value #MOST_WAITING} lines
 * waiting.
 */
public final class OperatorLog implements AutoCloseable {
    private static final int MOST_WAITING = 1024;
    private static final String PREFIX = "netty-audit: ";
    private static final String END = new String("end"); // compared by identity

    private final PrintStream output;
    private final ArrayBlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "audit-notices");

    /** @param output standard error, or where a test reads */
    public OperatorLog(PrintStream output) {
        this.output = output;
        writer.setDaemon(true);
        writer.start();
    }

    /** Sends warnings of the libraries here too, rather than through a log handler that blocks the caller. */
    public void takeLibraryWarnings() {
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new Handler() {
            {
                setLevel(Level.WARNING);
            }

            @Override
            public void publish(LogRecord entry) {
                if (isLoggable(entry)) {
                    say(entry.getLevel().getName().toLowerCase(Locale.ROOT) + " from " + entry.getLoggerName() + ": "
                            + entry.getMessage() + (entry.getThrown() == null ? "" : " (" + entry.getThrown() + ')'));
                }
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        });
    }

    /** Prints a line as soon as possible. From any thread. */
    public void say(String line) {
        if (!waiting.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        try {
            while (true) {
                String line = waiting.take();
                if (line == END) {
                    return;
                }
                long missing = dropped.getAndSet(0);
                if (missing > 0) {
                    output.println(PREFIX + missing + " lines were dropped here: standard error was too slow");
                }
                output.println(PREFIX + line);
            }
        } catch (InterruptedException e) {
            // the process ends
        }
    }

    /** Prints what is waiting, for at most a second. */
    @Override
    public void close() {
        try {
            if (waiting.offer(END)) {
                writer.join(1000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
