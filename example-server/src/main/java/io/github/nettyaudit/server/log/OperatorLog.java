package io.github.nettyaudit.server.log;

import io.github.nettyaudit.server.io.WriterQueue;
import io.github.nettyaudit.server.text.PrintableText;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Messages of the server to its operator, on standard error. They are written on a separate thread, because writing to
 * a terminal or a pipe may block and an event loop must not: {@link #say} never waits. While {@value #MOST_WAITING} lines
 * wait, further ones are dropped and counted. Control characters from other programs are escaped. Thread-safe.
 */
public final class OperatorLog implements AutoCloseable {
    private static final int MOST_WAITING = 1024;
    private static final String PREFIX = "netty-audit: ";
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final WriterQueue<String> queue;
    private final Duration closePatience;
    private final RateLimit limit = new RateLimit(); // guarded by itself

    /**
     * Starts the thread that writes.
     *
     * @param output standard error, or where a test reads
     */
    public OperatorLog(PrintStream output) {
        this(output, CLOSE_PATIENCE);
    }

    /** @param closePatience how long {@link #close()} waits for the output at most */
    OperatorLog(PrintStream output, Duration closePatience) {
        this.closePatience = closePatience;
        queue = new WriterQueue<>("audit-operator-log", MOST_WAITING, new Lines(output)).start();
    }

    /** Writes the lines, and the number of lines that were dropped. */
    private static final class Lines implements WriterQueue.Target<String> {
        private final PrintStream output;
        private long dropped; // under the queue's lock

        Lines(PrintStream output) {
            this.output = output;
        }

        @Override
        public void write(String line) {
            output.println(PREFIX + PrintableText.line(line));
        }

        @Override
        public long size(String line) {
            return 1;
        }

        @Override
        public void dropped(String line) {
            dropped++;
        }

        @Override
        public String dropReport() {
            String report = dropped + " messages were dropped here, because standard error was not read in time";
            dropped = 0;
            return report;
        }

        @Override
        public void broken(IOException cause) {
            // a PrintStream does not throw; there is no other place to report it to
        }
    }

    /** Prints the warnings of libraries as well, which would otherwise go to a log handler that blocks the caller. */
    public void takeLibraryWarnings() {
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new Handler() {
            {
                setLevel(Level.WARNING);
            }

            @Override
            public void publish(LogRecord entry) {
                if (isLoggable(entry)) {
                    sayRarely("warnings of " + entry.getLoggerName(), entry.getLevel().getName().toLowerCase(Locale.ROOT)
                            + " from " + entry.getLoggerName() + ": " + entry.getMessage()
                            + (entry.getThrown() == null ? "" : " (" + entry.getThrown() + ')'));
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

    /**
     * Prints a line as soon as possible. Never blocks.
     *
     * @param line a sentence for the operator
     */
    public void say(String line) {
        queue.offer(line);
    }

    /**
     * Prints a line unless many lines about the same topic were printed shortly before. Use it for messages that a
     * client or a library can cause in any number. Lines that are left out are counted, and reported with the next line.
     *
     * @param topic what the message is about; there must be a limited number of topics
     * @param line  a sentence for the operator
     */
    public void sayRarely(String topic, String line) {
        String limited;
        synchronized (limit) {
            limited = limit.limit(topic, line, System.nanoTime());
        }
        if (limited != null) {
            say(limited);
        }
    }

    /** Prints the lines that are waiting, and stops after a second at most. */
    @Override
    public void close() {
        synchronized (limit) {
            limit.takeUnreported().forEach(this::say);
        }
        try {
            queue.close(closePatience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
