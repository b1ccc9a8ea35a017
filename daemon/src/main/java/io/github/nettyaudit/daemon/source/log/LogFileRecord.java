package io.github.nettyaudit.daemon.source.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What is kept of a file of a log, by which it is recognised under another name, as a copy, and compressed.
 *
 * @param number     a random number that names it
 * @param log        the path of its log
 * @param key        device and inode
 * @param headLength how many bytes of its first line the checksum is of; 0 if it had no line
 * @param head       the checksum of these bytes
 * @param stored     up to where its lines are stored; -1 if no line is known to be
 */
record LogFileRecord(long number, String log, String key, int headLength, int head, long stored) {
    /** More than the stamp of a record. */
    static final int LONGEST_HEAD = 256;

    LogFileRecord storedUpTo(long offset) {
        return new LogFileRecord(number, log, key, headLength, head, offset);
    }

    static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Whether a file is this one, and has so many bytes. */
    boolean is(LogContent content, long length) throws IOException {
        if (headLength == 0) {
            return content.key().toString().equals(key) && has(content, length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(headLength);
        while (bytes.hasRemaining()) {
            if (content.read(bytes, bytes.position()) <= 0) {
                return false;
            }
        }
        return checksum(bytes.array(), headLength) == head && has(content, length);
    }

    private static boolean has(LogContent content, long length) throws IOException {
        return length <= 0 || content.read(ByteBuffer.allocate(1), length - 1) == 1;
    }
}
