package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
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

    private final EventRecords records = new EventRecords();
    private final FieldNames names;
    private final FieldValues values;
    private final boolean hasNames;
    private int[] paths = new int[4];
    private int pathCount;
    private int socketAddress;
    private int arguments;
    private int argumentRecords;
    private @Nullable ExecveArguments longArguments;

    EventFields(FieldSlots slots, NameService service) {
        hasNames = service != NameService.NONE;
        names = new FieldNames(slots, records);
        values = new FieldValues(records, service);
    }

    /** Reads an event's records. */
    void read(AuditEvent event) {
        pathCount = 0;
        socketAddress = -1;
        arguments = -1;
        argumentRecords = 0;
        records.read(event);
        names.clear();
        values.clear();
        int size = records.size;
        if (size > 0) {
            addRecord(records.main);
        }
        for (int i = 0; i < size; i++) {
            if (i != records.main) {
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
        if (argumentRecords == 1 && ArgumentNames.isSimple(records.get(arguments))) {
            return;
        }
        longArguments = ExecveArguments.of(event, new AuditRecord());
        Set<String> seen = new HashSet<>();
        boolean isRegular = longArguments.isComplete();
        for (int i = 0; i < records.size && isRegular; i++) {
            AuditRecord record = records.get(i);
            for (int field = 0; record.type() == AuditMessageType.EXECVE && field < record.fieldCount(); field++) {
                isRegular &= (record.isNamed(field, KnownField.ARGC.fieldName()) || ArgumentNames.isPart(record, field))
                        && seen.add(record.name(field));
            }
        }
        for (int i = 0; i < records.size && !isRegular; i++) {
            if (records.get(i).type() == AuditMessageType.EXECVE) {
                names.add(i);
            }
        }
    }

    private void addRecord(int record) {
        switch (records.get(record).type()) {
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
                    names.add(record);
                }
            }
            case AuditMessageType.EXECVE -> {
                arguments = arguments < 0 ? record : arguments;
                argumentRecords++;
            }
            case AuditMessageType.EOE -> {
                // has no fields
            }
            default -> names.add(record);
        }
    }

    /**
     * Returns the number of records.
     *
     * @return how many records the event has
     */
    public int size() {
        return records.size;
    }

    /**
     * Returns the number of the record that says who acted.
     *
     * @return the number, counted from 0
     */
    public int main() {
        return records.main;
    }

    /**
     * Returns a record.
     *
     * @param number the record's number in the event
     * @return the record, valid until the next event is read
     */
    public AuditRecord record(int number) {
        return records.get(number);
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
     * Returns whether a process did it, though no record may name the process: they have a login, a system call, a
     * program, a socket's address or a file.
     *
     * @return false if it may be an act of the kernel itself
     */
    public boolean hasActOfProcess() {
        return findMain(KnownField.AUID) != NONE || findMain(KnownField.SYSCALL) != NONE || arguments >= 0
                || pathCount > 0 || socketAddress >= 0
                || records.size > 0 && record(records.main).type() == AuditMessageType.BPRM_FCAPS;
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
        return names.find(slot);
    }

    /**
     * Finds the first field of a name.
     *
     * @param name the name
     * @return its reference, or {@link #NONE}
     */
    public long find(KnownField name) {
        return names.find(name.slot);
    }

    /**
     * Finds the first field of a name if the kernel wrote it and it is the main record's: what no program can forge.
     *
     * @param name the name
     * @return its reference, or {@link #NONE}
     */
    public long findMain(KnownField name) {
        return names.findMain(name.slot);
    }

    /** Finds the first field of a name in one record, or {@link #NONE}. */
    long findIn(int record, int slot) {
        return names.findIn(record, slot);
    }

    /** Marks the first field of a name as having a place of its own in a document. */
    void use(int slot) {
        names.use(slot);
    }

    /**
     * Marks the first field of a name as having a place of its own in a document.
     *
     * @param name the name
     */
    public void use(KnownField name) {
        names.use(name.slot);
    }

    /**
     * Marks the first field of a name as having a place of its own in a document, if it is what {@link #findMain}
     * finds.
     *
     * @param name the name
     */
    public void useMain(KnownField name) {
        if (names.findMain(name.slot) != NONE) {
            names.use(name.slot);
        }
    }

    /**
     * Marks all fields of a name as having a place of their own in a document.
     *
     * @param name the name
     */
    public void useAll(KnownField name) {
        names.useAll(name.slot);
    }

    /**
     * Returns how many fields of a name have a place of their own in a document.
     *
     * @param name which name, counted from 0
     * @return how many of the first ones
     */
    public int usedCount(int name) {
        return names.usedCount(name);
    }

    /**
     * Returns the number of names.
     *
     * @return how many different names the fields have
     */
    public int names() {
        return names.names();
    }

    /**
     * Returns the first field of a name.
     *
     * @param name which name, counted from 0
     * @return the field's reference
     */
    public long first(int name) {
        return names.first(name);
    }

    /**
     * Returns which name a known field is.
     *
     * @param field the field
     * @return the name's number, counted from 0; -1 if the event has no such field
     */
    public int nameOf(KnownField field) {
        return names.nameOf(field.slot);
    }

    /**
     * Returns which known field a name is.
     *
     * @param name which name, counted from 0
     * @return the field; {@code null} if it is none of them
     */
    public @Nullable KnownField known(int name) {
        return names.known(name);
    }

    /**
     * Returns whether a field has the name of a known one.
     *
     * @param reference the field
     * @param name      the known field
     * @return whether the names are the same
     */
    public boolean isKnown(long reference, KnownField name) {
        return recordOf(reference).isNamed(EventRecords.field(reference), name.fieldName());
    }

    /**
     * Returns whether only one field has a name.
     *
     * @param name which name, counted from 0
     * @return whether {@link #first(int)} is the only one
     */
    public boolean isSingle(int name) {
        return names.isSingle(name);
    }

    /**
     * Returns how many fields have a name.
     *
     * @param name which name, counted from 0
     * @return the number of fields, 1 or more
     */
    public int count(int name) {
        return names.count(name);
    }

    /**
     * Returns the fields of a name.
     *
     * @param name which name, counted from 0
     * @param into receives the references in order; at least {@link #count(int)} long
     */
    public void all(int name, long[] into) {
        names.all(name, into);
    }

    /**
     * Returns the record of a field.
     *
     * @param reference the field
     * @return the record
     */
    public AuditRecord recordOf(long reference) {
        return records.of(reference);
    }

    /**
     * Returns the number of a field in its record.
     *
     * @param reference the field
     * @return the number, as {@link AuditRecord} takes it
     */
    public int fieldOf(long reference) {
        return EventRecords.field(reference);
    }

    /**
     * Returns the reference of a field.
     *
     * @param record the record's number in the event
     * @param field  the field's number in the record
     * @return the reference
     */
    public static long reference(int record, int field) {
        return EventRecords.reference(record, field);
    }

    /**
     * Finds a field of one record.
     *
     * @param record the record's number in the event
     * @param name   the name
     * @return the first such field that the kernel wrote, or {@link #NONE}
     */
    public long find(int record, FieldName name) {
        int field = records.get(record).find(name);
        return field < 0 ? NONE : reference(record, field);
    }

    /**
     * Returns whether a field is in the record that says who acted.
     *
     * @param reference the field
     * @return whether it is the main record's
     */
    public boolean isOfMain(long reference) {
        return EventRecords.record(reference) == records.main;
    }

    /**
     * Returns who wrote a field.
     *
     * @param reference the field
     * @return the kernel, or the program that sent the message
     */
    public FieldSpace space(long reference) {
        return recordOf(reference).space(EventRecords.field(reference));
    }

    /**
     * Returns whether a field says that there is nothing to say: it is empty, {@code ?} or {@code (null)}.
     *
     * @param reference the field
     * @return whether it has no value
     */
    public boolean isAbsent(long reference) {
        return values.isAbsent(reference);
    }

    /**
     * Returns whether a field is the id of nobody: -1, as a signed or an unsigned number, or {@code unset}.
     *
     * @param reference the field
     * @return whether it names nobody
     */
    public boolean isUnset(long reference) {
        return values.isUnset(reference);
    }

    /** Whether the audit daemon wrote a name for a field into the log. */
    boolean isEnriched(long reference) {
        return values.isEnriched(reference);
    }

    /**
     * Returns what a field means, as {@link io.github.nettyaudit.codec.interpret.AuditInterpreter#interpret} says it.
     *
     * @param reference the field
     * @return the text, valid until the next call of a method of this object
     */
    public TextBuffer interpret(long reference) {
        return values.interpret(reference);
    }

    /**
     * Returns a field's value with its encoding undone: untrusted strings are decoded, numbers stay.
     *
     * @param reference the field
     * @return the text, valid until the next call of a method of this object
     */
    public TextBuffer value(long reference) {
        return values.value(reference);
    }

    /**
     * Returns a field's value as {@link #value} does, without copying it if it stands in the record.
     *
     * @param reference the field
     * @return the value, valid until the next call of a method of this object
     */
    public FieldBytes bytes(long reference) {
        return values.bytes(reference);
    }

    /**
     * Returns a field's value without quotation marks, as it stands in the record.
     *
     * @param reference the field
     * @return the text, valid until the next call of a method of this object
     */
    public TextBuffer raw(long reference) {
        return values.raw(reference);
    }

    /** Whether there is a service that knows names. */
    boolean hasNames() {
        return hasNames;
    }

    /** The value as {@link #raw} returns it, without copying it. */
    FieldBytes rawBytes(long reference) {
        return values.rawBytes(reference);
    }

    /**
     * Returns a field's decimal number.
     *
     * @param reference the field, or {@link #NONE}
     * @param fallback  returned if there is no field or it is no decimal number
     * @return the number
     */
    public long number(long reference, long fallback) {
        return reference == NONE ? fallback : recordOf(reference).number(EventRecords.field(reference), fallback);
    }

    /** Whether the value of a field begins with a word. */
    boolean startsWith(long reference, byte[] word) {
        return values.startsWith(reference, word);
    }

    /** Whether the value of a field is a word. */
    boolean is(long reference, byte[] word) {
        return values.is(reference, word);
    }

    /**
     * Returns whether two fields have the same value, byte for byte.
     *
     * @param one   a field
     * @param other another one
     * @return whether the values are the same
     */
    public boolean isSame(long one, long other) {
        return values.isSame(one, other);
    }

    /**
     * Returns a field's octal number.
     *
     * @param reference the field, or {@link #NONE}
     * @return the number; -1 if there is no field or it is no octal number of 31 bits
     */
    public int octal(long reference) {
        return reference == NONE ? -1 : values.octal(reference);
    }
}
