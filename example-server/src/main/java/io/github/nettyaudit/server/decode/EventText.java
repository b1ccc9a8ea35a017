package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.ProcTitle;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event as text for people:
 * <pre>
 * 2026-11-22 09:16:06.368 +01:00  #5700524  openat failed: ENOENT(…)  key tmp
 *   who      alice as root  /usr/bin/cat  pid 4711, parent 4700  pts0, session 3
 *   what     /etc/shadow
 *   command  cat /etc/shadow
 *   SYSCALL  arch=x86_64 syscall=openat …
 *   PATH     …
 * </pre>
 * First what happened, then every record with all of its fields. What user space said about itself stands in a line of
 * its own, marked as such.
 */
final class EventText {
    private static final int LABEL = 8;
    private static final int WIDTH = 118;
    private static final String INDENT = "  ";
    private static final FieldName[] USERS = names("uid", "euid", "suid", "fsuid");
    private static final FieldName[] GROUPS = names("gid", "egid", "sgid", "fsgid");

    private final FieldInterpreter interpretation;
    private final boolean coloured;
    private final DateTimeFormatter time;
    private final EventSummary summary;
    private final AuditRecord record = new AuditRecord();
    private final StringBuilder text = new StringBuilder();
    private int column;

    /** @param zone of the times that are printed */
    EventText(FieldInterpreter interpretation, boolean coloured, ZoneId zone) {
        this.interpretation = interpretation;
        this.coloured = coloured;
        time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx").withZone(zone);
        summary = new EventSummary(interpretation);
    }

    /** The event's text, with an empty line behind it. */
    String of(AuditEvent event) {
        text.setLength(0);
        if (event instanceof AuditLossEvent loss) {
            return loss(loss);
        }
        summary.read(event);
        headline(event);
        summaryLines(event);
        for (int i = 0; i < event.size(); i++) {
            record(event, i);
        }
        return text.append('\n').toString();
    }

    private String loss(AuditLossEvent loss) {
        text.append(paint(AnsiStyle.BOLD, time(loss))).append(INDENT).append(paint(AnsiStyle.RED, "loss: "
                + loss.count() + ' ' + loss.kind().unit() + ", " + loss.kind().name().toLowerCase(Locale.ROOT)));
        if (loss.firstSerial() != AuditLossEvent.UNKNOWN) {
            text.append(INDENT).append(paint(AnsiStyle.DIM, "#" + loss.firstSerial()));
        }
        return text.append("\n\n").toString();
    }

    private void headline(AuditEvent event) {
        text.append(paint(AnsiStyle.BOLD, time(event))).append(INDENT).append(paint(AnsiStyle.DIM, "#" + event.serial()));
        if (event.node() != null) {
            text.append(INDENT).append(PrintableText.of(event.node(), true));
        }
        text.append(INDENT).append(paint(AnsiStyle.BOLD, summary.action()));
        String result = summary.result();
        if (!result.isEmpty()) {
            text.append(' ').append(paint(summary.failed() ? AnsiStyle.RED : AnsiStyle.GREEN, result));
        }
        for (String key : summary.keys()) {
            text.append(INDENT).append("key ").append(paint(AnsiStyle.YELLOW, key));
        }
        if (event.state() == AuditEventState.EVICTED || event.state() == AuditEventState.UNPARSEABLE) {
            text.append(INDENT).append(paint(AnsiStyle.RED, '(' + event.state().name().toLowerCase(Locale.ROOT) + ')'));
        }
        text.append('\n');
    }

    private String time(AuditEvent event) {
        try {
            return time.format(Instant.ofEpochSecond(event.seconds(), event.milliseconds() * 1_000_000L));
        } catch (DateTimeException | ArithmeticException e) {
            return event.seconds() + "." + event.milliseconds();
        }
    }

    private void summaryLines(AuditEvent event) {
        labelled("who", summary.actor());
        labelled("what", paint(AnsiStyle.CYAN, summary.object()));
        if (event.indexOf(AuditMessageType.EXECVE) >= 0) {
            ExecveArguments arguments = ExecveArguments.of(event, record);
            labelled("command", PrintableText.of(arguments.toString(), false)
                    + (arguments.isComplete() ? "" : paint(AnsiStyle.RED, "  (incomplete)")));
        } else {
            List<String> title = ProcTitle.ofTitle(event, record);
            labelled("command", PrintableText.of(ProcTitle.join(title), false));
        }
    }

    private void labelled(String label, String value) {
        if (!value.isEmpty()) {
            label(label, AnsiStyle.DIM);
            text.append(value).append('\n');
        }
    }

    private void label(String label, AnsiStyle paint) {
        text.append(INDENT).append(paint(paint, label));
        column = INDENT.length() + label.length();
        do {
            text.append(' ');
            column++;
        } while (column < INDENT.length() + LABEL + 1);
    }

    private void record(AuditEvent event, int number) {
        event.read(number, record);
        interpretation.wrap(record);
        int type = event.type(number);
        if (type == AuditMessageType.PROCTITLE || type == AuditMessageType.EXECVE || type == AuditMessageType.EOE) {
            return;
        }
        String typeText = record.typeText();
        label(PrintableText.of(type >= 0 || typeText == null ? AuditMessageType.name(type) : typeText, false),
                AnsiStyle.DIM);
        boolean user = false;
        boolean first = true;
        for (int field = 0; field < record.fieldCount(); field++) {
            if (!user && record.space(field) == FieldSpace.USER) {
                user = true;
                first = true;
                text.append('\n');
                label("  said", AnsiStyle.YELLOW);
            }
            if (!isRepeated(field)) {
                field(field, first);
                first = false;
            }
        }
        if (record.fieldCount() == 0) {
            text.append(PrintableText.of(bodyWithoutFields(event, number), false));
        }
        text.append('\n');
    }

    private String bodyWithoutFields(AuditEvent event, int number) {
        String content = event.content(number).toString(StandardCharsets.UTF_8);
        int stamp = content.indexOf("):");
        return stamp < 0 ? content : content.substring(stamp + 2).trim();
    }

    private void field(int field, boolean first) {
        String name = PrintableText.of(names(field), false);
        String value = PrintableText.of(interpretation.text(field), true);
        int length = name.length() + 1 + value.length();
        if (!first && column + 1 + length > WIDTH) {
            text.append('\n').append(" ".repeat(INDENT.length() + LABEL + 1));
            column = INDENT.length() + LABEL + 1;
        } else if (!first) {
            text.append(' ');
            column++;
        }
        text.append(paint(AnsiStyle.DIM, name + '=')).append(value);
        column += length;
    }

    /** The field's name, with those that follow and say the same: {@code uid,euid,suid,fsuid}. */
    private String names(int field) {
        FieldName[] family = family(field);
        if (family == null || !sameFamily(family)) {
            return record.name(field);
        }
        return String.join(",", List.of(family).stream().map(FieldName::toString).toList());
    }

    private static FieldName[] names(String... names) {
        return List.of(names).stream().map(FieldName::of).toArray(FieldName[]::new);
    }

    private FieldName @Nullable [] family(int field) {
        return record.space(field) != FieldSpace.KERNEL ? null
                : record.isNamed(field, USERS[0]) ? USERS : record.isNamed(field, GROUPS[0]) ? GROUPS : null;
    }

    private boolean isRepeated(int field) {
        for (FieldName[] family : List.of(USERS, GROUPS)) {
            for (int i = 1; i < family.length; i++) {
                if (record.isNamed(field, family[i]) && record.space(field) == FieldSpace.KERNEL) {
                    return sameFamily(family);
                }
            }
        }
        return false;
    }

    private boolean sameFamily(FieldName[] family) {
        int own = record.find(family[0]);
        for (int i = 1; i < family.length; i++) {
            int other = record.find(family[i]);
            if (own < 0 || other < 0 || !record.raw(own).equals(record.raw(other))) {
                return false;
            }
        }
        return true;
    }

    private String paint(AnsiStyle paint, String words) {
        return paint.on(coloured, words);
    }
}
