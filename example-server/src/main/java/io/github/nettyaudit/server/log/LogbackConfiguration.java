package io.github.nettyaudit.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Hands what is logged by SLF4J, as Netty and Kafka's client do, to the {@link LibraryLog}. Logback finds it as a
 * service and looks for no file: files of others on the class path cannot change what is logged, and the start is
 * quicker.
 */
public final class LogbackConfiguration extends ContextAwareBase implements Configurator {
    /** Created by Logback. */
    public LogbackConfiguration() {
    }

    @Override
    public ExecutionStatus configure(LoggerContext logback) {
        Handover handover = new Handover();
        handover.setContext(logback);
        handover.start();
        logback.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(handover);
        LibraryLog.whenLevelsChange((libraries, own) -> {
            logback.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level(libraries));
            logback.getLogger(LibraryLog.OWN).setLevel(level(own));
        });
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }

    /** Takes what the levels let pass, on the threads of those who log. */
    private static final class Handover extends AppenderBase<ILoggingEvent> {
        /** Without the lock of the base class and its guard against recursion: the log is thread-safe, logs nothing. */
        @Override
        public void doAppend(ILoggingEvent event) {
            append(event);
        }

        @Override
        protected void append(ILoggingEvent event) {
            Throwable error = event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
            LibraryLog.write(level(event.getLevel()), event.getLoggerName(), event.getFormattedMessage(), error);
        }

        private static LogLevel level(Level level) {
            int value = level.toInt();
            return value >= Level.ERROR_INT ? LogLevel.ERROR : value >= Level.WARN_INT ? LogLevel.WARN
                    : value >= Level.INFO_INT ? LogLevel.INFO : value >= Level.DEBUG_INT ? LogLevel.DEBUG
                    : LogLevel.TRACE;
        }
    }
}
