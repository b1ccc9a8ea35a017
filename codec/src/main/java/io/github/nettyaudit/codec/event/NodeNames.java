package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.record.AuditLogLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of the machines that a log's lines start with, one string for each: a name seldom changes. */
final class NodeNames {
    /** More would be no log; then strings are made anew. */
    private static final int MAX_NODES = 256;

    private final Map<String, String> names = new HashMap<>();
    private byte[] lastBytes = new byte[0];
    private @Nullable String last;

    @Nullable String node(AuditLogLine line, ByteBuf buffer) {
        int start = line.nodeStart();
        int length = line.nodeEnd() - start;
        if (length == 0) {
            return null;
        }
        if (last == null || lastBytes.length != length || !isLast(buffer, start)) {
            lastBytes = ByteBufUtil.getBytes(buffer, start, length);
            String name = new String(lastBytes, StandardCharsets.UTF_8);
            last = names.size() < MAX_NODES ? names.computeIfAbsent(name, same -> same) : name;
        }
        return last;
    }

    private boolean isLast(ByteBuf buffer, int start) {
        for (int i = 0; i < lastBytes.length; i++) {
            if (buffer.getByte(start + i) != lastBytes[i]) {
                return false;
            }
        }
        return true;
    }
}
