package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.FieldKind;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of all records of an event, found by name.
 *
 * <p>The records of an event are read in this order: the <i>main</i> record, which says who acted (SYSCALL or URINGOP;
 * the first record of an event without a call), then the others as they came. The fields of PATH, SOCKADDR and EXECVE
 * are kept apart, because their names mean something else there; see {@link #paths()}, {@link #socketAddress()} and
 * {@link #arguments()}.
 *
 * <p>A <i>reference</i> stands for one field of one record of the event; {@link #NONE} for none. References, and the
 * records that {@link #record(int)} returns, are valid until the next {@link #read}. A name has as many references as
 * there are fields with it, see {@link #all}.
 *
 * <p>Not thread-safe. Allocates nothing once it is warm.
 */
public final class EventFields {
    /** The reference of a field that is not there. */
    public static final long NONE = -1;

    private static final int FIRST_CAPACITY = 64;
    private static final byte[] NULL = {'(', 'n', 'u', 'l', 'l', ')'};
    private static final byte[] UNSET = {'4', '2', '9', '4', '9', '6', '7', '2', '9', '5'};
    private static final byte[] UNSET_WORD = {'u', 'n', 's', 'e', 't'};

    private static final KnownField[] KNOWN = KnownField.values();

    private final FieldSlots slots;
    private final AuditInterpreter interpreter;
    private final boolean hasNames;
    private final TextBuffer text = new TextBuffer();
    private AuditRecord[] records = {};
    private int size;
    private int main;
    private int interpreted;

    /** The first entry of each slot, valid if its stamp is the event's. */
    private final int[] slotEntry;
    private final int[] slotStamp;
    private int stamp;

    // an entry is a name
    private int entries;
    private int[] entryFirst = new int[FIRST_CAPACITY];
    private int[] entryLast = new int[FIRST_CAPACITY];
    private int[] entrySlot = new int[FIRST_CAPACITY];
    /** How many of its fields have a place of their own. */
    private int[] entryUsed = new int[FIRST_CAPACITY];
    /** Open addressing: an entry and 1 where the stamp is the event's. */
    private int[] unknown = new int[FIRST_CAPACITY * 2];
    private int[] unknownStamp = new int[FIRST_CAPACITY * 2];
    private int unknownCount;

    // an occurrence is a field with an entry's name
    private int occurrences;
    private long[] reference = new long[FIRST_CAPACITY];
    private int[] nextOccurrence = new int[FIRST_CAPACITY];

    private int[] paths = new int[4];
    private int pathCount;
    private int socketAddress;
    private boolean hasTableName;
    private int arguments;
    private int argumentRecords;
    private @Nullable ExecveArguments longArguments;

    EventFields(FieldSlots slots, NameService names) {
        this.slots = slots;
        hasNames = names != NameService.NONE;
        interpreter = AuditInterpreter.builder().names(names).foldCapabilities(false).build();
        slotEntry = new int[slots.size()];
        slotStamp = new int[slots.size()];
    }

    /** Reads an event's records. */
    void read(AuditEvent event) {
        if (++stamp == 0) {
            Arrays.fill(slotStamp, 0);
            Arrays.fill(unknownStamp, 0);
            stamp = 1;
        }
        entries = 0;
        occurrences = 0;
        unknownCount = 0;
        pathCount = 0;
        socketAddress = -1;
        hasTableName = false;
        arguments = -1;
        argumentRecords = 0;
        interpreted = -1;
        size = event.size();
        if (records.length < size) {
            int old = records.length;
            records = Arrays.copyOf(records, Math.max(size, 8));
            for (int i = old; i < records.length; i++) {
                records[i] = new AuditRecord();
            }
        }
        main = mainRecord(event);
        for (int i = 0; i < size; i++) {
            event.read(i, records[i]);
        }
        if (size > 0) {
            addRecord(main);
        }
        for (int i = 0; i < size; i++) {
            if (i != main) {
                addRecord(i);
            }
        }
        if (arguments >= 0) {
            readArguments(event);
        }
    }

    /** Most programs are started with arguments that fit into one record; others are put together. */
    private void readArguments(AuditEvent event) {
        longArguments = null;
        if (argumentRecords == 1 && ArgumentNames.isSimple(records[arguments])) {
            return;
        }
        longArguments = ExecveArguments.of(event, new AuditRecord());
        Set<String> seen = new HashSet<>();
        boolean isRegular = longArguments.isComplete();
        for (int i = 0; i < size && isRegular; i++) {
            AuditRecord record = records[i];
            for (int field = 0; record.type() == AuditMessageType.EXECVE && field < record.fieldCount(); field++) {
                isRegular &= (record.isNamed(field, KnownField.ARGC.fieldName()) || ArgumentNames.isPart(record, field))
                        && seen.add(record.name(field));
            }
        }
        for (int i = 0; i < size && !isRegular; i++) {
            if (records[i].type() == AuditMessageType.EXECVE) {
                add(i);
            }
        }
    }

    private static int mainRecord(AuditEvent event) {
        int call = event.indexOf(AuditMessageType.SYSCALL);
        if (call < 0) {
            call = event.indexOf(AuditMessageType.URINGOP);
        }
        return Math.max(call, 0);
    }

    private void addRecord(int record) {
        switch (records[record].type()) {
            case AuditMessageType.PATH -> {
                if (pathCount == paths.length) {
                    paths = Arrays.copyOf(paths, pathCount * 2);
                }
                paths[pathCount++] = record;
            }
            case AuditMessageType.SOCKADDR -> {
                if (socketAddress < 0) {
                    socketAddress = record;
                } else {
                    add(record);
                }
            }
            case AuditMessageType.EXECVE -> {
                arguments = arguments < 0 ? record : arguments;
                argumentRecords++;
            }
            case AuditMessageType.EOE -> {
                // has no fields
            }
            case AuditMessageType.NETFILTER_CFG -> {
                hasTableName = true;
                add(record);
            }
            default -> add(record);
        }
    }

    private void add(int number) {
        AuditRecord record = records[number];
        int count = record.fieldCount();
        for (int field = 0; field < count; field++) {
            add(number, record, field);
        }
    }

    private void add(int number, AuditRecord record, int field) {
        int occurrence = occurrences++;
        if (occurrence == reference.length) {
            reference = Arrays.copyOf(reference, occurrence * 2);
            nextOccurrence = Arrays.copyOf(nextOccurrence, occurrence * 2);
        }
        reference[occurrence] = (long) number << Integer.SIZE | field;
        nextOccurrence[occurrence] = -1;
        int slot = slots.find(record, field);
        int entry;
        if (slot >= 0) {
            entry = slotStamp[slot] == stamp ? slotEntry[slot] : -1;
        } else {
            entry = findUnknown(record, field);
        }
        if (entry >= 0) {
            if (slot >= 0 && isBehindForgeries(record, field, slot, reference[entryFirst[entry]])) {
                nextOccurrence[occurrence] = entryFirst[entry];
                entryFirst[entry] = occurrence;
                return;
            }
            nextOccurrence[entryLast[entry]] = occurrence;
            entryLast[entry] = occurrence;
            return;
        }
        entry = newEntry(occurrence, slot);
        if (slot >= 0) {
            slotEntry[slot] = entry;
            slotStamp[slot] = stamp;
        } else {
            addUnknown(record, field, entry);
        }
    }

    /**
     * Whether a field is written at the end of its record, so that the last one of its name is genuine and those
     * before it may be forged: by the text of a message, such as a command line without an encoding, after which
     * audit-userspace adds the program, the terminal and the result; and by the name of a table of nftables, which a
     * user can choose.
     */
    private boolean isBehindForgeries(AuditRecord record, int field, int slot, long before) {
        if (recordOf(before) != record || space(before) != record.space(field)) {
            return false;
        }
        return record.type() == AuditMessageType.NETFILTER_CFG || slot < KNOWN.length && KNOWN[slot].endsMessage()
                && record.space(field) == FieldSpace.USER;
    }

    /** Whether a field is in the name of a table of nftables: the kernel writes no such field into the record. */
    private boolean isInTableName(int slot, long found) {
        return recordOf(found).type() == AuditMessageType.NETFILTER_CFG && slot < KNOWN.length
                && switch (KNOWN[slot]) {
                    case PID, SUBJ, COMM -> false;
                    default -> true;
                };
    }

    private int newEntry(int occurrence, int slot) {
        int entry = entries++;
        if (entry == entryFirst.length) {
            entryFirst = Arrays.copyOf(entryFirst, entry * 2);
            entryLast = Arrays.copyOf(entryLast, entry * 2);
            entrySlot = Arrays.copyOf(entrySlot, entry * 2);
            entryUsed = Arrays.copyOf(entryUsed, entry * 2);
        }
        entryFirst[entry] = occurrence;
        entryLast[entry] = occurrence;
        entrySlot[entry] = slot;
        entryUsed[entry] = 0;
        return entry;
    }

    private int findUnknown(AuditRecord record, int field) {
        int mask = unknown.length - 1;
        int hash = unknownHash(record, field);
        for (int at = hash & mask; unknownStamp[at] == stamp; at = at + 1 & mask) {
            long other = reference[entryFirst[unknown[at]]];
            AuditRecord otherRecord = records[record(other)];
            int otherField = field(other);
            int start = record.nameStart(field);
            int otherStart = otherRecord.nameStart(otherField);
            if (Arrays.equals(record.bytes(), start, start + record.nameLength(field), otherRecord.bytes(), otherStart,
                    otherStart + otherRecord.nameLength(otherField))) {
                return unknown[at];
            }
        }
        return -1;
    }

    private static int unknownHash(AuditRecord record, int field) {
        byte[] bytes = record.bytes();
        int start = record.nameStart(field);
        int hash = 1;
        for (int i = start; i < start + record.nameLength(field); i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash * 0x9e3779b9 >>> 7;
    }

    private void addUnknown(AuditRecord record, int field, int entry) {
        if (++unknownCount * 2 > unknown.length) {
            int[] old = unknown;
            int[] oldStamp = unknownStamp;
            unknown = new int[old.length * 2];
            unknownStamp = new int[old.length * 2];
            for (int i = 0; i < old.length; i++) {
                if (oldStamp[i] == stamp) {
                    long first = reference[entryFirst[old[i]]];
                    put(unknownHash(records[record(first)], field(first)), old[i]);
                }
            }
        }
        put(unknownHash(record, field), entry);
    }

    private void put(int hash, int entry) {
        int mask = unknown.length - 1;
        int at = hash & mask;
        while (unknownStamp[at] == stamp) {
            at = at + 1 & mask;
        }
        unknown[at] = entry;
        unknownStamp[at] = stamp;
    }

    private static int record(long reference) {
        return (int) (reference >>> Integer.SIZE);
    }

    private static int field(long reference) {
        return (int) reference;
    }

    /**
     * Returns the number of records.
     *
     * @return how many records the event has
     */
    public int size() {
        return size;
    }

    /**
     * Returns the number of the record that says who acted.
     *
     * @return the number, counted from 0
     */
    public int main() {
        return main;
    }

    /**
     * Returns a record.
     *
     * @param number the record's number in the event
     * @return the record, valid until the next event is read
     */
    public AuditRecord record(int number) {
        return records[number];
    }

    /**
     * Returns the number of PATH records.
     *
     * @return how many there are
     */
    public int paths() {
        return pathCount;
    }

    /**
     * Returns the number of the record that is a PATH.
     *
     * @param path which PATH, counted from 0 in the order of the records
     * @return the record's number in the event
     */
    public int path(int path) {
        return paths[path];
    }

    /**
     * Returns the number of the first SOCKADDR record.
     *
     * @return the record's number in the event; -1 if there is none
     */
    public int socketAddress() {
        return socketAddress;
    }

    /**
     * Returns the number of the first EXECVE record.
     *
     * @return the record's number in the event; -1 if there is none
     */
    public int arguments() {
        return arguments;
    }

    /**
     * Returns the arguments of a program that do not stand in one EXECVE record, each in one piece.
     *
     * @return the arguments; {@code null} if the record {@link #arguments()} has {@code argc} and then each argument
     */
    public @Nullable ExecveArguments longArguments() {
        return arguments < 0 ? null : longArguments;
    }

    /**
     * Finds the first field of a name.
     *
     * @param slot the number of the name
     * @return its reference, or {@link #NONE}
     */
    long find(int slot) {
        if (slotStamp[slot] != stamp) {
            return NONE;
        }
        long found = reference[entryFirst[slotEntry[slot]]];
        return hasTableName && isInTableName(slot, found) ? NONE : found;
    }

    /**
     * Finds the first field of a name.
     *
     * @param name the name
     * @return its reference, or {@link #NONE}
     */
    public long find(KnownField name) {
        return find(name.slot);
    }

    /**
     * Finds the first field of a name if the kernel wrote it and it is the main record's: what no program can forge.
     *
     * @param name the name
     * @return its reference, or {@link #NONE}
     */
    public long findMain(KnownField name) {
        long found = find(name.slot);
        return found != NONE && record(found) == main && space(found) == FieldSpace.KERNEL ? found : NONE;
    }

    /** Marks the first field of a name as having a place of its own in a document. */
    void use(int slot) {
        if (slotStamp[slot] == stamp) {
            entryUsed[slotEntry[slot]] = Math.max(1, entryUsed[slotEntry[slot]]);
        }
    }

    /**
     * Marks the first field of a name as having a place of its own in a document.
     *
     * @param name the name
     */
    public void use(KnownField name) {
        use(name.slot);
    }

    /**
     * Marks the first field of a name as having a place of its own in a document, if it is what {@link #findMain}
     * finds.
     *
     * @param name the name
     */
    public void useMain(KnownField name) {
        if (findMain(name) != NONE) {
            use(name.slot);
        }
    }

    /**
     * Marks all fields of a name as having a place of their own in a document.
     *
     * @param name the name
     */
    public void useAll(KnownField name) {
        if (slotStamp[name.slot] == stamp) {
            int entry = slotEntry[name.slot];
            entryUsed[entry] = count(entry);
        }
    }

    /**
     * Returns how many fields of a name have a place of their own in a document.
     *
     * @param name which name, counted from 0
     * @return how many of the first ones
     */
    public int usedCount(int name) {
        return entryUsed[name];
    }

    /**
     * Returns the number of names.
     *
     * @return how many different names the fields have
     */
    public int names() {
        return entries;
    }

    /**
     * Returns the first field of a name.
     *
     * @param name which name, counted from 0
     * @return the field's reference
     */
    public long first(int name) {
        return reference[entryFirst[name]];
    }

    /**
     * Returns which name a known field is.
     *
     * @param field the field
     * @return the name's number, counted from 0; -1 if the event has no such field
     */
    public int nameOf(KnownField field) {
        return slotStamp[field.slot] == stamp ? slotEntry[field.slot] : -1;
    }

    /**
     * Returns which known field a name is.
     *
     * @param name which name, counted from 0
     * @return the field; {@code null} if it is none of them
     */
    public @Nullable KnownField known(int name) {
        int slot = entrySlot[name];
        return slot >= 0 && slot < KNOWN.length ? KNOWN[slot] : null;
    }

    /**
     * Returns whether a field has the name of a known one.
     *
     * @param reference the field
     * @param name      the known field
     * @return whether the names are the same
     */
    public boolean isKnown(long reference, KnownField name) {
        return recordOf(reference).isNamed(field(reference), name.fieldName());
    }

    /**
     * Returns whether only one field has a name.
     *
     * @param name which name, counted from 0
     * @return whether {@link #first(int)} is the only one
     */
    public boolean isSingle(int name) {
        return entryFirst[name] == entryLast[name];
    }

    /**
     * Returns how many fields have a name.
     *
     * @param name which name, counted from 0
     * @return the number of fields, 1 or more
     */
    public int count(int name) {
        int count = 0;
        for (int at = entryFirst[name]; at >= 0; at = nextOccurrence[at]) {
            count++;
        }
        return count;
    }

    /**
     * Returns the fields of a name.
     *
     * @param name which name, counted from 0
     * @param into receives the references in order; at least {@link #count(int)} long
     */
    public void all(int name, long[] into) {
        int count = 0;
        for (int at = entryFirst[name]; at >= 0; at = nextOccurrence[at]) {
            into[count++] = reference[at];
        }
    }

    /**
     * Returns the record of a field.
     *
     * @param reference the field
     * @return the record
     */
    public AuditRecord recordOf(long reference) {
        return records[record(reference)];
    }

    /**
     * Returns the number of a field in its record.
     *
     * @param reference the field
     * @return the number, as {@link AuditRecord} takes it
     */
    public int fieldOf(long reference) {
        return field(reference);
    }

    /**
     * Returns the reference of a field.
     *
     * @param record the record's number in the event
     * @param field  the field's number in the record
     * @return the reference
     */
    public static long reference(int record, int field) {
        return (long) record << Integer.SIZE | field;
    }

    /**
     * Finds a field of one record.
     *
     * @param record the record's number in the event
     * @param name   the name
     * @return the first such field that the kernel wrote, or {@link #NONE}
     */
    public long find(int record, FieldName name) {
        int field = records[record].find(name);
        return field < 0 ? NONE : reference(record, field);
    }

    /**
     * Returns whether a field is in the record that says who acted.
     *
     * @param reference the field
     * @return whether it is the main record's
     */
    public boolean isOfMain(long reference) {
        return record(reference) == main;
    }

    /**
     * Returns who wrote a field.
     *
     * @param reference the field
     * @return the kernel, or the program that sent the message
     */
    public FieldSpace space(long reference) {
        return recordOf(reference).space(field(reference));
    }

    /**
     * Returns whether a field says that there is nothing to say: it is empty, {@code ?} or {@code (null)}.
     *
     * @param reference the field
     * @return whether it has no value
     */
    public boolean isAbsent(long reference) {
        AuditRecord record = recordOf(reference);
        byte[] bytes = record.bytes();
        int start = record.valueStart(field(reference));
        int length = record.valueLength(field(reference));
        if (length >= 2 && (bytes[start] == '"' || bytes[start] == '\'')) {
            start++;
            length -= 2;
        }
        return switch (length) {
            case 0 -> true;
            case 1 -> bytes[start] == '?';
            case 2 -> bytes[start] == '?' && bytes[start + 1] == ',';
            case 6 -> Arrays.equals(bytes, start, start + length, NULL, 0, length);
            default -> false;
        };
    }

    /**
     * Returns whether a field is the id of nobody: -1, as a signed or an unsigned number, or {@code unset}.
     *
     * @param reference the field
     * @return whether it names nobody
     */
    public boolean isUnset(long reference) {
        AuditRecord record = recordOf(reference);
        byte[] bytes = record.bytes();
        int start = record.valueStart(field(reference));
        int length = record.valueLength(field(reference));
        return length == 2 && bytes[start] == '-' && bytes[start + 1] == '1'
                || length == 10 && Arrays.equals(bytes, start, start + 10, UNSET, 0, 10)
                || length == 5 && Arrays.equals(bytes, start, start + 5, UNSET_WORD, 0, 5);
    }

    /** The interpreter, for a field's record. */
    private AuditInterpreter interpreter(long reference) {
        int record = record(reference);
        if (interpreted != record) {
            interpreter.wrap(records[record]);
            interpreted = record;
        }
        return interpreter;
    }

    /** Whether the audit daemon wrote a name for a field into the log. */
    boolean isEnriched(long reference) {
        AuditRecord record = recordOf(reference);
        return record.enrichedCount() > 0 && record.findEnriched(field(reference)) >= 0;
    }

    /**
     * Returns what a field means, as {@link AuditInterpreter#interpret} says it.
     *
     * @param reference the field
     * @return the text, valid until the next call of a method of this object
     */
    public TextBuffer interpret(long reference) {
        text.clear();
        interpreter(reference).interpret(field(reference), text);
        return text;
    }

    /**
     * Returns a field's value with its encoding undone: untrusted strings are decoded, numbers stay.
     *
     * @param reference the field
     * @return the text, valid until the next call of a method of this object
     */
    public TextBuffer value(long reference) {
        text.clear();
        AuditInterpreter of = interpreter(reference);
        FieldKind kind = of.kind(field(reference));
        switch (kind) {
            case ESCAPED, ESCAPED_FILE, ESCAPED_KEY, PROCTITLE, ARCH, SYSCALL, EXIT, TTY_DATA -> {
                if (kind == FieldKind.EXIT && !isNegative(reference)) {
                    appendRaw(reference);
                } else {
                    of.interpret(field(reference), text);
                    if (kind == FieldKind.EXIT) {
                        cutAtParenthesis();
                    }
                }
            }
            default -> appendRaw(reference);
        }
        return text;
    }

    /** Leaves the name of an errno: {@code EACCES(Permission denied)}. */
    private void cutAtParenthesis() {
        for (int i = 0; i < text.length(); i++) {
            if (text.array()[i] == '(') {
                text.truncate(i);
                return;
            }
        }
    }

    private boolean isNegative(long reference) {
        AuditRecord record = recordOf(reference);
        return record.valueLength(field(reference)) > 0 && record.bytes()[record.valueStart(field(reference))] == '-';
    }

    /**
     * Returns a field's value without quotation marks, as it stands in the record.
     *
     * @param reference the field
     * @return the text, valid until the next call of a method of this object
     */
    public TextBuffer raw(long reference) {
        text.clear();
        appendRaw(reference);
        return text;
    }

    /** Whether there is a service that knows names. */
    boolean hasNames() {
        return hasNames;
    }

    private void appendRaw(long reference) {
        AuditRecord record = recordOf(reference);
        byte[] bytes = record.bytes();
        int start = record.valueStart(field(reference));
        int length = record.valueLength(field(reference));
        if (length >= 2 && (bytes[start] == '"' || bytes[start] == '\'') && bytes[start + length - 1] == bytes[start]) {
            start++;
            length -= 2;
        }
        text.append(bytes, start, length);
    }

    /**
     * Returns a field's decimal number.
     *
     * @param reference the field, or {@link #NONE}
     * @param fallback  returned if there is no field or it is no decimal number
     * @return the number
     */
    public long number(long reference, long fallback) {
        return reference == NONE ? fallback : recordOf(reference).number(field(reference), fallback);
    }

    /** Whether the value of a field begins with a word. */
    boolean startsWith(long reference, byte[] word) {
        AuditRecord record = recordOf(reference);
        int start = record.valueStart(field(reference));
        return record.valueLength(field(reference)) >= word.length
                && Arrays.equals(record.bytes(), start, start + word.length, word, 0, word.length);
    }

    /** Whether the value of a field is a word. */
    boolean is(long reference, byte[] word) {
        AuditRecord record = recordOf(reference);
        int start = record.valueStart(field(reference));
        return Arrays.equals(record.bytes(), start, start + record.valueLength(field(reference)), word, 0, word.length);
    }

    /**
     * Returns whether two fields have the same value, byte for byte.
     *
     * @param one   a field
     * @param other another one
     * @return whether the values are the same
     */
    public boolean isSame(long one, long other) {
        AuditRecord a = recordOf(one);
        AuditRecord b = recordOf(other);
        int aStart = a.valueStart(field(one));
        int bStart = b.valueStart(field(other));
        return Arrays.equals(a.bytes(), aStart, aStart + a.valueLength(field(one)),
                b.bytes(), bStart, bStart + b.valueLength(field(other)));
    }

    /**
     * Returns a field's octal number.
     *
     * @param reference the field, or {@link #NONE}
     * @return the number; -1 if there is no field or it is no octal number of 31 bits
     */
    public int octal(long reference) {
        if (reference == NONE) {
            return -1;
        }
        AuditRecord record = recordOf(reference);
        int start = record.valueStart(field(reference));
        int length = record.valueLength(field(reference));
        long value = 0;
        for (int i = start; i < start + length; i++) {
            byte digit = record.bytes()[i];
            if (digit < '0' || digit > '7' || value > Integer.MAX_VALUE >> 3) {
                return -1;
            }
            value = value << 3 | digit - '0';
        }
        return length == 0 ? -1 : (int) value;
    }
}
