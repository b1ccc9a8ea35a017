package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of a batch into one buffer. A message that is too large is refused, or cut before a character and
 * followed by {@code …[N bytes were cut off]}. Not thread-safe.
 */
final class MessageEncoder {
    private static final int USUAL_HEADER = 160;
    /** Bytes of the note in the place of what was cut off, at most. */
    private static final int LONGEST_NOTE = 40;

    private final MessageHeader header;
    private final @Nullable Framing framing;
    private final int largest;
    private final boolean truncates;
    private final ByteBuf begin = Unpooled.buffer(256);

    /** @param framing {@code null} for datagrams */
    MessageEncoder(MessageHeader header, @Nullable Framing framing, int largest, boolean truncates) {
        this.header = header;
        this.framing = framing;
        this.largest = largest;
        this.truncates = truncates;
    }

    /** Writes the messages of a batch, which stays the caller's. */
    EncodedBatch encode(SinkBatch batch) {
        EncodedBatch encoded = new EncodedBatch(batch, Unpooled.buffer(batch.bytes() + batch.size() * USUAL_HEADER));
        for (int document = 0; document < batch.size(); document++) {
            String refusal = write(batch, document, encoded.bytes());
            if (refusal == null) {
                encoded.written();
            } else {
                encoded.refused(document, refusal);
            }
        }
        return encoded;
    }

    /** Returns why it is refused, or {@code null}. */
    private @Nullable String write(SinkBatch batch, int document, ByteBuf output) {
        begin.clear();
        header.write(batch.origin(document), begin);
        ByteBuf text = batch.document(document);
        int end = text.readableBytes();
        if (end > 0 && text.getByte(text.readerIndex() + end - 1) == '\n') {
            end--;
        }
        byte[] note = new byte[0];
        int size = begin.readableBytes() + end;
        if (size > largest) {
            int kept = truncates ? boundary(text, largest - begin.readableBytes() - LONGEST_NOTE) : 0;
            if (kept <= 0) {
                return "the message has " + size + " bytes, and max-message-size is " + largest + ": raise it if the"
                        + " receiver takes larger ones";
            }
            note = ("…[" + (end - kept) + " bytes were cut off]").getBytes(StandardCharsets.UTF_8);
            end = kept;
            size = begin.readableBytes() + end + note.length;
        }
        if (framing == Framing.OCTET_COUNTING) {
            output.writeCharSequence(Integer.toString(size), StandardCharsets.US_ASCII);
            output.writeByte(' ');
        }
        output.writeBytes(begin).writeBytes(text, text.readerIndex(), end).writeBytes(note);
        if (framing == Framing.NEWLINE) {
            output.writeByte('\n');
        }
        return null;
    }

    /** The largest number of bytes up to a bound that ends before a character of UTF-8. */
    private static int boundary(ByteBuf text, int most) {
        int end = most;
        while (end > 0 && (text.getByte(text.readerIndex() + end) & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }
}
