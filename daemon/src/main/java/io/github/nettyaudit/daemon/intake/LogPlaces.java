package io.github.nettyaudit.daemon.intake;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The part of a ring's header that says up to where logs were read whose lines are in the ring. Each log has two slots,
 * which are used in turn; a slot is written before the entry is published, so that one of the two belongs to the last
 * entry whenever the process is killed. Numbers are in the byte order of the machine.
 * <pre>
 *  1024  for each log, twice:
 *          0  position of the ring after the line   (8)
 *          8  number of the log's file              (8)
 *         16  offset in the file after the line     (8)
 *         24  the exclusive or of these and a constant (8)
 *  2048  the end of the slots
 * </pre>
 */
final class LogPlaces {
    /** How many logs have slots. */
    static final int MOST_LOGS = 16;

    private static final int START = 1024;
    private static final int SLOT = 4 * Long.BYTES;
    private static final long CHECK = 0x4e41_504c_4143_4553L;

    private LogPlaces() {
    }

    private static int slot(int index) {
        return START + index * SLOT;
    }

    private static long check(long position, long file, long offset) {
        return position ^ Long.rotateLeft(file, 1) ^ Long.rotateLeft(offset, 2) ^ CHECK;
    }

    /**
     * Notes a place.
     *
     * @param turn     0 and 1 in turn
     * @param position of the ring, after the line
     */
    static void write(ByteBuffer header, int log, int turn, long position, long file, long offset) {
        int slot = slot(2 * log + turn);
        header.putLong(slot, position).putLong(slot + Long.BYTES, file).putLong(slot + 2 * Long.BYTES, offset)
                .putLong(slot + 3 * Long.BYTES, check(position, file, offset));
    }

    private static boolean isValid(ByteBuffer header, int slot) {
        long position = header.getLong(slot);
        return header.getLong(slot + 3 * Long.BYTES)
                == check(position, header.getLong(slot + Long.BYTES), header.getLong(slot + 2 * Long.BYTES))
                && position >= 0 && position <= RingDescriptor.produced(header);
    }

    /** The largest offset of each file whose line before it was published. */
    static Map<Long, Long> read(ByteBuffer header) {
        Map<Long, Long> places = new HashMap<>();
        for (int i = 0; i < 2 * MOST_LOGS; i++) {
            int slot = slot(i);
            if (isValid(header, slot)) {
                places.merge(header.getLong(slot + Long.BYTES), header.getLong(slot + 2 * Long.BYTES), Math::max);
            }
        }
        return places;
    }

    /** Which of a log's slots was written last. */
    static int lastTurn(ByteBuffer header, int log) {
        int first = slot(2 * log);
        int second = slot(2 * log + 1);
        return isValid(header, second)
                && (!isValid(header, first) || header.getLong(second) > header.getLong(first)) ? 1 : 0;
    }

    /** Forgets all places. */
    static void clear(ByteBuffer header) {
        for (int at = START; at < slot(2 * MOST_LOGS); at += Long.BYTES) {
            header.putLong(at, 0);
        }
    }

    /** Copies the places into the header of a ring that takes this one's place, after its positions were set. */
    static void copy(ByteBuffer from, ByteBuffer to) {
        for (int i = 0; i < 2 * MOST_LOGS; i++) {
            int slot = slot(i);
            if (isValid(from, slot)) {
                write(to, i / 2, i % 2, RingDescriptor.produced(to), from.getLong(slot + Long.BYTES),
                        from.getLong(slot + 2 * Long.BYTES));
            }
        }
    }
}
