package io.github.nettyaudit.daemon.delivery;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where a delivery keeps what its sink refuses for good, and what cannot be encoded or decoded.
 *
 * <p>The file has one JSON object a line: the event in the form of
 * {@link io.github.nettyaudit.schema.raw.RawEventEncoder}, which {@link io.github.nettyaudit.schema.raw.RawEventReader}
 * reads again, with one member more at its end:
 * <pre>
 * "dead_letter":{"time":"2026-11-26T15:40:48.123Z","sink":"bus","reason":"…"}
 * </pre>
 * For an entry that cannot be decoded there is only that member, with {@code "entry":"…"}, its bytes in hexadecimal
 * digits.
 *
 * @param file     the file, which is made with mode 0600 when it is needed
 * @param maxBytes the length at which it is replaced by a new one
 * @param kept     how many old files are kept
 */
public record DeadLetterOptions(Path file, long maxBytes, int kept) {
    /**
     * Checks the values.
     *
     * @param file     the file, which is made with mode 0600 when it is needed
     * @param maxBytes the length at which it is replaced by a new one
     * @param kept     how many old files are kept
     * @throws IllegalArgumentException if {@code maxBytes} is less than 1 or {@code kept} is negative
     */
    public DeadLetterOptions {
        requireNonNull(file, "file");
        if (maxBytes < 1 || kept < 0) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + ", kept: " + kept + " (expected: >= 1, >= 0)");
        }
    }

    /**
     * Files of 16 MiB, of which four old ones are kept.
     *
     * @param file the file
     * @return the options
     */
    public static DeadLetterOptions of(Path file) {
        return new DeadLetterOptions(file, 16 << 20, 4);
    }
}
