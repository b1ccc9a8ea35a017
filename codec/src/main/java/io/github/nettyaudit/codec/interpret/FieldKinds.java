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
import java.util.HashMap;
import java.util.Map;
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
    private static final int BITS = 9;
    private static final int MASK = (1 << BITS) - 1;
    private static final long MIXER = 0x9e3779b97f4a7c15L;
    private static final int TRUSTED_APP = 1121;
    private static final long PID = key("pid");
    private static final long ACCT = key("acct");
    private static final long ARGC = key("argc");

    /** The first eight bytes of names by hash, the next free slot after a collision; 0 is an empty slot. */
    private static final long[] KEYS = new long[1 << BITS];
    private static final FieldKind[] KINDS = new FieldKind[KEYS.length];
    /** What the key and the kind do not say of a name; most names have nothing of that. */
    private static final @Nullable Special[] SPECIAL = new Special[KEYS.length];

    static {
        load();
    }

    /** A name longer than eight bytes, or one that means something else in records of some types. */
    private record Special(byte[] name, int[] types, FieldKind[] kindsOfTypes) {
        boolean hasName(byte[] bytes, int start, int length) {
            return Arrays.equals(name, 0, name.length, bytes, start, start + length);
        }

        FieldKind kind(int type, FieldKind otherwise) {
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
        int type = record.type();
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
        // a trusted application names its fields as it likes: the look of the value decides
        return type == TRUSTED_APP && key != PID && isEscaped(record, field) ? FieldKind.ESCAPED
                : FieldKind.UNCLASSIFIED;
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
        Map<String, Map<Integer, FieldKind>> names = new HashMap<>();
        for (String[] row : DataFile.rows(FieldKinds.class, "field-kinds.tsv")) {
            int type = row.length > 2 ? AuditMessageType.of(row[2]) : ANY_TYPE;
            names.computeIfAbsent(row[0], name -> new HashMap<>()).put(type, FieldKind.valueOf(row[1]));
        }
        names.forEach((name, kinds) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            long key = key(bytes, 0, bytes.length);
            int slot = slot(key);
            while (KEYS[slot] != 0) {
                slot = slot + 1 & MASK;
            }
            KEYS[slot] = key;
            KINDS[slot] = kinds.getOrDefault(ANY_TYPE, FieldKind.UNCLASSIFIED);
            kinds.remove(ANY_TYPE);
            if (!kinds.isEmpty() || bytes.length > Long.BYTES) {
                int[] types = kinds.keySet().stream().mapToInt(Integer::intValue).toArray();
                SPECIAL[slot] = new Special(bytes, types,
                        Arrays.stream(types).mapToObj(kinds::get).toArray(FieldKind[]::new));
            }
        });
    }
}
