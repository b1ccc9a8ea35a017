package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.event.ProcTitle;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.server.text.PrintableText;
import io.github.nettyaudit.server.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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
    private static final String INDENT = "  ";
    private static final String INCOMPLETE = "  (incomplete)";
    private static final String MISSING_ARGUMENT = "\u2026";
    private static final FieldName[] USERS = names("uid", "euid", "suid", "fsuid");
    private static final FieldName[] GROUPS = names("gid", "egid", "sgid", "fsgid");
    private static final byte[] USERS_TOGETHER = together(USERS);
    private static final byte[] GROUPS_TOGETHER = together(GROUPS);

    private final FieldInterpreter interpretation;
    private final boolean coloured;
    private final DateTimeFormatter time;
    private final EventSummary summary;
    private final AuditRecord record = new AuditRecord();
    private final TextBuffer word = new TextBuffer();
    /** The time of the last event, of which only the milliseconds change within the second. */
    private String lastTime = "";
    private long lastSecond = Long.MIN_VALUE;
    private int lastMillisecond;
    /** Whether all users, and all groups, of the record are the same. */
    private boolean isSameUser;
    private boolean isSameGroup;
    private final WrappedText text;

    /**
     * @param zone  of the times that are printed
     * @param width columns of a line; 0 for lines of any length
     */
    EventText(FieldInterpreter interpretation, boolean coloured, ZoneId zone, int width) {
        text = new WrappedText(width);
        this.interpretation = interpretation;
        this.coloured = coloured;
        time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx").withZone(zone);
        summary = new EventSummary(interpretation);
    }

    /** The event's text, followed by an empty line; UTF-8, valid until the next call. */
    TextBuffer of(AuditEvent event) {
        text.clear();
        if (event instanceof AuditLossEvent loss) {
            loss(loss);
            return text.bytes();
        }
        summary.read(event);
        headline(event);
        summaryLines(event);
        for (int i = 0; i < event.size(); i++) {
            record(event, i);
        }
        text.endLine();
        return text.bytes();
    }

    private void loss(AuditLossEvent loss) {
        text.plain(paint(AnsiStyle.BOLD, time(loss))).plain(INDENT).plain(paint(AnsiStyle.RED, "loss: "
                + loss.count() + ' ' + loss.kind().unit() + ", " + loss.kind().name().toLowerCase(Locale.ROOT)));
        if (loss.firstSerial() != AuditLossEvent.UNKNOWN) {
            text.plain(INDENT).plain(paint(AnsiStyle.DIM, "#" + loss.firstSerial()));
        }
        text.endLine();
        text.endLine();
    }

    private void headline(AuditEvent event) {
        text.plain(paint(AnsiStyle.BOLD, time(event))).plain(INDENT).plain(paint(AnsiStyle.DIM, "#" + event.serial()));
        if (event.node() != null) {
            text.plain(INDENT).plain(PrintableText.value(event.node()));
        }
        text.plain(INDENT).plain(paint(AnsiStyle.BOLD, summary.action()));
        String result = summary.result();
        if (!result.isEmpty()) {
            text.plain(" ").plain(paint(summary.failed() ? AnsiStyle.RED : AnsiStyle.GREEN, result));
        }
        for (String key : summary.keys()) {
            text.plain(INDENT).plain("key ").plain(paint(AnsiStyle.YELLOW, key));
        }
        if (event.state() == AuditEventState.EVICTED || event.state() == AuditEventState.UNPARSEABLE) {
            text.plain(INDENT).plain(paint(AnsiStyle.RED, '(' + event.state().name().toLowerCase(Locale.ROOT) + ')'));
        }
        if (event.isLate()) {
            // the records before it were printed as an event of the same number
            text.plain(INDENT).plain(paint(AnsiStyle.RED, "(late)"));
        }
        text.endLine();
    }

    private String time(AuditEvent event) {
        if (event.seconds() != lastSecond || event.milliseconds() != lastMillisecond) {
            lastTime = formattedTime(event);
            lastSecond = event.seconds();
            lastMillisecond = event.milliseconds();
        }
        return lastTime;
    }

    private String formattedTime(AuditEvent event) {
        try {
            return time.format(Instant.ofEpochSecond(event.seconds(), event.milliseconds() * 1_000_000L));
        } catch (DateTimeException | ArithmeticException e) {
            return event.seconds() + "." + event.milliseconds();
        }
    }

    private void summaryLines(AuditEvent event) {
        if (!summary.actor().isEmpty()) {
            label("who", AnsiStyle.DIM);
            text.plain(summary.actor()).endLine();
        }
        if (!summary.objects().isEmpty()) {
            label("what", AnsiStyle.DIM);
            summary.objects().forEach(object -> text.word("", object, AnsiStyle.CYAN, coloured));
            text.endLine();
        }
        if (event.indexOf(AuditMessageType.EXECVE) >= 0) {
            ExecveArguments arguments = ExecveArguments.of(event, record);
            command(arguments.strings(), arguments.isComplete());
        } else {
            boolean cut = event.readFirst(AuditMessageType.PROCTITLE, record) && ProcTitle.mayBeCut(record);
            command(ProcTitle.ofTitle(event, record), !cut);
        }
    }

    private void command(List<@Nullable String> arguments, boolean complete) {
        if (!arguments.isEmpty()) {
            label("command", AnsiStyle.DIM);
            for (String argument : arguments) {
                text.word("", argument == null ? MISSING_ARGUMENT : PrintableText.value(argument), AnsiStyle.DIM, coloured);
            }
            text.plain(complete ? "" : paint(AnsiStyle.RED, INCOMPLETE)).endLine();
        }
    }

    private void label(String label, AnsiStyle style) {
        text.label(label, style, coloured);
    }

    private void record(AuditEvent event, int number) {
        event.read(number, record);
        interpretation.wrap(record);
        int type = event.type(number);
        if (type == AuditMessageType.PROCTITLE || type == AuditMessageType.EXECVE || type == AuditMessageType.EOE) {
            return;
        }
        label(PrintableText.value(TypeName.of(record)), AnsiStyle.DIM);
        boolean user = false;
        isSameUser = isSame(USERS);
        isSameGroup = isSame(GROUPS);
        for (int field = 0; field < record.fieldCount(); field++) {
            if (!user && record.space(field) == FieldSpace.USER) {
                user = true;
                text.endLine();
                label("  said", AnsiStyle.YELLOW);
            }
            if (!isRepeated(field)) {
                word.clear();
                appendNames(field);
                word.append('=');
                int head = word.length();
                TextBuffer meaning = interpretation.text(field);
                PrintableText.appendValue(meaning.array(), 0, meaning.length(), word);
                text.word(word, head, AnsiStyle.DIM, coloured);
            }
        }
        if (record.fieldCount() == 0) {
            text.word("", PrintableText.line(bodyWithoutFields(event, number)), AnsiStyle.DIM, coloured);
        }
        text.endLine();
    }

    private String bodyWithoutFields(AuditEvent event, int number) {
        String content = event.content(number).toString(StandardCharsets.UTF_8);
        int stamp = content.indexOf("):");
        return stamp < 0 ? content : content.substring(stamp + 2).trim();
    }

    /** Appends the field's name, with those that follow and say the same: {@code uid,euid,suid,fsuid}. */
    private void appendNames(int field) {
        if (isSameUser && record.isNamed(field, USERS[0]) && record.space(field) == FieldSpace.KERNEL) {
            word.append(USERS_TOGETHER);
        } else if (isSameGroup && record.isNamed(field, GROUPS[0]) && record.space(field) == FieldSpace.KERNEL) {
            word.append(GROUPS_TOGETHER);
        } else {
            appendName(field);
        }
    }

    /** What is not UTF-8 in a name is shown as U+FFFD. */
    private void appendName(int field) {
        byte[] bytes = record.bytes();
        int start = record.nameStart(field);
        int length = record.nameLength(field);
        if (Utf8.isAscii(bytes, start, length)) {
            PrintableText.appendValue(bytes, start, length, word);
        } else {
            word.append(PrintableText.value(record.name(field)));
        }
    }

    private static FieldName[] names(String... names) {
        return List.of(names).stream().map(FieldName::of).toArray(FieldName[]::new);
    }

    private static byte[] together(FieldName... names) {
        return String.join(",", Stream.of(names).map(FieldName::toString).toList()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether what the field says stands with another one of its family. */
    private boolean isRepeated(int field) {
        return (isSameUser && isOther(field, USERS) || isSameGroup && isOther(field, GROUPS))
                && record.space(field) == FieldSpace.KERNEL;
    }

    private boolean isOther(int field, FieldName[] family) {
        for (int i = 1; i < family.length; i++) {
            if (record.isNamed(field, family[i])) {
                return true;
            }
        }
        return false;
    }

    private boolean isSame(FieldName[] family) {
        int own = record.find(family[0]);
        for (int i = 1; i < family.length && own >= 0; i++) {
            int other = record.find(family[i]);
            if (other < 0 || !isSameValue(own, other)) {
                return false;
            }
        }
        return own >= 0;
    }

    private boolean isSameValue(int field, int other) {
        byte[] bytes = record.bytes();
        int start = record.valueStart(field);
        int otherStart = record.valueStart(other);
        return Arrays.equals(bytes, start, start + record.valueLength(field), bytes, otherStart,
                otherStart + record.valueLength(other));
    }

    private String paint(AnsiStyle paint, String words) {
        return paint.on(coloured, words);
    }
}
