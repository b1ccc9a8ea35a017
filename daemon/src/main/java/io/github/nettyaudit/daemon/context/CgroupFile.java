package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code /proc/<pid>/cgroup}, lines of {@code number:controllers:path}. Of several hierarchies the one counts whose
 * path names a container, else the first that does not end at its root: version 2, then systemd's own, then the others.
 */
final class CgroupFile {
    private static final byte[] UNIFIED = {'0', ':', ':'};
    private static final byte[] SYSTEMD = ":name=systemd:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);

    private @Nullable ControlGroup best;
    private int bestRank;

    /** The control group; {@code null} if there is none in the text. */
    @Nullable ControlGroup read(byte[] text, int length) {
        best = null;
        bestRank = Integer.MAX_VALUE;
        int start = 0;
        while (start < length) {
            int end = start;
            while (end < length && text[end] != '\n') {
                end++;
            }
            readLine(text, start, end);
            start = end + 1;
        }
        return best;
    }

    private void readLine(byte[] text, int start, int end) {
        int first = indexOfColon(text, start, end);
        int second = first < 0 ? -1 : indexOfColon(text, first + 1, end);
        if (second < 0 || second + 1 == end || text[second + 1] != '/') {
            return;
        }
        int pathEnd = endsWith(text, second + 1, end, DELETED) ? end - DELETED.length : end;
        int kind = startsWith(text, start, end, UNIFIED) ? 0
                : Arrays.equals(text, first, second + 1, SYSTEMD, 0, SYSTEMD.length) ? 1 : 2;
        boolean isRoot = pathEnd == second + 2;
        if (isRoot && bestRank <= 9 + kind) {
            return;
        }
        ControlGroup group = ControlGroup.of(ProcessText.of(text, second + 1, pathEnd - second - 1));
        int rank = kind + (group.containerId() != null ? 0 : isRoot ? 9 : 3);
        if (rank < bestRank) {
            best = group;
            bestRank = rank;
        }
    }

    private static int indexOfColon(byte[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text[i] == ':') {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] text, int start, int end, byte[] prefix) {
        return end - start >= prefix.length && Arrays.equals(text, start, start + prefix.length, prefix, 0, prefix.length);
    }

    private static boolean endsWith(byte[] text, int start, int end, byte[] suffix) {
        return end - start > suffix.length && Arrays.equals(text, end - suffix.length, end, suffix, 0, suffix.length);
    }
}
