package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import java.nio.charset.StandardCharsets;

/**
 * An event in one sentence. A value that has a blank, a quotation mark or a byte that is not printable ASCII stands in
 * quotation marks, with a backslash before {@code "} and {@code \}, and with <code>\x1b</code> for control characters:
 * no value can look like the words of the sentence.
 */
final class Sentence {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final EventValue value = new EventValue();

    void append(NormalizedEvent event, TextBuffer out) {
        EventFields fields = event.fields();
        NormalizationRule rule = event.rule();
        appendActor(event, out);
        boolean isStart = fields.arguments() >= 0;
        boolean hasObject = isStart || event.object().isPresent();
        out.append(' ').append(hasObject ? rule.phrase() : rule.phraseAlone());
        if (isStart) {
            appendCommand(event, out);
        } else if (event.object().isPresent()) {
            appendValue(out.append(' '), event.object());
            if (event.objectSecondary().isPresent()) {
                appendValue(out.append(event.socket().port().isPresent() ? " port " : " "), event.objectSecondary());
            }
        }
        if (!isStart && event.how().isPresent() && !event.how().isSameAs(event.object())) {
            appendValue(out.append(" using "), event.how());
        }
        appendField(fields, fields.findMain(KnownField.TTY), " on ", out);
        appendSource(event, out);
        appendOutcome(event, out);
    }

    private static void appendActor(NormalizedEvent event, TextBuffer out) {
        EventValue actor = event.actor();
        boolean isNobody = !actor.isPresent() || actor.isUnset();
        EventValue other = nameOf(event.isUserOfRule() ? event.user() : event.effectiveUser());
        if (!other.isPresent() || event.isUserOfRule()) {
            other = event.actorSecondary();
        }
        boolean hasOther = other.isPresent() && !other.isUnset();
        if (!isNobody) {
            appendUser(out, actor);
            if (hasOther && !other.isSameAs(actor)) {
                appendUser(out.append(" (as "), other);
                out.append(')');
            }
        } else if (hasOther) {
            appendUser(out, other);
        } else if (event.how().isPresent()) {
            appendValue(out, event.how());
        } else {
            out.append("the kernel");
        }
    }

    private static EventValue nameOf(EventIdentity identity) {
        return identity.name().isPresent() ? identity.name() : identity.id();
    }

    private static void appendUser(TextBuffer out, EventValue user) {
        if (user.is("0")) {
            out.append("root");
            return;
        }
        if (user.isDecimal()) {
            out.append("user ");
        }
        appendValue(out, user);
    }

    /** The program and its arguments but the first, which is the program's name. */
    private void appendCommand(NormalizedEvent event, TextBuffer out) {
        EventFields fields = event.fields();
        long program = fields.findMain(KnownField.EXE);
        int record = fields.arguments();
        AuditRecord arguments = fields.record(record);
        boolean hasProgram = program != EventFields.NONE && !fields.isAbsent(program);
        if (hasProgram) {
            value.set(fields.value(program));
            appendValue(out.append(' '), value);
        }
        int seen = 0;
        for (int field = 0; field < arguments.fieldCount(); field++) {
            long reference = EventFields.reference(record, field);
            if (arguments.nameLength(field) > 4 || arguments.bytes()[arguments.nameStart(field)] != 'a'
                    || fields.isKnown(reference, KnownField.ARGC)) {
                continue;
            }
            if (seen++ > 0 || !hasProgram) {
                value.set(fields.value(reference));
                appendValue(out.append(' '), value);
            }
        }
    }

    private void appendField(EventFields fields, long reference, String before, TextBuffer out) {
        if (reference != EventFields.NONE && !fields.isAbsent(reference)) {
            value.set(fields.value(reference));
            if (!value.is("(none)")) {
                appendValue(out.append(before), value);
            }
        }
    }

    private static void appendSource(NormalizedEvent event, TextBuffer out) {
        if (event.sourceAddress().isPresent()) {
            appendValue(out.append(" from "), event.sourceAddress());
        }
    }

    private void appendOutcome(NormalizedEvent event, TextBuffer out) {
        if (event.outcome() == Outcome.UNKNOWN) {
            return;
        }
        out.append(event.outcome() == Outcome.SUCCESS ? ": success" : ": failure");
        if (event.outcome() == Outcome.FAILURE) {
            EventFields fields = event.fields();
            long exit = fields.findMain(KnownField.EXIT);
            if (exit != EventFields.NONE && fields.number(exit, 0) < 0) {
                value.set(fields.value(exit));
                appendValue(out.append(" ("), value);
                out.append(')');
            }
        }
    }

    private static void appendValue(TextBuffer out, EventValue value) {
        byte[] bytes = value.array();
        int length = value.length();
        boolean isPlain = length > 0;
        for (int i = 0; i < length && isPlain; i++) {
            isPlain = bytes[i] > ' ' && bytes[i] < 0x7f && bytes[i] != '"' && bytes[i] != '\\';
        }
        if (isPlain) {
            out.append(bytes, 0, length);
            return;
        }
        out.append('"');
        for (int i = 0; i < length; i++) {
            byte next = bytes[i];
            if (next == '"' || next == '\\') {
                out.append('\\').append(next);
            } else if (next >= 0 && next < ' ' || next == 0x7f) {
                out.append('\\').append('x').append(HEX[next >> 4]).append(HEX[next & 0xf]);
            } else {
                out.append(next);
            }
        }
        out.append('"');
    }
}
