package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** The messages of a batch in a heap buffer that no pool owns, and what is said of the documents that are refused. */
final class EncodedBatch {
    private final SinkResult.Builder result;
    private final ByteBuf bytes;
    private int[] ends;
    private int count;

    EncodedBatch(SinkBatch batch, ByteBuf bytes) {
        result = SinkResult.of(batch.size());
        this.bytes = bytes;
        ends = new int[batch.size()];
    }

    /** All messages. */
    ByteBuf bytes() {
        return bytes;
    }

    void written() {
        ends[count++] = bytes.writerIndex();
    }

    void refused(int document, String reason) {
        result.refuse(document, reason);
    }

    /** The number of messages. */
    int size() {
        return count;
    }

    /** One message, as a buffer that may be released. */
    ByteBuf message(int index) {
        int start = index == 0 ? 0 : ends[index - 1];
        return Unpooled.wrappedBuffer(bytes.array(), bytes.arrayOffset() + start, ends[index] - start);
    }

    /** All messages, as a buffer that may be released. */
    ByteBuf all() {
        return Unpooled.wrappedBuffer(bytes.array(), bytes.arrayOffset(), bytes.writerIndex());
    }

    /** What is answered when the messages are accepted. */
    SinkResult result() {
        return result.build();
    }

    @Override
    public String toString() {
        return "messages that end at " + Arrays.toString(Arrays.copyOf(ends, count));
    }
}
