package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.interpret.NameService;

/** A user or a group: its number, its name, or both. Valid until the next event is read. */
public final class EventIdentity {
    private static final byte[] ROOT = {'r', 'o', 'o', 't'};

    private final EventValue id = new EventValue();
    private final EventValue name = new EventValue();

    /** Creates an identity of nobody. */
    public EventIdentity() {
    }

    void clear() {
        id.clear();
        name.clear();
    }

    /**
     * Takes the number that a field has, and its name if that is known; nothing if the field names nobody.
     *
     * @param fields    the fields of the event
     * @param reference the field, or {@link EventFields#NONE}
     */
    public void setField(EventFields fields, long reference) {
        clear();
        if (reference == EventFields.NONE || fields.isAbsent(reference) || fields.isUnset(reference)) {
            return;
        }
        id.set(fields.rawBytes(reference));
        if (!id.isDecimal()) {
            id.clear();
            name.set(fields.bytes(reference));
            return;
        }
        if (fields.isEnriched(reference) || fields.hasNames()) {
            name.set(fields.interpret(reference));
            if (name.isDecimal() || name.length() > 0 && name.array()[name.length() - 1] == ')'
                    && startsWithUnknown(name)) {
                name.clear();
            }
        } else if (id.is("0")) {
            name.set().append(ROOT, 0, ROOT.length);
        }
    }

    private static boolean startsWithUnknown(EventValue value) {
        return value.length() > 8 && value.array()[0] == 'u' && value.array()[1] == 'n' && value.array()[7] == '(';
    }

    /** Takes a number or a name, as the messages of programs have either. */
    void setText(EventValue text, NameService names, boolean isGroup) {
        clear();
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

    void set(EventIdentity other) {
        id.set(other.id);
        name.set(other.name);
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
