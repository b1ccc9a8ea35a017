package io.github.nettyaudit.testkit;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel's audit state as it was found, kept in a file while it is changed. Where a program was killed before it could
 * put the state back, the file is there still, and the next one that has the lock puts it back.
 *
 * <p>The file is text. Its first line is {@code boot} and the kernel's boot id: after a boot the file says nothing. Then
 * one line for each setting, {@code features} and {@code rule} with bytes in hexadecimal, and {@code end}. A file without
 * {@code end}, of another boot, or of another user is not read. {@code .ci/kernel-state} reads it too.
 */
record FoundState(int enabled, int failure, int rateLimit, int backlogLimit, int backlogWaitTime, byte[] features,
                  List<byte[]> rules) {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(FoundState.class);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final HexFormat HEX = HexFormat.of();

    static FoundState of(LiveKernelStatus status, byte[] features, List<byte[]> rules) {
        return new FoundState(status.enabled(), status.failure(), status.rateLimit(), status.backlogLimit(),
                status.backlogWaitTime(), features, rules);
    }

    /** What a program that was killed has left in the file; the caller has the lock. */
    static Optional<FoundState> read(Path file) throws IOException {
        List<String> lines;
        try {
            if (!isOurs(file)) {
                LOGGER.warn("{} is not a regular file of this user; it is not read", file);
                return Optional.empty();
            }
            lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException nothingIsLeft) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.get(lines.size() - 1).equals("end") || !lines.get(0).equals("boot " + bootId())) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(lines.subList(1, lines.size() - 1)));
        } catch (IllegalArgumentException exception) {
            throw new IOException(file + " is not what a test has written (" + exception.getMessage()
                    + "); put the kernel's audit state back by hand, and delete the file", exception);
        }
    }

    void write(Path file) throws IOException {
        try {
            replace(file);
        } catch (FileSystemException e) {
            throw new IOException(file + " cannot be written (" + e + "): it may be another user's, whose test was"
                    + " killed; .ci/kernel-state, run by that user or by root, puts the kernel back and deletes it", e);
        }
    }

    private void replace(Path file) throws IOException {
        Files.deleteIfExists(file);
        StringBuilder text = new StringBuilder("boot ").append(bootId()).append('\n')
                .append("enabled ").append(Integer.toUnsignedString(enabled)).append('\n')
                .append("failure ").append(Integer.toUnsignedString(failure)).append('\n')
                .append("rate_limit ").append(Integer.toUnsignedString(rateLimit)).append('\n')
                .append("backlog_limit ").append(Integer.toUnsignedString(backlogLimit)).append('\n')
                .append("backlog_wait_time ").append(Integer.toUnsignedString(backlogWaitTime)).append('\n')
                .append("features ").append(HEX.formatHex(features)).append('\n');
        rules.forEach(rule -> text.append("rule ").append(HEX.formatHex(rule)).append('\n'));
        // not through a symbolic link that another user has made in a directory that is open to all
        Files.writeString(file, text.append("end\n"), StandardCharsets.ISO_8859_1, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
    }

    private static FoundState parse(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        List<byte[]> rules = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split(" ", 2);
            if (parts.length == 2 && parts[0].equals("rule")) {
                rules.add(HEX.parseHex(parts[1]));
            } else if (parts.length == 2) {
                values.put(parts[0], parts[1]);
            }
        }
        return new FoundState(number(values, "enabled"), number(values, "failure"), number(values, "rate_limit"),
                number(values, "backlog_limit"), number(values, "backlog_wait_time"),
                HEX.parseHex(values.getOrDefault("features", "")), List.copyOf(rules));
    }

    private static int number(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no line " + name);
        }
        return Integer.parseUnsignedInt(value);
    }

    private static boolean isOurs(Path file) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isRegularFile() && attributes.owner().equals(Files.getOwner(Path.of("/proc/self")));
    }

    private static String bootId() throws IOException {
        return Files.readString(BOOT_ID).strip();
    }
}
