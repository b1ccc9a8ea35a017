package io.github.nettyaudit.daemon.filter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes of the text of a record. */
final class RecordEdit {
    private static final byte[] MARKER = "redacted=1 ".getBytes(StandardCharsets.US_ASCII);

    private record Change(int start, int end, byte[] text) {
    }

    private final List<Change> changes = new ArrayList<>();

    void replace(int start, int end, byte[] text) {
        changes.add(new Change(start, end, text));
    }

    /** Puts the marker before the first field. */
    void mark(int firstField) {
        changes.add(new Change(firstField, firstField, MARKER));
    }

    /** Returns the changed text. */
    ByteBuf apply(ByteBuf content) {
        changes.sort(Comparator.comparingInt(Change::start).thenComparingInt(Change::end));
        ByteBuf text = Unpooled.buffer(content.readableBytes() + 64);
        int from = 0;
        for (Change change : changes) {
            text.writeBytes(content, content.readerIndex() + from, change.start - from);
            text.writeBytes(change.text);
            from = change.end;
        }
        return text.writeBytes(content, content.readerIndex() + from, content.readableBytes() - from);
    }
}
