/**
 * A log of events on disk: what was received outlives the process and waits for slow sinks.
 *
 * <p>{@link io.github.nettyaudit.daemon.spool.Spool} is the entry: one
 * {@link io.github.nettyaudit.daemon.spool.SpoolWriter} appends, each
 * {@link io.github.nettyaudit.daemon.spool.SpoolReader} reads at its own speed.
 * {@link io.github.nettyaudit.daemon.spool.SpoolDirectory} looks at a spool without opening it for writing. Entries are
 * bytes; {@link io.github.nettyaudit.daemon.spool.StoredEventCodec} makes them of events, and events of them.
 *
 * <p>The directory (mode 0700, files 0600):
 * <pre>
 * 00000000000000000001.log   a segment; the name is the sequence of its first entry
 * 00000000000000084213.log   the last one is written
 * ...-1234.torn              bytes that were cut from the end of a segment when the spool was opened
 * positions/NAME.pos         the sequence that a reader reads next
 * dropped.pos                everything before this sequence was deleted because of the bound
 * id.pos                     a random number that is in the header of each block
 * lock                       locked by the process that writes; holds its pid
 * </pre>
 * A segment is a sequence of blocks, a block a header and a body, which may be compressed:
 * <pre>
 *    0  "NaSp"                            40  source id             (8)
 *    4  version 1                   (1)   48  source position       (8)
 *    5  compression: 0 none, 1 zstd (1)   56  length of the body    (4)
 *    6  cause of skipped sequences  (1)   60  length, decompressed  (4)
 *    7  0                           (1)   64  number of entries     (4)
 *    8  id of the spool                  (8)   68  CRC32C of 0 to 67     (4)
 *   16  sequence of the first entry (8)   72  CRC32C of 0 to 71 and the body (4)
 *   24  number skipped before it    (8)   76  body: for each entry its length (4) and its bytes
 *   32  time, ms since 1970         (8)
 * </pre>
 * Numbers are big-endian. Sequences are consecutive, so a reader knows exactly what it did not get. A damaged block is
 * left out and reported; so is a segment that is not there.
 */
@NullMarked
package io.github.nettyaudit.daemon.spool;

import org.jspecify.annotations.NullMarked;
