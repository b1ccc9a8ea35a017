package io.github.nettyaudit.daemon.internal.rotation;

import java.time.Duration;

/**
 * When a file is replaced by a new one, and what becomes of the old ones.
 *
 * @param maxBytes    the length that it does not exceed, unless a single write does; 0: any length
 * @param period      it holds what was written in one period, which begins at a multiple of this since 1970 in UTC;
 *                    zero: any time
 * @param kept        how many old files are kept beside the current one
 * @param compression how the old ones are compressed
 */
public record Rotation(long maxBytes, Duration period, int kept, Compression compression) {
}
