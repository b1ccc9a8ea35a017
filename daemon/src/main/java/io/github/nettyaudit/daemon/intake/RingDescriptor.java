package io.github.nettyaudit.daemon.intake;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The header page of a ring's file, in the byte order of the machine, which also writes and reads the file. The entries
 * follow it, see {@link EntryDescriptor}.
 * <pre>
 *     0  "NAINTAKE"                                    (8)
 *     8  version 1                                     (4)
 *    12  0                                             (4)
 *    16  capacity: the length of what follows the page (8)
 *    24  id: a random number                           (8)
 *    32  boot: a number that names the kernel's boot   (8)
 *    40  CRC32C of 0 to 39                             (4)
 *   128  produced: where the next entry begins         (8)   by the producer
 *   136  records dropped and not reported yet          (8)   by the producer
 *   256  released: where the oldest entry begins       (8)   by the consumer
 *   264  highest serial of an event, -1 for none       (8)   by the consumer
 *  1024  up to where logs were read, see {@link LogPlaces} (1024)  by the producer
 *  4096  the entries
 * </pre>
 * Positions count bytes since the ring was made and never decrease; the place of a position is its remainder by the
 * capacity, which is a power of two. What two threads write is 128 bytes apart, because processors fetch cache lines in
 * pairs.
 */
final class RingDescriptor {
    static final int HEADER_LENGTH = 4096;
    static final int VERSION = 1;
    static final long NO_SERIAL = -1;

    private static final long MAGIC = 0x4e41_494e_5441_4b45L;
    private static final int VERSION_INT = 8;
    private static final int CAPACITY_LONG = 16;
    private static final int ID_LONG = 24;
    private static final int BOOT_LONG = 32;
    private static final int CHECKSUM_INT = 40;
    private static final int PRODUCED_LONG = 128;
    private static final int DROPPED_LONG = 136;
    private static final int RELEASED_LONG = 256;
    private static final int SERIAL_LONG = 264;

    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private RingDescriptor() {
    }

    /** Fills a header page of zeros. */
    static void create(ByteBuffer header, int capacity, long id, long boot) {
        header.order(ByteOrder.BIG_ENDIAN).putLong(0, MAGIC);
        header.order(ByteOrder.nativeOrder());
        header.putInt(VERSION_INT, VERSION).putLong(CAPACITY_LONG, capacity).putLong(ID_LONG, id)
                .putLong(SERIAL_LONG, NO_SERIAL);
        boot(header, boot);
    }

    static void boot(ByteBuffer header, long boot) {
        header.putLong(BOOT_LONG, boot).putInt(CHECKSUM_INT, checksum(header));
    }

    private static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().limit(CHECKSUM_INT).position(0));
        return (int) crc.getValue();
    }

    /** Whether the page is one of ours, of any version. */
    static boolean hasMagic(ByteBuffer header) {
        return header.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(0) == MAGIC;
    }

    static boolean isIntact(ByteBuffer header) {
        return header.getInt(CHECKSUM_INT) == checksum(header);
    }

    static int version(ByteBuffer header) {
        return header.getInt(VERSION_INT);
    }

    static long capacity(ByteBuffer header) {
        return header.getLong(CAPACITY_LONG);
    }

    static long id(ByteBuffer header) {
        return header.getLong(ID_LONG);
    }

    static long boot(ByteBuffer header) {
        return header.getLong(BOOT_LONG);
    }

    static long produced(ByteBuffer header) {
        return (long) LONG.getAcquire(header, PRODUCED_LONG);
    }

    /** Publishes the entries before a position. */
    static void produced(ByteBuffer header, long position) {
        LONG.setRelease(header, PRODUCED_LONG, position);
    }

    static long dropped(ByteBuffer header) {
        return (long) LONG.getAcquire(header, DROPPED_LONG);
    }

    static void dropped(ByteBuffer header, long records) {
        LONG.setRelease(header, DROPPED_LONG, records);
    }

    static long released(ByteBuffer header) {
        return (long) LONG.getAcquire(header, RELEASED_LONG);
    }

    /**
     * Lets the producer use the space before a position. A volatile write, because what waits for space is read
     * next.
     */
    static void released(ByteBuffer header, long position) {
        LONG.setVolatile(header, RELEASED_LONG, position);
    }

    static long serial(ByteBuffer header) {
        return header.getLong(SERIAL_LONG);
    }

    static void serial(ByteBuffer header, long serial) {
        header.putLong(SERIAL_LONG, serial);
    }
}
