package io.github.nettyaudit.server.log;

import io.github.nettyaudit.server.io.WriterQueue;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the server and its libraries to its operator, on standard error. They are written on a separate thread,
 * because writing to a terminal or a pipe may block and an event loop must not: no method but {@link #close} waits.
 * While {@value #MOST_WAITING} lines wait, further ones are dropped and counted. Control characters from other programs
 * are escaped. Thread-safe.
 */
public final class OperatorLog implements AutoCloseable {
    private static final int MOST_WAITING = 1024;
    private static final int LONGEST_SUBJECT = 64;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final WriterQueue<LogMessage> queue;
    private final Duration closePatience;
    private final boolean isJournal;
    private final RateLimit limit = new RateLimit(); // guarded by itself
    private volatile LogSettings settings = LogSettings.PRESET;

    /**
     * Starts the thread that writes, with the preset level and form.
     *
     * @param output standard error, or where a test reads
     */
    public OperatorLog(PrintStream output) {
        this(output, false);
    }

    /**
     * Starts the thread that writes, with the preset level and form.
     *
     * @param output    standard error, or where a test reads
     * @param isJournal whether journald reads it, which takes a priority from the beginning of each line, see
     *                  sd-daemon(3)
     */
    public OperatorLog(PrintStream output, boolean isJournal) {
        this(output, isJournal, CLOSE_PATIENCE);
    }

    /** @param closePatience how long {@link #close()} waits for the output at most */
    OperatorLog(PrintStream output, boolean isJournal, Duration closePatience) {
        this.isJournal = isJournal;
        this.closePatience = closePatience;
        queue = new WriterQueue<>("audit-operator-log", MOST_WAITING, new Lines(output)).start();
    }

    /** Writes the lines, and the number of lines that were dropped. */
    private final class Lines implements WriterQueue.Target<LogMessage> {
        private final PrintStream output;
        private long dropped; // under the queue's lock

        Lines(PrintStream output) {
            this.output = output;
        }

        @Override
        public void write(LogMessage message) {
            output.println(LogLine.of(message, settings, isJournal));
        }

        @Override
        public long size(LogMessage message) {
            return 1;
        }

        @Override
        public void dropped(LogMessage message) {
            dropped++;
        }

        @Override
        public LogMessage dropReport() {
            String report = dropped + " messages were dropped here, because standard error was not read in time";
            dropped = 0;
            return LogMessage.now(LogLevel.WARN, LogMessage.SERVER, report, null);
        }

        @Override
        public void broken(IOException cause) {
            // a PrintStream does not throw; there is no other place to report it to
        }
    }

    /**
     * Changes the level and the form, from the next message on.
     *
     * @param changed the settings
     */
    public void configure(LogSettings changed) {
        settings = changed;
        LibraryLog.levelChanged(this, changed.level());
    }

    /** Takes the messages of libraries as well, from all of this process, until this is closed. */
    public void takeLibraryMessages() {
        LibraryLog.writeTo(this, settings.level());
    }

    /**
     * Writes a message about what the server does. Never blocks.
     *
     * @param line a sentence for the operator
     */
    public void say(String line) {
        write(LogLevel.INFO, line);
    }

    /**
     * Writes a message about something that is wrong, while the server goes on. Never blocks.
     *
     * @param line a sentence for the operator
     */
    public void warn(String line) {
        write(LogLevel.WARN, line);
    }

    /**
     * Writes a message about something that the server cannot do. Never blocks.
     *
     * @param line a sentence for the operator
     */
    public void error(String line) {
        write(LogLevel.ERROR, line);
    }

    private void write(LogLevel level, String line) {
        if (settings.level().includes(level)) {
            reportLeftOut();
            queue.offer(LogMessage.now(level, LogMessage.SERVER, line, null));
        }
    }

    /**
     * Writes a warning unless many about the same topic were written shortly before. Use it for messages that a client
     * or a library can cause in any number. What is left out is counted, and reported with the next one, or with the
     * next message about something else when the time is over.
     *
     * @param topic what the message is about; there must be a limited number of topics
     * @param line  a sentence for the operator
     */
    public void sayRarely(String topic, String line) {
        if (settings.level().includes(LogLevel.WARN)) {
            rarely(topic, LogMessage.now(LogLevel.WARN, LogMessage.SERVER, line, null));
        }
    }

    /** Writes a message of a library; those of each logger are rare, unless a developer has asked for them. */
    void ofLibrary(LogLevel level, String logger, String text, @Nullable Throwable error) {
        LogLevel present = settings.level();
        if (!(LibraryLog.isOwn(logger) ? present : present.ofLibraries()).includes(level)) {
            return;
        }
        LogMessage message = LogMessage.now(level, logger, text, error);
        if (LogLevel.INFO.includes(level)) {
            rarely((level == LogLevel.INFO ? "information of " : "warnings of ") + logger + subject(message), message);
        } else {
            queue.offer(message); // a developer has asked for all of them
        }
    }

    /** What a message of this project's library is about, such as one of several sinks, of which each has its turn. */
    private static String subject(LogMessage message) {
        int colon = LibraryLog.isOwn(message.logger()) ? message.text().indexOf(':') : -1;
        return colon < 0 || colon > LONGEST_SUBJECT ? "" : " (" + message.text().substring(0, colon) + ')';
    }

    private void rarely(String topic, LogMessage message) {
        String limited;
        synchronized (limit) {
            limited = limit.limit(topic, message.text(), System.nanoTime());
        }
        if (limited != null) {
            queue.offer(message.withText(limited));
        }
    }

    private void reportLeftOut() {
        List<String> sentences;
        synchronized (limit) {
            sentences = limit.takeEnded(System.nanoTime());
        }
        sentences.forEach(this::offerWarning);
    }

    private void offerWarning(String sentence) {
        queue.offer(LogMessage.now(LogLevel.WARN, LogMessage.SERVER, sentence, null));
    }

    /** Writes the lines that are waiting, and stops after a second at most. */
    @Override
    public void close() {
        LibraryLog.end(this);
        List<String> sentences;
        synchronized (limit) {
            sentences = limit.takeUnreported();
        }
        sentences.forEach(this::offerWarning);
        try {
            queue.close(closePatience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
