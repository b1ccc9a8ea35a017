package io.github.nettyaudit.server.log;

import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.text.PrintableText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Writes a message as a line. Secrets that the server has read are replaced. */
final class LogLine {
    private static final String NAME = "netty-audit";
    private static final String ECS_VERSION = "9.4.0";

    private LogLine() {
    }

    /**
     * Writes a message.
     *
     * @param settings  the form; from {@link LogLevel#DEBUG} on errors have their stack traces
     * @param isJournal whether journald reads the lines: a line begins with its priority, and has no name, because
     *                  journald adds that of the program
     * @return the line, without a newline at its end
     */
    static String of(LogMessage message, LogSettings settings, boolean isJournal) {
        boolean hasTrace = settings.level().includes(LogLevel.DEBUG);
        return (isJournal ? "<" + message.level().priority() + '>' : "")
                + (settings.format() == LogFormat.JSON ? json(message, hasTrace) : text(message, hasTrace, isJournal));
    }

    private static String text(LogMessage message, boolean hasTrace, boolean isJournal) {
        StringBuilder line = new StringBuilder();
        if (message.isOfLibrary()) {
            line.append(word(message.level())).append(" from ").append(message.logger()).append(": ");
        }
        line.append(message.text());
        Throwable error = message.error();
        if (error != null) {
            line.append(" (").append(hasTrace ? trace(error) : error.toString()).append(')');
        }
        return (isJournal ? "" : NAME + ": ") + PrintableText.line(KnownSecrets.hide(line.toString()));
    }

    private static String word(LogLevel level) {
        return level == LogLevel.WARN ? "warning" : level.word();
    }

    private static String json(LogMessage message, boolean hasTrace) {
        ByteBuf out = Unpooled.buffer();
        JsonWriter json = new JsonWriter().to(out).beginObject()
                .text("@timestamp", DateTimeFormatter.ISO_INSTANT.format(message.time().truncatedTo(ChronoUnit.MILLIS)))
                .text("log.level", message.level().word()).text("message", KnownSecrets.hide(message.text()))
                .text("ecs.version", ECS_VERSION).text("service.name", NAME).text("log.logger", message.logger())
                .number("process.pid", ProcessHandle.current().pid());
        Throwable error = message.error();
        if (error != null) {
            json.text("error.type", error.getClass().getName())
                    .text("error.message", KnownSecrets.hide(String.valueOf(error.getMessage())));
            if (hasTrace) {
                json.text("error.stack_trace", KnownSecrets.hide(trace(error)));
            }
        }
        json.endLine();
        String line = out.toString(StandardCharsets.UTF_8);
        return line.substring(0, line.length() - 1);
    }

    private static String trace(Throwable error) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        return String.join(" | ", List.of(trace.toString().strip().split("\\s*\\R\\s*")));
    }
}
