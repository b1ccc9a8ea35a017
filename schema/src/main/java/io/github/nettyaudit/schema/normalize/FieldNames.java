package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of an event's fields, with the fields of each name in their order. Names that rules or documents ask for have
 * a slot, see {@link FieldSlots}, by which they are found at once; the others are found by what they are.
 */
final class FieldNames {
    private static final long NONE = EventFields.NONE;
    private static final int FIRST_CAPACITY = 64;
    private static final KnownField[] KNOWN = KnownField.values();

    private final FieldSlots slots;
    private final EventRecords records;

    /** The first field of each slot, and, where there is one, its entry and whether the kernel wrote it of who acted. */
    private final long[] slotReference;
    private final int[] slotEntry;
    private final boolean[] slotIsMain;
    private boolean hasTableName;

    // an entry is a name
    private int entries;
    private int[] entryFirst = new int[FIRST_CAPACITY];
    private int[] entryLast = new int[FIRST_CAPACITY];
    private int[] entrySlot = new int[FIRST_CAPACITY];
    /** How many of its fields have a place of their own. */
    private int[] entryUsed = new int[FIRST_CAPACITY];
    /** Open addressing: an entry where the stamp is the event's. */
    private int[] unknown = new int[FIRST_CAPACITY * 2];
    private int[] unknownStamp = new int[FIRST_CAPACITY * 2];
    private int unknownCount;
    private int stamp;

    // an occurrence is a field with an entry's name
    private int occurrences;
    private long[] reference = new long[FIRST_CAPACITY];
    private int[] nextOccurrence = new int[FIRST_CAPACITY];

    FieldNames(FieldSlots slots, EventRecords records) {
        this.slots = slots;
        this.records = records;
        slotReference = new long[slots.size()];
        slotEntry = new int[slots.size()];
        slotIsMain = new boolean[slots.size()];
    }

    /** Forgets the last event. */
    void clear() {
        if (++stamp == 0) {
            Arrays.fill(unknownStamp, 0);
            stamp = 1;
        }
        Arrays.fill(slotReference, NONE);
        entries = 0;
        occurrences = 0;
        unknownCount = 0;
        hasTableName = false;
    }

    /** Adds the fields of a record. */
    void add(int number) {
        AuditRecord record = records.get(number);
        hasTableName |= record.type() == AuditMessageType.NETFILTER_CFG;
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
        long own = EventRecords.reference(number, field);
        reference[occurrence] = own;
        nextOccurrence[occurrence] = -1;
        int slot = slots.find(record, field);
        if (slot < 0) {
            int entry = findUnknown(record, field);
            if (entry < 0) {
                addUnknown(record, field, newEntry(occurrence, slot));
            } else {
                append(entry, occurrence);
            }
        } else if (slotReference[slot] == NONE) {
            slotEntry[slot] = newEntry(occurrence, slot);
            setFirst(slot, own, record);
        } else if (isBehindForgeries(record, field, slot, slotReference[slot])) {
            nextOccurrence[occurrence] = entryFirst[slotEntry[slot]];
            entryFirst[slotEntry[slot]] = occurrence;
            setFirst(slot, own, record);
        } else {
            append(slotEntry[slot], occurrence);
        }
    }

    private void append(int entry, int occurrence) {
        nextOccurrence[entryLast[entry]] = occurrence;
        entryLast[entry] = occurrence;
    }

    private void setFirst(int slot, long first, AuditRecord record) {
        slotReference[slot] = first;
        slotIsMain[slot] = EventRecords.record(first) == records.main
                && record.space(EventRecords.field(first)) == FieldSpace.KERNEL;
    }

    /**
     * Whether a field is written at the end of its record, so that the last one of its name is genuine and those
     * before it may be forged: by the text of a message, such as a command line without an encoding, after which
     * audit-userspace adds the program, the terminal and the result; and by the name of a table of nftables, which a
     * user can choose.
     */
    private boolean isBehindForgeries(AuditRecord record, int field, int slot, long before) {
        if (records.of(before) != record || record.space(EventRecords.field(before)) != record.space(field)) {
            return false;
        }
        return record.type() == AuditMessageType.NETFILTER_CFG || slot < KNOWN.length && KNOWN[slot].endsMessage()
                && record.space(field) == FieldSpace.USER;
    }

    /** Whether a field is in the name of a table of nftables: the kernel writes no such field into the record. */
    private boolean isInTableName(int slot, long found) {
        return records.of(found).type() == AuditMessageType.NETFILTER_CFG && slot < KNOWN.length
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
            AuditRecord otherRecord = records.of(other);
            int otherField = EventRecords.field(other);
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
                    put(unknownHash(records.of(first), EventRecords.field(first)), old[i]);
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

    /** The first field of a slot, or {@link EventFields#NONE}. */
    long find(int slot) {
        long found = slotReference[slot];
        return hasTableName && found != NONE && isInTableName(slot, found) ? NONE : found;
    }

    /** The first field of a slot in one record, or {@link EventFields#NONE}. */
    long findIn(int record, int slot) {
        if (find(slot) == NONE) {
            return NONE;
        }
        for (int at = entryFirst[slotEntry[slot]]; at >= 0; at = nextOccurrence[at]) {
            if ((int) (reference[at] >>> Integer.SIZE) == record) {
                return reference[at];
            }
        }
        return NONE;
    }

    /** The first field of a slot if the kernel wrote it and it is the main record's, or {@link EventFields#NONE}. */
    long findMain(int slot) {
        long found = find(slot);
        return found != NONE && slotIsMain[slot] ? found : NONE;
    }

    /** Marks the first field of a slot as having a place of its own in a document. */
    void use(int slot) {
        if (slotReference[slot] != NONE) {
            int entry = slotEntry[slot];
            entryUsed[entry] = Math.max(1, entryUsed[entry]);
        }
    }

    /** Marks all fields of a slot as having a place of their own in a document. */
    void useAll(int slot) {
        if (slotReference[slot] != NONE) {
            int entry = slotEntry[slot];
            entryUsed[entry] = count(entry);
        }
    }

    int usedCount(int name) {
        return entryUsed[name];
    }

    int names() {
        return entries;
    }

    long first(int name) {
        return reference[entryFirst[name]];
    }

    /** The entry of a slot; -1 if the event has no such field. */
    int nameOf(int slot) {
        return slotReference[slot] == NONE ? -1 : slotEntry[slot];
    }

    @Nullable KnownField known(int name) {
        int slot = entrySlot[name];
        return slot >= 0 && slot < KNOWN.length ? KNOWN[slot] : null;
    }

    boolean isSingle(int name) {
        return entryFirst[name] == entryLast[name];
    }

    int count(int name) {
        int count = 0;
        for (int at = entryFirst[name]; at >= 0; at = nextOccurrence[at]) {
            count++;
        }
        return count;
    }

    void all(int name, long[] into) {
        int count = 0;
        for (int at = entryFirst[name]; at >= 0; at = nextOccurrence[at]) {
            into[count++] = reference[at];
        }
    }
}
