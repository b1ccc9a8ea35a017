package io.github.nettyaudit.server.web;

import io.netty.util.internal.logging.AbstractInternalLogger;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps all that is logged, of every level. */
final class CapturedLog extends AbstractInternalLogger {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines = new CopyOnWriteArrayList<>();

    CapturedLog() {
        super("captured");
    }

    List<String> lines() {
        return lines;
    }

    private void add(@Nullable String text, @Nullable Object... arguments) {
        lines.add(text + ' ' + Arrays.toString(arguments));
    }

    @Override
    public boolean isTraceEnabled() {
        return true;
    }

    @Override
    public boolean isDebugEnabled() {
        return true;
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public void trace(String text) {
        add(text);
    }

    @Override
    public void trace(String text, Object argument) {
        add(text, argument);
    }

    @Override
    public void trace(String text, Object first, Object second) {
        add(text, first, second);
    }

    @Override
    public void trace(String text, Object... arguments) {
        add(text, arguments);
    }

    @Override
    public void trace(String text, Throwable cause) {
        add(text, cause);
    }

    @Override
    public void debug(String text) {
        add(text);
    }

    @Override
    public void debug(String text, Object argument) {
        add(text, argument);
    }

    @Override
    public void debug(String text, Object first, Object second) {
        add(text, first, second);
    }

    @Override
    public void debug(String text, Object... arguments) {
        add(text, arguments);
    }

    @Override
    public void debug(String text, Throwable cause) {
        add(text, cause);
    }

    @Override
    public void info(String text) {
        add(text);
    }

    @Override
    public void info(String text, Object argument) {
        add(text, argument);
    }

    @Override
    public void info(String text, Object first, Object second) {
        add(text, first, second);
    }

    @Override
    public void info(String text, Object... arguments) {
        add(text, arguments);
    }

    @Override
    public void info(String text, Throwable cause) {
        add(text, cause);
    }

    @Override
    public void warn(String text) {
        add(text);
    }

    @Override
    public void warn(String text, Object argument) {
        add(text, argument);
    }

    @Override
    public void warn(String text, Object first, Object second) {
        add(text, first, second);
    }

    @Override
    public void warn(String text, Object... arguments) {
        add(text, arguments);
    }

    @Override
    public void warn(String text, Throwable cause) {
        add(text, cause);
    }

    @Override
    public void error(String text) {
        add(text);
    }

    @Override
    public void error(String text, Object argument) {
        add(text, argument);
    }

    @Override
    public void error(String text, Object first, Object second) {
        add(text, first, second);
    }

    @Override
    public void error(String text, Object... arguments) {
        add(text, arguments);
    }

    @Override
    public void error(String text, Throwable cause) {
        add(text, cause);
    }
}
