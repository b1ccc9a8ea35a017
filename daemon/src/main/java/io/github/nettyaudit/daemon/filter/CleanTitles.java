package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.record.UntrustedString;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Knows PROCTITLE records without a secret from their bytes, because nearly all are, and many events of a process have the
 * same. Not thread-safe.
 */
final class CleanTitles {
    private static final byte[] NAME = " proctitle=".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 2048;

    private final CommandLine line;
    private final byte[] text = new byte[LONGEST];
    private byte[] last = new byte[0];
    private int lastLength = -1;

    CleanTitles(CommandLine line) {
        this.line = line;
    }

    /** Whether a record has no secret for certain. */
    boolean has(ByteBuf content) {
        int end = content.readableBytes();
        if (end > LONGEST) {
            return false;
        }
        content.getBytes(content.readerIndex(), text, 0, end);
        int start = valueStart(end);
        if (start < 0) {
            return false;
        }
        int length = end - start;
        if (length == lastLength && Arrays.equals(text, start, end, last, 0, length)) {
            return true;
        }
        if (!UntrustedString.isHexadecimal(text, start, length) && !isOneWord(start, end)) {
            return false; // another reader knows what it is
        }
        line.clear();
        ArgumentPieces.append(text, start, end, line);
        if (line.find(false)) {
            return false;
        }
        if (last.length < length) {
            last = new byte[2 * length];
        }
        System.arraycopy(text, start, last, 0, length);
        lastLength = length;
        return true;
    }

    /** Where the value of the field begins; -1 if there is none. */
    private int valueStart(int end) {
        for (int i = 0; i + NAME.length < end; i++) {
            if (text[i] == ' ' && Arrays.equals(text, i, i + NAME.length, NAME, 0, NAME.length)) {
                return i + NAME.length;
            }
        }
        return -1;
    }

    /** Whether it is a text in quotation marks, which has none, nor blanks. */
    private boolean isOneWord(int start, int end) {
        return end - start >= 2 && text[start] == '"' && text[end - 1] == '"'
                && UntrustedString.isPlain(text, start + 1, end - start - 2);
    }
}
