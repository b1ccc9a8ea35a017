package io.github.nettyaudit.server.sink;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the first line that a subscriber sends, without the blanks around it. Blank lines before it, and all that
 * follows it, are thrown away. A line that is longer than {@link #LONGEST} bytes ends there, since no format has so long
 * a name.
 */
final class FirstLine {
    /** Bytes that are kept at most. */
    static final int LONGEST = 64;

    private final StringBuilder text = new StringBuilder();
    private boolean isOver;

    /** Reads more of what the subscriber has sent. Returns the line when it is complete, once; else {@code null}. */
    @Nullable String read(ByteBuf bytes) {
        while (!isOver && bytes.isReadable()) {
            char next = (char) bytes.readUnsignedByte();
            if (next != '\n' && text.length() < LONGEST) {
                text.append(next);
                continue;
            }
            String line = take();
            if (next != '\n' || !line.isEmpty()) {
                isOver = true;
                return line;
            }
        }
        return null;
    }

    /** The subscriber sends no more. Returns the line that lacks its newline; {@code null} if there is none. */
    @Nullable String end() {
        String line = isOver ? "" : take();
        isOver = true;
        return line.isEmpty() ? null : line;
    }

    private String take() {
        String line = text.toString().strip();
        text.setLength(0);
        return line;
    }
}
