package io.github.nettyaudit.codec.pcapng;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Walks the options at the end of a block: {@code while (options.next()) switch (options.code()) …}. */
final class PcapngOptions {
    private final ByteBuffer rest;
    private final long blockOffset;
    private int code;
    private ByteBuffer value;

    /**
     * @param rest        what is left of the block's body, in the section's byte order; may be empty, as options may
     * @param blockOffset where the block starts in the file, for errors
     */
    PcapngOptions(ByteBuffer rest, long blockOffset) {
        this.rest = rest;
        this.blockOffset = blockOffset;
        value = rest;
    }

    /** Moves to the next option, if there is one. */
    boolean next() throws PcapngException {
        if (!rest.hasRemaining()) {
            return false;
        }
        // bodies are a multiple of 4 bytes long and so is every option: there is room for a header
        code = rest.getShort() & 0xffff;
        int length = rest.getShort() & 0xffff;
        if (code == PcapngFormat.OPTION_END) {
            rest.position(rest.limit());
            return false;
        }
        if (PcapngFormat.align(length) > rest.remaining()) {
            throw new PcapngException("option " + code + " of " + length + " bytes is longer than the "
                    + rest.remaining() + " bytes left of its block", blockOffset, false);
        }
        value = rest.slice(rest.position(), length).order(rest.order());
        rest.position(rest.position() + PcapngFormat.align(length));
        return true;
    }

    int code() {
        return code;
    }

    /** The value as text; for {@code earlier} that is not null, as one more line of that. */
    String text(@Nullable String earlier) {
        String text = StandardCharsets.UTF_8.decode(value.duplicate()).toString();
        return earlier == null ? text : earlier + '\n' + text;
    }

    byte byteValue() throws PcapngException {
        return checkedValue(Byte.BYTES).get(0);
    }

    int intValue() throws PcapngException {
        return checkedValue(Integer.BYTES).getInt(0);
    }

    long longValue() throws PcapngException {
        return checkedValue(Long.BYTES).getLong(0);
    }

    private ByteBuffer checkedValue(int length) throws PcapngException {
        if (value.remaining() != length) {
            throw new PcapngException("option " + code + " has " + value.remaining() + " bytes instead of " + length,
                    blockOffset, false);
        }
        return value;
    }
}
