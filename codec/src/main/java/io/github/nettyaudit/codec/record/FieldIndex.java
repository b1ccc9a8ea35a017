package io.github.nettyaudit.codec.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The scratch pad of an {@link AuditRecord}: a copy of its text, behind it the values that stand nowhere in the text
 * (keys that were one hexadecimal string), and where each field's name and value and each further word lie. Grows, and
 * is used again for the next record.
 */
final class FieldIndex {
    /** Whole blocks are read at the end of the text; bytes behind it must exist. */
    static final int SLACK = SeparatorScanner.BLOCK;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIELDS = 64;
    private static final int WORDS = 16;
    private static final int TEXT = 1_024;

    byte[] bytes = new byte[TEXT + SLACK];
    int length;
    int count;
    /** Start in the upper half, end in the lower. */
    private long[] names = new long[FIELDS];
    private long[] values = new long[FIELDS];
    /** The words that are not fields: start in the upper half, end in the lower; and the field that follows. */
    int wordCount;
    private long[] words = new long[WORDS];
    private int[] wordFields = new int[WORDS];
    /** Whether a value in quotation marks has blanks. */
    boolean hasValueOfWords;

    /** Empties the pad for a text of so many bytes, which the caller puts at the start of {@link #bytes}. */
    void clear(int textLength) {
        count = 0;
        wordCount = 0;
        hasValueOfWords = false;
        length = textLength;
        if (bytes.length < textLength + SLACK) {
            bytes = new byte[Math.max(textLength, 2 * bytes.length) + SLACK];
        }
    }

    /** Adds a field. */
    void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int field = count;
        if (field == names.length) {
            grow();
        }
        names[field] = (long) nameStart << Integer.SIZE | nameEnd;
        values[field] = (long) valueStart << Integer.SIZE | valueEnd;
        count = field + 1;
    }

    /** Makes room for so many fields more. */
    void reserveFields(int more) {
        while (names.length - count < more) {
            grow();
        }
    }

    /** Adds a field whose value starts behind the equals sign; there must be room. */
    void put(int nameStart, int equals, int valueEnd) {
        int field = count;
        names[field] = (long) nameStart << Integer.SIZE | equals;
        values[field] = (long) equals + 1 << Integer.SIZE | valueEnd;
        count = field + 1;
    }

    /** Adds a word that is not a field, before the next field. */
    void addWord(int start, int end) {
        int word = wordCount;
        if (word == words.length) {
            words = Arrays.copyOf(words, 2 * word);
            wordFields = Arrays.copyOf(wordFields, 2 * word);
        }
        words[word] = (long) start << Integer.SIZE | end;
        wordFields[word] = count;
        wordCount = word + 1;
    }

    int wordStart(int word) {
        return (int) (words[word] >>> Integer.SIZE);
    }

    int wordEnd(int word) {
        return (int) words[word];
    }

    /** The number of fields before a word. */
    int wordField(int word) {
        return wordFields[word];
    }

    /** Gives a field another name. */
    void rename(int field, int nameStart, int nameEnd) {
        names[field] = (long) nameStart << Integer.SIZE | nameEnd;
    }

    private void grow() {
        int size = 2 * names.length;
        names = Arrays.copyOf(names, size);
        values = Arrays.copyOf(values, size);
    }

    /** Eight bytes, the first in the lowest. */
    long word(int start) {
        return word(bytes, start);
    }

    static long word(byte[] bytes, int start) {
        return (long) LONGS.get(bytes, start);
    }

    /** The first eight bytes of a field's name, see {@link FieldName#key()}. */
    long key(int field) {
        int start = nameStart(field);
        int length = nameEnd(field) - start;
        long word = word(start);
        return length >= Long.BYTES ? word : word & (1L << Byte.SIZE * length) - 1;
    }

    int nameStart(int field) {
        return (int) (names[field] >>> Integer.SIZE);
    }

    int nameEnd(int field) {
        return (int) names[field];
    }

    int nameLength(int field) {
        return nameEnd(field) - nameStart(field);
    }

    int valueStart(int field) {
        return (int) (values[field] >>> Integer.SIZE);
    }

    int valueEnd(int field) {
        return (int) values[field];
    }

    /** Makes room for so many bytes behind what is there; the start of that room is {@link #length}. */
    void reserve(int more) {
        if (bytes.length < length + more + SLACK) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more) + SLACK);
        }
    }

    /** Puts a byte behind what is there; there must be room. */
    void append(int b) {
        bytes[length++] = (byte) b;
    }

    boolean isNamed(int field, FieldName name) {
        return nameLength(field) == name.length() && key(field) == name.key()
                && (name.length() <= Long.BYTES || name.matchesRest(bytes, nameStart(field)));
    }

    /** The first field from {@code from} up to, not including, {@code to} with this name; -1 if there is none. */
    int find(FieldName name, int from, int to) {
        int nameLength = name.length();
        long key = name.key();
        long mask = nameLength >= Long.BYTES ? -1 : (1L << Byte.SIZE * nameLength) - 1;
        for (int field = from; field < to; field++) {
            long bounds = names[field];
            int start = (int) (bounds >>> Integer.SIZE);
            if ((int) bounds - start == nameLength && (word(start) & mask) == key
                    && (nameLength <= Long.BYTES || name.matchesRest(bytes, start))) {
                return field;
            }
        }
        return -1;
    }
}
