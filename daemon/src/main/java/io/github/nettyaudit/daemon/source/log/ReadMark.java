package io.github.nettyaudit.daemon.source.log;

import java.io.IOException;
import java.nio.ByteBuffer;
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

    /** Reads the bytes from a file that was read up to a position. */
    void read(LogContent file, long position) throws IOException {
        firstLength = read(file, 0, first, (int) Math.min(position, LENGTH));
        lastLength = read(file, Math.max(0, position - LENGTH), last, (int) Math.min(position, LENGTH));
    }

    private static int read(LogContent file, long position, byte[] target, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(target, 0, length);
        while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) > 0) {
            // until it is full
        }
        return bytes.position();
    }

    /** Whether a file still has these bytes at its start, and before a position. */
    boolean isIn(LogContent file, long position) throws IOException {
        return isAt(file, 0, first, firstLength) && isAt(file, position - lastLength, last, lastLength);
    }

    private static boolean isAt(LogContent file, long position, byte[] bytes, int length) throws IOException {
        byte[] there = new byte[length];
        return read(file, position, there, length) == length && Arrays.equals(there, 0, length, bytes, 0, length);
    }
}
