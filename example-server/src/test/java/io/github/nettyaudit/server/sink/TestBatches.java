package io.github.nettyaudit.server.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Batches of numbered lines. */
final class TestBatches {
    private TestBatches() {
    }

    /** Offers one batch of {@code count} lines that begin with their number and are padded to {@code length} bytes. */
    static void offer(LineSink sink, int first, int count, int length) {
        ByteBuf lines = UnpooledByteBufAllocator.DEFAULT.directBuffer(count * length);
        for (int number = first; number < first + count; number++) {
            String text = String.valueOf(number);
            lines.writeCharSequence(text + " ".repeat(length - text.length() - 1) + "\n", StandardCharsets.US_ASCII);
        }
        try {
            sink.offer(new LineBatch(lines, count, 0));
        } finally {
            lines.release();
        }
    }
}
