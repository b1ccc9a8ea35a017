package io.github.nettyaudit.daemon.filter;

import java.util.Arrays;

/**
 * Joins a working directory and a name, and removes what leads nowhere: {@code //}, {@code /./} and {@code /../}. Symbolic
 * links are not looked at. Not thread-safe.
 */
final class PathJoiner {
    private byte[] path = new byte[256];
    private int length;
    private boolean absolute;

    /** Starts with nothing. */
    void clear() {
        length = 0;
        absolute = false;
    }

    byte[] bytes() {
        return path;
    }

    int length() {
        return length;
    }

    /** Adds a path; one that is absolute replaces what was added before. */
    void add(byte[] bytes, int start, int end) {
        if (start < end && bytes[start] == '/') {
            length = 0;
            absolute = true;
        }
        int from = start;
        while (from < end) {
            int to = from;
            while (to < end && bytes[to] != '/') {
                to++;
            }
            addName(bytes, from, to);
            from = to + 1;
        }
    }

    /** Ends a path: the root directory is {@code /}. */
    void end() {
        if (length == 0 && absolute) {
            path[length++] = '/';
        }
    }

    private void addName(byte[] bytes, int from, int to) {
        int size = to - from;
        if (size == 0 || size == 1 && bytes[from] == '.') {
            return;
        }
        if (size == 2 && bytes[from] == '.' && bytes[from + 1] == '.' && canGoUp()) {
            goUp();
            return;
        }
        if (path.length < length + size + 1) {
            path = Arrays.copyOf(path, 2 * (length + size + 1));
        }
        if (absolute || length > 0) {
            path[length++] = '/';
        }
        System.arraycopy(bytes, from, path, length, size);
        length += size;
    }

    /** A relative path that begins with {@code ..} keeps it. */
    private boolean canGoUp() {
        int last = lastName();
        return absolute || length > 0 && !(length - last == 2 && path[last] == '.' && path[last + 1] == '.');
    }

    private int lastName() {
        int at = length;
        while (at > 0 && path[at - 1] != '/') {
            at--;
        }
        return at;
    }

    private void goUp() {
        length = Math.max(0, lastName() - 1);
    }
}
