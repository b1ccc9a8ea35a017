package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The names of programs that patterns are about, found by their bytes without a {@code String}. Immutable. */
final class ProgramTable {
    /** The name of no program of a pattern. */
    static final int NONE = -1;
    /** A program whose operands may be the names of programs, without running them. */
    static final int NAMER = -2;
    /** A program that runs the one that it names. */
    static final int WRAPPER = -3;
    private static final Set<String> WRAPPERS = Set.of("sudo", "doas", "env", "nice", "nohup", "time", "exec", "command");
    private static final List<String> NAMERS = List.of("""
            apt apt-get apt-cache aptitude dpkg dpkg-query yum dnf zypper apk pacman rpm snap brew pip npm man
            whatis apropos info which whereis type locate systemctl journalctl service pgrep pkill killall
            pidof ps top pmap lsof fuser grep egrep fgrep rg ls stat file du ldd cp mv rm ln chmod chown chgrp
            mkdir id getent groups vi vim nano cat tail head less more install strip objdump readelf md5sum
            sha256sum tee awk sed cut sort wc tr""".split("\\s+"));

    private final byte[][] names;
    private final int[] numbers;
    /** The programs of patterns that run others, too. */
    private final boolean[] wraps;
    private int longest;
    /** For each first byte, the lengths of the names that begin with it: most words are like none of them. */
    private final long[] lengths = new long[1 << Byte.SIZE];

    /** @param programs names; the number of each is its index */
    ProgramTable(List<String> programs) {
        int size = Integer.highestOneBit(4 * (programs.size() + NAMERS.size() + WRAPPERS.size()));
        names = new byte[size][];
        numbers = new int[size];
        wraps = new boolean[programs.size()];
        for (int number = 0; number < programs.size(); number++) {
            put(programs.get(number), number);
            wraps[number] = WRAPPERS.contains(programs.get(number));
        }
        NAMERS.stream().filter(name -> !programs.contains(name)).forEach(name -> put(name, NAMER));
        WRAPPERS.stream().filter(name -> !programs.contains(name)).forEach(name -> put(name, WRAPPER));
    }

    private void put(String program, int number) {
        byte[] name = program.getBytes(StandardCharsets.UTF_8);
        int slot = hash(name, 0, name.length) & names.length - 1;
        while (names[slot] != null) {
            slot = slot + 1 & names.length - 1;
        }
        names[slot] = name;
        numbers[slot] = number;
        longest = Math.max(longest, name.length);
        lengths[name[0] & 0xff] |= 1L << Math.min(name.length, Long.SIZE - 1);
    }

    private static int hash(byte[] bytes, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }

    /**
     * Whether the next word may still be the program that runs: this one is a program that runs another, an option, or an
     * assignment.
     */
    boolean isBeforeProgram(int program, ShellText line, int start, int end) {
        if (program == WRAPPER || program >= 0 && wraps[program] || start < end && line.bytes[start] == '-'
                || start > 0 && line.bytes[start - 1] == '=') {
            return true;
        }
        int at = start;
        while (at < end && line.bytes[at] != '=') {
            at++;
        }
        return at < line.length && line.bytes[at] == '=';
    }

    /** The number of the program that a word names, perhaps with a directory before it and a version after it. */
    int find(byte[] bytes, int start, int end) {
        int from = end;
        while (from > start && bytes[from - 1] != '/') {
            if (end - from > 2 * longest) {
                return NONE;
            }
            from--;
        }
        int number = exactly(bytes, from, end);
        int to = end;
        while (to > from && (bytes[to - 1] >= '0' && bytes[to - 1] <= '9' || bytes[to - 1] == '.')) {
            to--;
        }
        if (number != NONE || to == end) {
            return number;
        }
        return exactly(bytes, from, to > from && bytes[to - 1] == '-' ? to - 1 : to);
    }

    private int exactly(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length <= 0 || length > longest
                || (lengths[bytes[start] & 0xff] & 1L << Math.min(length, Long.SIZE - 1)) == 0) {
            return NONE;
        }
        int slot = hash(bytes, start, end) & names.length - 1;
        for (; names[slot] != null; slot = slot + 1 & names.length - 1) {
            if (Arrays.equals(names[slot], 0, names[slot].length, bytes, start, end)) {
                return numbers[slot];
            }
        }
        return NONE;
    }
}
