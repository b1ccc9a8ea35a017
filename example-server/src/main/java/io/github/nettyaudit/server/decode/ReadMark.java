package io.github.nettyaudit.server.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** The first and the last bytes that were read of a file, by which one that has other content now is recognised. */
final class ReadMark {
    /** More than the stamp of the first record, and the last record as a rule. */
    private static final int LENGTH = 256;

    private final byte[] first = new byte[LENGTH];
    private final byte[] last = new byte[LENGTH];
    private int firstLength;
    private int lastLength;

    /**
     * Adds what was read.
     *
     * @param position where in the file it stands; 0 if the file is read from its start
     */
    void add(byte[] bytes, int length, long position) {
        if (position == 0) {
            firstLength = 0;
            lastLength = 0;
        }
        int head = Math.min(length, LENGTH - firstLength);
        System.arraycopy(bytes, 0, first, firstLength, head);
        firstLength += head;
        int added = Math.min(length, LENGTH);
        int kept = Math.min(lastLength, LENGTH - added);
        System.arraycopy(last, lastLength - kept, last, 0, kept);
        System.arraycopy(bytes, length - added, last, kept, added);
        lastLength = kept + added;
    }

    /** Whether a file still has these bytes at its start, and before a position. */
    boolean isIn(FileChannel file, long position) throws IOException {
        return isAt(file, 0, first, firstLength) && isAt(file, position - lastLength, last, lastLength);
    }

    private static boolean isAt(FileChannel file, long position, byte[] bytes, int length) throws IOException {
        ByteBuffer there = ByteBuffer.allocate(length);
        while (there.hasRemaining()) {
            if (file.read(there, position + there.position()) <= 0) {
                return false;
            }
        }
        return Arrays.equals(there.array(), 0, length, bytes, 0, length);
    }
}
