package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.AuditMessageType;
import io.github.nettyaudit.codec.table.DataFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Which kind of value a field holds: the resource {@code field-kinds.tsv} as a hash table over bytes, and the few
 * rules that a table cannot say. Thread-safe, allocates nothing.
 */
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

    private static final Entry[] TABLE = load();

    /** One name; {@code next} has the same hash. */
    private record Entry(byte[] name, long key, FieldKind kind, int[] types, FieldKind[] kindsOfTypes, Entry next) {
    }

    private FieldKinds() {
    }

    /**
     * The kind of a field.
     *
     * @param type the record's type
     * @param key the name's first eight bytes, the first in the lowest, zeros where there are fewer
     * @param bytes the array that name and value lie in
     */
    public static FieldKind of(int type, long key, byte[] bytes, int nameStart, int nameLength, int valueStart,
            int valueLength) {
        if (type == AuditMessageType.EXECVE && nameLength > 0 && bytes[nameStart] == 'a') {
            if ((key != ARGC || nameLength != 4) && !endsLikeLength(bytes, nameStart, nameLength)) {
                return FieldKind.ESCAPED;
            }
        } else if (key == ACCT && nameLength == 4) {
            return isEscaped(bytes, valueStart, valueLength) ? FieldKind.ESCAPED : FieldKind.UNCLASSIFIED;
        }
        FieldKind kind = lookUp(type, key, bytes, nameStart, nameLength);
        if (type == TRUSTED_APP && kind == FieldKind.UNCLASSIFIED && (key != PID || nameLength != 3)
                && isEscaped(bytes, valueStart, valueLength)) {
            // a trusted application names its fields as it likes: the look of the value decides
            return FieldKind.ESCAPED;
        }
        return kind;
    }

    /** The kind of a field by its name alone: of one whose record type says nothing else. */
    public static FieldKind of(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return lookUp(ANY_TYPE, key(bytes, 0, bytes.length), bytes, 0, bytes.length);
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

    private static FieldKind lookUp(int type, long key, byte[] bytes, int start, int length) {
        for (Entry entry = TABLE[hash(key, length)]; entry != null; entry = entry.next) {
            if (entry.key == key && entry.name.length == length && matchesRest(entry.name, bytes, start)) {
                int[] types = entry.types;
                for (int i = 0; i < types.length; i++) {
                    if (types[i] == type) {
                        return entry.kindsOfTypes[i];
                    }
                }
                return entry.kind;
            }
        }
        return FieldKind.UNCLASSIFIED;
    }

    private static int hash(long key, int length) {
        return (int) ((key + length) * MIXER >>> Long.SIZE - BITS) & MASK;
    }

    private static boolean matchesRest(byte[] name, byte[] bytes, int start) {
        for (int i = Long.BYTES; i < name.length; i++) {
            if (name[i] != bytes[start + i]) {
                return false;
            }
        }
        return true;
    }

    /** {@code a1_len} says how long {@code a1} is. */
    private static boolean endsLikeLength(byte[] bytes, int start, int length) {
        int end = start + length;
        return length > 4 && bytes[end - 4] == '_' && bytes[end - 3] == 'l' && bytes[end - 2] == 'e'
                && bytes[end - 1] == 'n';
    }

    private static boolean isEscaped(byte[] bytes, int start, int length) {
        return length > 0 && (bytes[start] == '"' || EscapedText.isHexadecimal(bytes, start, length));
    }

    private static Entry[] load() {
        Map<String, Map<Integer, FieldKind>> names = new HashMap<>();
        for (String[] row : DataFile.rows(FieldKinds.class, "field-kinds.tsv")) {
            int type = row.length > 2 ? AuditMessageType.of(row[2]) : ANY_TYPE;
            names.computeIfAbsent(row[0], name -> new HashMap<>()).put(type, FieldKind.valueOf(row[1]));
        }
        Entry[] table = new Entry[1 << BITS];
        names.forEach((name, kinds) -> {
            FieldKind kind = kinds.getOrDefault(ANY_TYPE, FieldKind.UNCLASSIFIED);
            kinds.remove(ANY_TYPE);
            int[] types = kinds.keySet().stream().mapToInt(Integer::intValue).toArray();
            FieldKind[] kindsOfTypes = new FieldKind[types.length];
            for (int i = 0; i < types.length; i++) {
                kindsOfTypes[i] = kinds.get(types[i]);
            }
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            long key = key(bytes, 0, bytes.length);
            int slot = hash(key, bytes.length);
            table[slot] = new Entry(bytes, key, kind, types, kindsOfTypes, table[slot]);
        });
        return table;
    }
}
