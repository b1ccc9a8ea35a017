package io.github.nettyaudit.daemon.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes rings and entries for tests. */
final class Rings {
    private Rings() {
    }

    static IntakeOptions options(Path directory, List<String> notices) {
        return IntakeOptions.of(directory.resolve("intake.ring")).withCapacity(IntakeOptions.MIN_CAPACITY)
                .withNotices(notices::add);
    }

    static IntakeRing open(Path directory) throws IOException {
        return IntakeRing.open(options(directory, new ArrayList<>()));
    }

    /** Bytes that depend on the seed, the length included. */
    static ByteBuf content(long seed, int longest) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(longest + 1)];
        random.nextBytes(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }

    static ByteBuf bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (length + i * 31);
        }
        return Unpooled.wrappedBuffer(bytes);
    }

    static RingReader reader(IntakeRing ring) {
        return ring.reader(ByteBufAllocator.DEFAULT);
    }
}
