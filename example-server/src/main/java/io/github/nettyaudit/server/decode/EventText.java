package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.server.text.PrintableText;
import java.time.ZoneId;
import java.util.Locale;

/**
 * An event as text for people:
 * <pre>
 * 2026-11-22 09:16:06.368 +01:00  #5700524  node web1  openat failed: ENOENT(…)  key tmp
 *   who      alice as root  /usr/bin/cat  pid 4711, parent 4700  tty pts0  session 3
 *   what     /etc/shadow
 *   command  cat /etc/shadow
 *   SYSCALL  arch=x86_64 syscall=openat …
 *   PATH     …
 * </pre>
 * First what happened, then every record with all of its fields and words in their order. What user space said about
 * itself stands in a line of its own, marked as such. docs/DECODE.md says how to read it, and why no record can look
 * like something else.
 */
final class EventText implements EventView {
    private static final String GAP = "  ";
    private static final String BLANK = " ";
    private static final String INCOMPLETE = "(incomplete)";

    private final FieldInterpreter interpretation;
    private final EventTime times;
    private final EventSummary summary;
    private final EventRecords records = new EventRecords();
    private final SameIds users = new SameIds("uid", "euid", "suid", "fsuid");
    private final SameIds groups = new SameIds("gid", "egid", "sgid", "fsgid");
    private final TextBuffer word = new TextBuffer();
    private final CommandText command = new CommandText(records);
    private final WrappedText text;

    /**
     * @param zone  of the times that are printed
     * @param width columns of a line; 0 for lines of any length
     */
    EventText(FieldInterpreter interpretation, boolean coloured, ZoneId zone, int width) {
        text = new WrappedText(width, coloured);
        this.interpretation = interpretation;
        times = new EventTime(zone);
        summary = new EventSummary(interpretation, records);
    }

    /** The event's text, followed by an empty line. */
    @Override
    public TextBuffer of(AuditEvent event, EventContext context) {
        return of(event);
    }

    /** An event's text; UTF-8, valid until the next call. */
    TextBuffer of(AuditEvent event) {
        text.clear();
        if (event instanceof AuditLossEvent loss) {
            loss(loss);
        } else {
            records.begin(event);
            summary.read();
            command.read(event);
            headline(event);
            summaryLines();
            for (int i = 0; i < event.size(); i++) {
                if (event.type(i) != AuditMessageType.EOE && !command.says(i)) {
                    record(i);
                }
            }
        }
        text.endLine();
        return text.bytes();
    }

    private void loss(AuditLossEvent loss) {
        text.part("", time(loss), AnsiStyle.BOLD);
        text.part(GAP, "loss: " + loss.count() + ' ' + loss.kind().unit() + ", "
                + loss.kind().name().toLowerCase(Locale.ROOT), AnsiStyle.RED);
        if (loss.firstSerial() != AuditLossEvent.UNKNOWN) {
            text.part(GAP, "#" + loss.firstSerial(), AnsiStyle.DIM);
        }
        text.endLine();
    }

    private void headline(AuditEvent event) {
        text.part("", time(event), AnsiStyle.BOLD);
        word.clear().append('#').appendDecimal(event.serial());
        text.part(GAP, word, word.length(), AnsiStyle.DIM);
        String node = event.node();
        if (node != null) {
            text.part(GAP, "node " + PrintableText.wordOf(node), AnsiStyle.PLAIN);
        }
        String result = summary.result();
        if (!summary.action().isEmpty()) {
            text.part(GAP, summary.action(), AnsiStyle.BOLD, result.isEmpty() ? "" : BLANK + result,
                    summary.failed() ? AnsiStyle.RED : AnsiStyle.GREEN);
        }
        for (String key : summary.keys()) {
            text.part(GAP, "key ", AnsiStyle.PLAIN, key, AnsiStyle.YELLOW);
        }
        if (event.state() == AuditEventState.EVICTED || event.state() == AuditEventState.UNPARSEABLE) {
            text.part(GAP, '(' + event.state().name().toLowerCase(Locale.ROOT) + ')', AnsiStyle.RED);
        }
        if (event.isLate()) {
            // the records before it were printed as an event of the same number
            text.part(GAP, "(late)", AnsiStyle.RED);
        }
        text.endLine();
    }

    private String time(AuditEvent event) {
        return times.format(event.seconds(), event.milliseconds());
    }

    private void summaryLines() {
        if (!summary.actor().isEmpty()) {
            text.label("who", AnsiStyle.DIM);
            for (String part : summary.actor()) {
                text.part(GAP, part, AnsiStyle.PLAIN);
            }
            text.endLine();
        }
        if (!summary.objects().isEmpty()) {
            text.label("what", AnsiStyle.DIM);
            for (String object : summary.objects()) {
                text.part(BLANK, object, AnsiStyle.CYAN);
            }
            text.endLine();
        }
        if (!command.arguments().isEmpty()) {
            text.label("command", AnsiStyle.DIM);
            for (String argument : command.arguments()) {
                text.part(BLANK, argument, AnsiStyle.PLAIN);
            }
            if (!command.isComplete()) {
                text.part(BLANK, INCOMPLETE, AnsiStyle.RED);
            }
            text.endLine();
        }
    }

    private void record(int number) {
        AuditRecord record = records.record(number);
        interpretation.wrap(record);
        text.label(TypeName.printable(record), AnsiStyle.DIM);
        users.read(record, interpretation);
        groups.read(record, interpretation);
        boolean isUser = false;
        int word = 0;
        for (int field = 0; field <= record.fieldCount(); field++) {
            for (; word < record.wordCount() && record.fieldAfterWord(word) == field; word++) {
                isUser = said(isUser, record.wordSpace(word));
                text.part(BLANK, PrintableText.word(record.bytes(), record.wordStart(word), record.wordLength(word)),
                        AnsiStyle.PLAIN);
            }
            if (field < record.fieldCount()) {
                isUser = said(isUser, record.space(field));
                field(record, field);
            }
        }
        text.endLine();
    }

    /** Begins the line of the user's part. */
    private boolean said(boolean isUser, FieldSpace space) {
        if (!isUser && space == FieldSpace.USER) {
            text.endLine();
            text.label("  said", AnsiStyle.YELLOW);
        }
        return isUser || space == FieldSpace.USER;
    }

    private void field(AuditRecord record, int field) {
        if (users.isOther(field) || groups.isOther(field)) {
            return;
        }
        word.clear();
        if (users.isFirst(field)) {
            word.append(users.together());
        } else if (groups.isFirst(field)) {
            word.append(groups.together());
        } else {
            PrintableText.appendName(record.bytes(), record.nameStart(field), record.nameLength(field), word);
        }
        word.append('=');
        int head = word.length();
        TextBuffer meaning = interpretation.text(field);
        PrintableText.appendValue(meaning.array(), 0, meaning.length(), word);
        text.part(BLANK, word, head, AnsiStyle.DIM);
    }
}
