package io.github.nettyaudit.daemon.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C of parts of buffers, whose position and limit stay as they are. Not thread-safe. */
final class Checksum {
    private final CRC32C crc = new CRC32C();

    int of(ByteBuffer buffer, int from, int to) {
        start(buffer, from, to);
        return (int) crc.getValue();
    }

    void start(ByteBuffer buffer, int from, int to) {
        crc.reset();
        update(buffer, from, to);
    }

    /** Adds a part to the started ones and returns the checksum of all. */
    int end(ByteBuffer buffer, int from, int to) {
        update(buffer, from, to);
        return (int) crc.getValue();
    }

    private void update(ByteBuffer buffer, int from, int to) {
        int position = buffer.position();
        int limit = buffer.limit();
        buffer.limit(to).position(from);
        crc.update(buffer);
        buffer.limit(limit).position(position);
    }
}
