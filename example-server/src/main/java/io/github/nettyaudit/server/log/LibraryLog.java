package io.github.nettyaudit.server.log;

import java.util.function.BiConsumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of libraries go: those of Netty, of the modules of this project and of Kafka's client (SLF4J), and
 * those of the JDK and JNA (java.util.logging). To the {@link OperatorLog} of the server; in commands that have none,
 * to standard error. Thread-safe.
 */
public final class LibraryLog {
    /** The system property that names the level of commands without a log of their own, for developers. */
    public static final String LEVEL_PROPERTY = "netty-audit.log-level";
    /** The loggers of this project's library, whose information is the server's. */
    static final String OWN = "io.github.nettyaudit";

    private static volatile @Nullable OperatorLog target;
    // both guarded by the class
    private static LogLevel libraries = presetLevel();
    private static LogLevel own = libraries;
    private static @Nullable BiConsumer<LogLevel, LogLevel> levelListener;

    private LibraryLog() {
    }

    private static LogLevel presetLevel() {
        String word = System.getProperty(LEVEL_PROPERTY, "");
        for (LogLevel one : LogLevel.values()) {
            if (one.word().equals(word)) {
                return one;
            }
        }
        return LogLevel.WARN;
    }

    static boolean isOwn(String logger) {
        return logger.startsWith(OWN) && (logger.length() == OWN.length() || logger.charAt(OWN.length()) == '.');
    }

    /**
     * Sets the levels of loggers, now and when they change.
     *
     * @param listener gets the level of libraries, and that of this project's library
     */
    static synchronized void whenLevelsChange(BiConsumer<LogLevel, LogLevel> listener) {
        levelListener = listener;
        listener.accept(libraries, own);
    }

    private static synchronized void set(LogLevel ofLibraries, LogLevel ofOwn) {
        libraries = ofLibraries;
        own = ofOwn;
        if (levelListener != null) {
            levelListener.accept(ofLibraries, ofOwn);
        }
    }

    /** Writes a message that the level of its logger lets pass. */
    static void write(LogLevel level, String logger, String text, @Nullable Throwable error) {
        OperatorLog present = target;
        if (present != null) {
            present.ofLibrary(level, logger, text, error);
        } else {
            System.err.println(LogLine.of(LogMessage.now(level, logger, text, error), LogSettings.PRESET, false));
        }
    }

    /**
     * Leaves out warnings, unless the user asks for them by {@value #LEVEL_PROPERTY}: for command line tools, in which
     * Netty would warn of network interfaces that they do not use.
     */
    public static void onlyErrors() {
        if (System.getProperty(LEVEL_PROPERTY) == null) {
            set(LogLevel.ERROR, LogLevel.ERROR);
        }
    }

    static synchronized void writeTo(OperatorLog log, LogLevel wanted) {
        target = log;
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new JdkHandler());
        levelChanged(log, wanted);
    }

    static synchronized void levelChanged(OperatorLog log, LogLevel wanted) {
        if (target == log) {
            set(wanted.ofLibraries(), wanted);
            Logger.getLogger("").setLevel(level(wanted.ofLibraries()));
        }
    }

    static synchronized void end(OperatorLog log) {
        if (target == log) {
            target = null;
            set(presetLevel(), presetLevel());
            Logger.getLogger("").setLevel(level(presetLevel()));
        }
    }

    private static Level level(LogLevel wanted) {
        return switch (wanted) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.ALL;
        };
    }

    /** Takes what the JDK and JNA log. */
    private static final class JdkHandler extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord entry) {
            int value = entry.getLevel().intValue();
            LogLevel of = value >= Level.SEVERE.intValue() ? LogLevel.ERROR
                    : value >= Level.WARNING.intValue() ? LogLevel.WARN
                    : value >= Level.INFO.intValue() ? LogLevel.INFO
                    : value >= Level.FINE.intValue() ? LogLevel.DEBUG : LogLevel.TRACE;
            write(of, String.valueOf(entry.getLoggerName()), formatter.formatMessage(entry), entry.getThrown());
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }
}
