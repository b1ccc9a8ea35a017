package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes records of events that overlap as those of several processors do, and knows which events they are. */
final class TestRecords {
    private static final int PROCESSORS = 6;

    private final SplittableRandom random;
    private final int[] serials = new int[PROCESSORS];
    private final int[] records = new int[PROCESSORS];
    private final int[] wanted = new int[PROCESSORS];
    private int lastSerial;
    final List<String> expected = new ArrayList<>();
    int type;

    TestRecords(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next record; {@link #type} is its type. */
    ByteBuf next() {
        int processor = random.nextInt(PROCESSORS);
        if (serials[processor] == 0) {
            serials[processor] = ++lastSerial;
            if (random.nextInt(4) == 0) {
                int serial = serials[processor];
                serials[processor] = 0;
                type = AuditMessageType.USER_LOGIN;
                expected.add(serial + "/1/COMPLETE");
                return text(serial, random.nextInt(300));
            }
            wanted[processor] = 1 + random.nextInt(5);
        }
        return next(processor);
    }

    private ByteBuf next(int processor) {
        int serial = serials[processor];
        if (records[processor] == wanted[processor]) {
            expected.add(serial + "/" + records[processor] + "/COMPLETE");
            serials[processor] = 0;
            records[processor] = 0;
            type = AuditMessageType.EOE;
            return text(serial, 0);
        }
        type = records[processor]++ == 0 ? AuditMessageType.SYSCALL : AuditMessageType.PATH;
        return text(serial, random.nextInt(10) == 0 ? random.nextInt(4_000) : random.nextInt(300));
    }

    /** A record of an event that is open, until there is none: then {@code null} would follow. */
    boolean isEventOpen() {
        for (int serial : serials) {
            if (serial != 0) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #next()}, without beginning another event. */
    ByteBuf nextOfOpen() {
        for (int processor = 0; ; processor++) {
            if (serials[processor] != 0) {
                return next(processor);
            }
        }
    }

    static ByteBuf text(int serial, int length) {
        return Unpooled.copiedBuffer("audit(1764172800.123:" + serial + "): " + "x".repeat(length),
                StandardCharsets.US_ASCII);
    }
}
