package io.github.nettyaudit.daemon.spool;

import java.nio.file.Path;

/**
 * A file of a spool, see {@link SpoolDirectory#segments()}.
 *
 * @param path          the file
 * @param firstSequence the sequence of its first entry, by its name
 * @param length        its length in bytes
 */
public record SpoolSegmentFile(Path path, long firstSequence, long length) {
}
