package io.github.nettyaudit.daemon.spool;

import java.nio.file.Path;
import java.util.List;

/**
 * What was found in a spool when it was opened.
 *
 * @param segments       the number of segments
 * @param bytes          the sum of their lengths
 * @param oldestSequence the first sequence of the oldest segment; {@code nextSequence} if there is none
 * @param nextSequence   the sequence of the next entry
 * @param tornBytes      the bytes that were cut from the end of the spool because they are not a whole block, as after a
 *                       failure of the machine or a kill in the middle of a write
 * @param tornEntries   the sequences between the last whole block and {@code nextSequence}: those of cut blocks whose
 *                       header is whole, and those that a reader has already had; readers get a gap
 * @param tornFiles      where these bytes are kept; only the last {@value SpoolRecoveryScan#MOST_TORN_FILES} such files
 *                       of the directory are
 * @param damagedBlocks  the damaged places in the last segment with whole blocks after them, which were left as they
 *                       are; readers get a gap
 * @param sourceId       the id of {@link SpoolWriter#source} in the last block; 0 if there is no block
 * @param sourcePosition the position of {@link SpoolWriter#source} in the last block; 0 if there is no block
 */
public record SpoolRecovery(int segments, long bytes, long oldestSequence, long nextSequence, long tornBytes,
        long tornEntries, List<Path> tornFiles, int damagedBlocks, long sourceId, long sourcePosition) {
}
