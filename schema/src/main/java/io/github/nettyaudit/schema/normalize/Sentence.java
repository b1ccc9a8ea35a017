package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An event in one sentence. A value that has a blank, a quotation mark or a byte that is not printable ASCII stands in
 * quotation marks, with a backslash before {@code "} and {@code \}, and with <code>\x1b</code> for control characters:
 * no value can look like the words of the sentence.
 */
final class Sentence {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] MISSING = "\u2026".getBytes(StandardCharsets.UTF_8);
    private static final FieldName SIGNAL = FieldName.of("sig");
    private static final byte[] PARENT = "PARENT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CREATED = "CREATE".getBytes(StandardCharsets.US_ASCII);

    private final EventValue value = new EventValue();

    void append(NormalizedEvent event, TextBuffer out) {
        EventFields fields = event.fields();
        NormalizationRule rule = event.rule();
        appendActor(event, out);
        boolean isStart = fields.arguments() >= 0;
        EventValue object = actsOnAccount(rule) ? event.actorSecondary() : event.object();
        boolean isParent = !isStart && isParent(event);
        boolean hasObject = isStart || object.isPresent() && !object.isUnset() && !isParent;
        out.append(' ').append(hasObject ? rule.phrase() : rule.phraseAlone());
        if (isStart) {
            appendCommand(event, out);
        } else if (hasObject) {
            appendObject(event, object, out.append(' '));
            appendSecondary(event, out);
        } else if (isParent) {
            appendValue(out.append(" in "), object);
        }
        if (!isStart && event.how().isPresent() && !event.how().isSameAs(event.object())) {
            appendValue(out.append(rule.how().contains(SIGNAL) ? " by signal " : " using "), event.how());
        }
        appendField(fields, fields.findMain(KnownField.TTY), " on ", out);
        if (object != event.object() && event.object().isPresent()) {
            appendValue(out.append(" on "), event.object());
        }
        appendSource(event, out);
        appendOutcome(event, out);
    }

    private static void appendObject(NormalizedEvent event, EventValue object, TextBuffer out) {
        int type = event.fields().record(event.ownRecord).type();
        if ((type == AuditMessageType.TTY || type == AuditMessageType.USER_TTY) && Keystrokes.isQuoted(object)) {
            out.append(object.array(), 0, object.length());
        } else {
            appendValue(out, object);
        }
    }

    /** Whether the second identity of a message is the account that was changed, and not the user who changed it. */
    private static boolean actsOnAccount(NormalizationRule rule) {
        return rule.userTarget().source() == UserReference.Source.ACTOR_SECONDARY
                || rule.group().source() == UserReference.Source.ACTOR_SECONDARY;
    }

    private void appendSecondary(NormalizedEvent event, TextBuffer out) {
        if (event.rule().hasNewPath()) {
            appendField(event.fields(), newName(event), " to ", out);
        }
        EventValue secondary = event.objectSecondary();
        if (secondary.isPresent() && !actsOnAccount(event.rule()) && !secondary.isSameAs(event.sourceAddress())) {
            String words = event.rule().phraseSecondary();
            if (!words.isEmpty()) {
                out.append(' ').append(words);
            }
            appendValue(out.append(secondary.isSameAs(event.socket().port()) ? " port " : " "), secondary);
        }
    }

    /** Whether two files got each other's names: RENAME_EXCHANGE has six PATH records, the last two are created. */
    private static boolean isExchange(NormalizedEvent event) {
        EventFields fields = event.fields();
        long type = fields.paths() < 6 ? EventFields.NONE
                : fields.find(fields.path(fields.paths() - 2), FieldName.NAMETYPE);
        return type != EventFields.NONE && fields.is(type, CREATED);
    }

    /** Whether the kernel knows no more of a file than the directory that it would be in. */
    private static boolean isParent(NormalizedEvent event) {
        EventFields fields = event.fields();
        long type = event.pathRecord() < 0 ? EventFields.NONE : fields.find(event.pathRecord(), FieldName.NAMETYPE);
        return type != EventFields.NONE && fields.is(type, PARENT);
    }

    /** The name that a file got: that of the last PATH record if it was created; before it is the other one's name. */
    private static long newName(NormalizedEvent event) {
        EventFields fields = event.fields();
        int last = fields.path(fields.paths() - (isExchange(event) ? 2 : 1));
        long type = last == event.pathRecord() ? EventFields.NONE : fields.find(last, FieldName.NAMETYPE);
        return type != EventFields.NONE && fields.is(type, CREATED) ? fields.find(last, FieldName.NAME)
                : EventFields.NONE;
    }

    private void appendActor(NormalizedEvent event, TextBuffer out) {
        EventFields fields = event.fields();
        EventValue actor = event.actor();
        boolean isNobody = !actor.isPresent() || actor.isUnset();
        boolean isUserOfRule = event.isUserOfRule() && !actsOnAccount(event.rule());
        EventValue other = nameOf(isUserOfRule ? event.user() : event.effectiveUser());
        if (!other.isPresent() || isUserOfRule) {
            other = event.actorSecondary();
        }
        boolean hasOther = other.isPresent() && !other.isUnset();
        if (!isNobody) {
            appendUser(out, actor);
            if (hasOther && !other.isSameAs(actor) && !(isRoot(other) && isRoot(actor))) {
                appendUser(out.append(" (as "), other);
                out.append(')');
            }
        } else if (hasOther) {
            appendUser(out, other);
        } else if (event.rule().how().isEmpty() && event.how().isPresent()) {
            appendValue(out, event.how());
        } else {
            int before = out.length();
            appendField(fields, fields.find(KnownField.EXE), "", out);
            if (out.length() == before) {
                appendField(fields, fields.find(KnownField.COMM), "", out);
            }
            if (out.length() == before) {
                out.append(fields.hasActOfProcess() ? "a process" : "the kernel");
            }
        }
    }

    private static boolean isRoot(EventValue user) {
        return user.is("0") || user.is("root");
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
        int first = hasProgram ? 1 : 0;
        ExecveArguments longArguments = fields.longArguments();
        if (longArguments == null) {
            for (int field = 1 + first; field < arguments.fieldCount(); field++) {
                value.set(fields.value(EventFields.reference(record, field)));
                appendValue(out.append(' '), value);
            }
        } else {
            for (int i = first; i < longArguments.size(); i++) {
                appendLongArgument(longArguments.bytes(i), out.append(' '));
            }
        }
    }

    /** An argument whose record is missing is an ellipsis without quotation marks, so no argument looks like it. */
    private static void appendLongArgument(byte @Nullable [] argument, TextBuffer out) {
        if (argument == null) {
            out.append(MISSING, 0, MISSING.length);
        } else {
            appendValue(out, argument, argument.length);
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
        if (event.sourceAddress().isPresent() && !event.sourceAddress().isSameAs(event.object())) {
            appendValue(out.append(" from "), event.sourceAddress());
        }
    }

    private void appendOutcome(NormalizedEvent event, TextBuffer out) {
        if (event.outcome() == Outcome.UNKNOWN) {
            return;
        }
        if (event.outcome() == Outcome.SUCCESS && event.decision() == Outcome.FAILURE) {
            out.append(": denied, but the system call succeeded");
            return;
        }
        out.append(event.outcome() == Outcome.SUCCESS ? ": success" : ": failure");
        if (event.outcome() == Outcome.FAILURE) {
            EventFields fields = event.fields();
            long exit = event.exit();
            if (exit != EventFields.NONE && fields.number(exit, 0) < 0) {
                value.set(fields.value(exit));
                appendValue(out.append(" ("), value);
                out.append(')');
            }
        }
    }

    private static void appendValue(TextBuffer out, EventValue value) {
        appendValue(out, value.array(), value.length());
    }

    private static void appendValue(TextBuffer out, byte[] bytes, int length) {
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
