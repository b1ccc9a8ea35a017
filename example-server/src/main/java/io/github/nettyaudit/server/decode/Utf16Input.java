package io.github.nettyaudit.server.decode;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The UTF-8 of a stream that is UTF-16, as some programs of Windows write a log that they copy. */
final class Utf16Input extends InputStream {
    private static final int MARK = 0xfeff;
    private static final int SWAPPED_MARK = 0xfffe;
    private static final int CHARACTERS = 8 << 10;
    private static final int MIN_HEAD = 16;

    private final Reader reader;
    private final Charset charset;
    private final char[] characters = new char[CHARACTERS];
    /** A high surrogate at the end of the last characters, which the next one completes. */
    private int kept;
    private byte[] bytes = new byte[0];
    private int position;

    private Utf16Input(InputStream input, Charset charset) {
        this.charset = charset;
        reader = new InputStreamReader(input, charset);
    }

    /** The stream as UTF-8, if its first bytes show that it is UTF-16; otherwise {@code null}. */
    static @Nullable Utf16Input of(ByteBuf head, InputStream input) {
        int mark = head.readableBytes() < 2 ? 0 : head.getUnsignedShort(0);
        if (mark == SWAPPED_MARK && BinaryFormat.of(head) == BinaryFormat.UTF_32) {
            return null;
        }
        if (mark == SWAPPED_MARK || mark != MARK && isAscii(head, 0)) {
            return new Utf16Input(input, StandardCharsets.UTF_16LE);
        }
        return mark == MARK || isAscii(head, 1) ? new Utf16Input(input, StandardCharsets.UTF_16BE) : null;
    }

    /** Whether each second byte, from an index on, is printable ASCII, and all others are zero. */
    private static boolean isAscii(ByteBuf head, int from) {
        int length = head.readableBytes() & ~1;
        for (int i = 0; i < length; i++) {
            byte b = head.getByte(i);
            if (i % 2 == from ? b < '\t' || b == 0x7f : b != 0) {
                return false;
            }
        }
        return length >= MIN_HEAD;
    }

    String encoding() {
        return charset.name();
    }

    private boolean fill() throws IOException {
        int length = reader.read(characters, kept, characters.length - kept);
        if (length < 0 && kept == 0) {
            return false;
        }
        int end = kept + Math.max(length, 0);
        kept = length > 0 && Character.isHighSurrogate(characters[end - 1]) ? 1 : 0;
        String text = new String(characters, 0, end - kept);
        characters[0] = characters[end - 1];
        bytes = text.getBytes(StandardCharsets.UTF_8);
        position = 0;
        return true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        while (position == bytes.length) {
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, target, start, count);
        position += count;
        return count;
    }
}
