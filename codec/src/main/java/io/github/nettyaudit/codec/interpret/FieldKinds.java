package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.DataFile;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.netty.util.internal.UnstableApi;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which kind of value a field holds: the resource {@code field-kinds.tsv} as a hash table over bytes, and the few
 * rules that a table cannot say. Thread-safe, allocates nothing.
 */
@UnstableApi
public final class FieldKinds {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ANY_TYPE = -1;
    private static final int LAST_TYPE = 3000;
    private static final int BITS = 9;
    private static final int MASK = (1 << BITS) - 1;
    private static final long MIXER = 0x9e3779b97f4a7c15L;
    private static final String ANY_ENDING = "*";
    /** The first and last type of the records that AppArmor wrote until Linux 2.6.29. */
    private static final int APPARMOR_TYPE = 1500;
    private static final int LAST_APPARMOR_TYPE = 1507;
    private static final String MAKE_EQUIVALENT = "make_equiv";
    private static final long PID = key("pid");
    private static final long ACCT = key("acct");
    private static final long ARGC = key("argc");
    private static final long APPARMOR = key("apparmor");
    private static final long OP = key("op");
    private static final long OLD = key("old");
    private static final long NEW = key("new");

    /** The first eight bytes of names by hash, the next free slot after a collision; 0 is an empty slot. */
    private static final long[] KEYS = new long[1 << BITS];
    private static final FieldKind[] KINDS = new FieldKind[KEYS.length];
    /** What the key and the kind do not say of a name; most names have nothing of that. */
    private static final @Nullable Special[] SPECIAL = new Special[KEYS.length];

    static {
        load();
    }

    /** A name longer than eight bytes, or one that means something else in records of some types. */
    private record Special(byte[] name, long someTypes, int[] types, FieldKind[] kindsOfTypes) {
        boolean hasName(byte[] bytes, int start, int length) {
            // the key is equal, which says all of a short name
            return name.length == length && (length <= Long.BYTES
                    || Arrays.equals(name, 0, length, bytes, start, start + length));
        }

        FieldKind kind(int type, FieldKind otherwise) {
            // a shift counts modulo 64: one bit for each type that may be among them
            if ((someTypes >>> type & 1) == 0) {
                return otherwise;
            }
            for (int i = 0; i < types.length; i++) {
                if (types[i] == type) {
                    return kindsOfTypes[i];
                }
            }
            return otherwise;
        }
    }

    private FieldKinds() {
    }

    /**
     * The kind of a record's field.
     *
     * @param record the record
     * @param field  the number of the field in the record, counted from 0
     * @return the kind, {@link FieldKind#UNCLASSIFIED} if none is known
     * @throws IndexOutOfBoundsException if there is no field of that number
     */
    public static FieldKind of(AuditRecord record, int field) {
        return of(record, field, typeOf(record));
    }

    /** The kind of a field, when {@link #typeOf} of the record is known. */
    static FieldKind of(AuditRecord record, int field, int type) {
        long key = record.nameKey(field);
        if (type == AuditMessageType.EXECVE && (key & 0xff) == 'a') {
            int start = record.nameStart(field);
            int length = record.nameLength(field);
            if ((key != ARGC || length != 4) && !endsLikeLength(record.bytes(), start, length)) {
                return FieldKind.ESCAPED;
            }
        } else if (key == ACCT && record.nameLength(field) == 4) {
            return isEscaped(record, field) ? FieldKind.ESCAPED : FieldKind.UNCLASSIFIED;
        }
        int slot = slot(key);
        for (long known = KEYS[slot]; known != key || known == 0; known = KEYS[slot]) {
            if (known == 0) {
                return unknown(type, key, record, field);
            }
            slot = slot + 1 & MASK;
        }
        if (SPECIAL[slot] != null || key >>> Long.SIZE - Byte.SIZE != 0) {
            return full(type, slot, key, record, field);
        }
        return KINDS[slot];
    }

    /** The type, or APPARMOR for each type of record that AppArmor writes: since 2.6.29 these are AVCs. */
    static int typeOf(AuditRecord record) {
        int type = record.type();
        if (type == AuditMessageType.AVC) {
            return record.fieldCount() > 0 && record.nameKey(0) == APPARMOR ? APPARMOR_TYPE : type;
        }
        return type > APPARMOR_TYPE && type <= LAST_APPARMOR_TYPE ? APPARMOR_TYPE : type;
    }

    /** The kind of a name that fills the key, so that there may be more of it, or that depends on the type. */
    private static FieldKind full(int type, int from, long key, AuditRecord record, int field) {
        byte[] bytes = record.bytes();
        int start = record.nameStart(field);
        int length = record.nameLength(field);
        for (int slot = from; KEYS[slot] != 0; slot = slot + 1 & MASK) {
            Special special = SPECIAL[slot];
            if (KEYS[slot] == key && (special == null ? length <= Long.BYTES : special.hasName(bytes, start, length))) {
                return special == null ? KINDS[slot] : special.kind(type, KINDS[slot]);
            }
        }
        return unknown(type, key, record, field);
    }

    private static FieldKind unknown(int type, long key, AuditRecord record, int field) {
        if (type == AuditMessageType.CONFIG_CHANGE && (key == OLD || key == NEW)) {
            // the paths of an equivalence; the numbers of a setting otherwise
            return isEquivalence(record) ? FieldKind.ESCAPED : FieldKind.UNCLASSIFIED;
        }
        // a trusted application names its fields as it likes: the look of the value decides, and 4711 is a number
        return type == AuditMessageType.TRUSTED_APP && key != PID && isEscaped(record, field)
                && !isDecimal(record, field) ? FieldKind.ESCAPED : FieldKind.UNCLASSIFIED;
    }

    private static boolean isDecimal(AuditRecord record, int field) {
        int start = record.valueStart(field);
        for (int i = start; i < start + record.valueLength(field); i++) {
            if (record.bytes()[i] < '0' || record.bytes()[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isEquivalence(AuditRecord record) {
        for (int field = 0; field < record.fieldCount(); field++) {
            if (record.nameKey(field) == OP) {
                return record.raw(field).equals(MAKE_EQUIVALENT);
            }
        }
        return false;
    }

    /** The first eight bytes of a name, the first in the lowest, zeros where there are fewer. */
    static long key(byte[] bytes, int start, int length) {
        if (length >= Long.BYTES) {
            return (long) LONGS.get(bytes, start);
        }
        if (start + Long.BYTES <= bytes.length) {
            return length == 0 ? 0 : (long) LONGS.get(bytes, start) & -1L >>> Long.SIZE - length * Byte.SIZE;
        }
        long key = 0;
        for (int i = 0; i < length; i++) {
            key |= (bytes[start + i] & 0xffL) << i * Byte.SIZE;
        }
        return key;
    }

    static long key(String name) {
        return key(name.getBytes(StandardCharsets.UTF_8), 0, Math.min(name.length(), Long.BYTES));
    }

    private static int slot(long key) {
        return (int) (key * MIXER >>> Long.SIZE - BITS);
    }

    /** {@code a1_len} says how long {@code a1} is. */
    private static boolean endsLikeLength(byte[] bytes, int start, int length) {
        int end = start + length;
        return length > 4 && bytes[end - 4] == '_' && bytes[end - 3] == 'l' && bytes[end - 2] == 'e'
                && bytes[end - 1] == 'n';
    }

    private static boolean isEscaped(AuditRecord record, int field) {
        byte[] bytes = record.bytes();
        int start = record.valueStart(field);
        int length = record.valueLength(field);
        return length > 0 && (bytes[start] == '"' || UntrustedString.isHexadecimal(bytes, start, length));
    }

    private static void load() {
        Map<String, Map<Integer, FieldKind>> names = new LinkedHashMap<>();
        for (String[] row : DataFile.rows(FieldKinds.class, "field-kinds.tsv")) {
            Map<Integer, FieldKind> kinds = names.computeIfAbsent(row[0], name -> new LinkedHashMap<>());
            FieldKind kind = FieldKind.valueOf(row[1]);
            (row.length > 2 ? types(row[2]) : IntStream.of(ANY_TYPE)).forEach(type -> kinds.put(type, kind));
        }
        names.forEach((name, kinds) -> add(name.getBytes(StandardCharsets.UTF_8), kinds));
    }

    private static IntStream types(String name) {
        if (!name.endsWith(ANY_ENDING)) {
            return IntStream.of(AuditMessageType.of(name));
        }
        String start = name.substring(0, name.length() - ANY_ENDING.length());
        return IntStream.range(0, LAST_TYPE).filter(type -> AuditMessageType.name(type).startsWith(start));
    }

    private static void add(byte[] name, Map<Integer, FieldKind> kinds) {
        long key = key(name, 0, name.length);
        int slot = slot(key);
        while (KEYS[slot] != 0) {
            slot = slot + 1 & MASK;
        }
        KEYS[slot] = key;
        KINDS[slot] = kinds.getOrDefault(ANY_TYPE, FieldKind.UNCLASSIFIED);
        kinds.remove(ANY_TYPE);
        if (!kinds.isEmpty() || name.length > Long.BYTES) {
            int[] types = kinds.keySet().stream().mapToInt(Integer::intValue).toArray();
            long someTypes = Arrays.stream(types).mapToLong(type -> 1L << type).reduce(0, (a, b) -> a | b);
            SPECIAL[slot] = new Special(name, someTypes, types,
                    Arrays.stream(types).mapToObj(kinds::get).toArray(FieldKind[]::new));
        }
    }
}
