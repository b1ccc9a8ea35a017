package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A user or a group: its number, its name, or both. Valid until the next event is read. */
public final class EventIdentity {
    private static final byte[] ROOT = {'r', 'o', 'o', 't'};
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final EventValue id = new EventValue();
    private final EventValue name = new EventValue();
    private long changes;
    /** The digits of the last number whose name follows from it, and how many there are; 0 if there is none. */
    private long lastDigits;
    private int lastLength;

    /** Creates an identity of nobody. */
    public EventIdentity() {
    }

    void clear() {
        lastLength = 0;
        remove(id);
        remove(name);
    }

    private void remove(EventValue value) {
        if (value.isPresent()) {
            value.clear();
            changes++;
        }
    }

    private void put(EventValue to, byte[] array, int start, int length) {
        if (!to.isSameAs(array, start, length)) {
            to.set().append(array, start, length);
            changes++;
        }
    }

    /** How often this became another identity. */
    long changes() {
        return changes;
    }

    /**
     * Takes the number that a field has, and its name if that is known; nothing if the field names nobody.
     *
     * @param fields    the fields of the event
     * @param reference the field, or {@link EventFields#NONE}
     */
    public void setField(EventFields fields, long reference) {
        if (reference == EventFields.NONE) {
            clear();
            return;
        }
        FieldBytes digits = fields.rawBytes(reference);
        boolean hasName = fields.hasNames() || fields.isEnriched(reference);
        if (!hasName && isLast(digits)) {
            return;
        }
        lastLength = 0;
        if (fields.isAbsent(reference) || fields.isUnset(reference)) {
            clear();
        } else if (!EventValue.isDecimal(digits.array(), digits.start(), digits.length())) {
            remove(id);
            FieldBytes text = fields.bytes(reference);
            put(name, text.array(), text.start(), text.length());
        } else {
            put(id, digits.array(), digits.start(), digits.length());
            if (hasName) {
                setName(fields.interpret(reference));
            } else {
                remember(digits);
                setRoot();
            }
        }
    }

    /** Whether a field has the same digits as the last one, as nearly all have, so that nothing changes. */
    private boolean isLast(FieldBytes digits) {
        return digits.length() == lastLength && lastLength > 0 && digits(digits) == lastDigits;
    }

    private void remember(FieldBytes digits) {
        if (digits.length() <= Long.BYTES) {
            lastLength = digits.length();
            lastDigits = digits(digits);
        }
    }

    private static long digits(FieldBytes digits) {
        return (long) LONGS.get(digits.array(), digits.start()) & -1L >>> Long.SIZE - digits.length() * Byte.SIZE;
    }

    private void setName(TextBuffer text) {
        byte[] array = text.array();
        int length = text.length();
        if (EventValue.isDecimal(array, 0, length)
                || length > 0 && array[length - 1] == ')' && startsWithUnknown(array, length)) {
            remove(name);
        } else {
            put(name, array, 0, length);
        }
    }

    /** The name of the user or group 0 is always known. */
    private void setRoot() {
        if (id.is("0")) {
            put(name, ROOT, 0, ROOT.length);
        } else {
            remove(name);
        }
    }

    private static boolean startsWithUnknown(byte[] text, int length) {
        return length > 8 && text[0] == 'u' && text[1] == 'n' && text[7] == '(';
    }

    /** Takes a number or a name, as the messages of programs have either. */
    void setText(EventValue text, NameService names, boolean isGroup) {
        clear();
        changes++;
        if (!text.isPresent() || text.isUnset() || text.length() == 0) {
            return;
        }
        if (!text.isDecimal() || text.length() > 10) {
            name.set(text);
            long number = isGroup ? names.groupId(text.toString()) : names.userId(text.toString());
            if (number >= 0) {
                id.set().appendDecimal(number);
            }
            return;
        }
        id.set(text);
        long number = text.number();
        String found = number == 0 ? "root" : number != (int) number && number >>> Integer.SIZE != 0 ? null
                : isGroup ? names.group((int) number) : names.user((int) number);
        if (found != null) {
            name.set().append(found);
        }
    }

    /**
     * Returns the number.
     *
     * @return a decimal number, or nothing
     */
    public EventValue id() {
        return id;
    }

    /**
     * Returns the name.
     *
     * @return the name, or nothing if it is not known
     */
    public EventValue name() {
        return name;
    }

    /**
     * Returns whether anything is known.
     *
     * @return false if the event names nobody
     */
    public boolean isPresent() {
        return id.isPresent() || name.isPresent();
    }

    /**
     * Returns whether both are the same user: by the number if both have one, else by the name.
     *
     * @param other another one
     * @return false if either is nobody
     */
    public boolean isSameAs(EventIdentity other) {
        return id.isPresent() && other.id.isPresent() ? id.isSameAs(other.id)
                : name.isPresent() && name.isSameAs(other.name);
    }

    /** Returns the name, or the number. */
    @Override
    public String toString() {
        return name.isPresent() ? name.toString() : id.toString();
    }
}
