package io.github.nettyaudit.daemon.spool;

import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Named parts that are stored beside the records of an event, each a number of bytes that the spool does not look into.
 * A reader takes those whose keys it knows. Immutable; the order is that in which they were added.
 */
public final class StoredSections {
    /** No section. */
    public static final StoredSections NONE = new StoredSections(new int[0], new byte[0][]);
    /** The largest number of sections. */
    public static final int MOST = 255;
    /** The largest key. */
    public static final int LARGEST_KEY = 0xffff;
    /** The length of the longest section, 1 MiB. */
    public static final int LONGEST = 1 << 20;

    private final int[] keys;
    private final byte[][] contents;

    private StoredSections(int[] keys, byte[][] contents) {
        this.keys = keys;
        this.contents = contents;
    }

    /** The arrays become the sections'. */
    static StoredSections of(int[] keys, byte[][] contents) {
        return keys.length == 0 ? NONE : new StoredSections(keys, contents);
    }

    /**
     * Returns these sections and one more.
     *
     * @param key     0 to {@link #LARGEST_KEY}, which none of them has
     * @param content at most {@link #LONGEST} bytes, which are copied
     * @return new sections
     * @throws IllegalArgumentException if the key is out of range or there is a section of that key, the content is too
     *                                  long, or there are {@link #MOST} sections
     */
    public StoredSections with(int key, byte[] content) {
        if (key < 0 || key > LARGEST_KEY || indexOf(key) >= 0) {
            throw new IllegalArgumentException("key: " + key + " (expected: 0 to " + LARGEST_KEY + ", each once)");
        }
        if (content.length > LONGEST) {
            throw new IllegalArgumentException("section " + key + ": " + content.length + " bytes (expected: at most "
                    + LONGEST + ')');
        }
        if (keys.length == MOST) {
            throw new IllegalArgumentException("section " + key + ": there are " + MOST + " sections already");
        }
        int[] newKeys = Arrays.copyOf(keys, keys.length + 1);
        byte[][] newContents = Arrays.copyOf(contents, keys.length + 1);
        newKeys[keys.length] = key;
        newContents[keys.length] = content.clone();
        return new StoredSections(newKeys, newContents);
    }

    private int indexOf(int key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns how many sections there are.
     *
     * @return 0 to {@link #MOST}
     */
    public int size() {
        return keys.length;
    }

    /**
     * Returns the key of a section.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the key
     * @throws IndexOutOfBoundsException if there is no section of that number
     */
    public int key(int index) {
        return keys[index];
    }

    /**
     * Returns the content of a section.
     *
     * @param index 0 to {@link #size()} - 1
     * @return a copy of the bytes
     * @throws IndexOutOfBoundsException if there is no section of that number
     */
    public byte[] content(int index) {
        return contents[index].clone();
    }

    byte[] bytes(int index) {
        return contents[index];
    }

    /**
     * Finds a section.
     *
     * @param key the key
     * @return a copy of its bytes; {@code null} if there is no section of that key
     */
    public byte @Nullable [] find(int key) {
        int index = indexOf(key);
        return index < 0 ? null : content(index);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredSections sections && Arrays.equals(keys, sections.keys)
                && Arrays.deepEquals(contents, sections.contents);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.deepHashCode(contents);
    }

    /** Returns keys and contents in hexadecimal. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("StoredSections(");
        for (int i = 0; i < keys.length; i++) {
            text.append(i == 0 ? "" : ", ").append(keys[i]).append('=').append(ByteBufUtil.hexDump(contents[i]));
        }
        return text.append(')').toString();
    }
}
