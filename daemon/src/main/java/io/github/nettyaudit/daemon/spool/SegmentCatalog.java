package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The segments of a spool as readers see them. Thread-safe. */
interface SegmentCatalog {
    /** Returns the segment in which a sequence is, if any has it. */
    @Nullable Segment floor(long sequence) throws IOException;

    /** Returns the segment after the one that starts with a sequence. */
    @Nullable Segment after(long first) throws IOException;

    @Nullable Segment oldest() throws IOException;

    /** Returns whether no block will follow in a segment; to be asked before {@link #limit}. */
    boolean isFinal(Segment segment) throws IOException;

    /** Returns up to where a segment can be read. */
    long limit(Segment segment, FileChannel channel) throws IOException;

    /** Returns the sequence of the first entry that is not written yet; 0 if that is not known. */
    long next();

    /** Returns why a sequence is missing for which there is no segment. */
    SpoolGapCause causeOfMissing(long sequence);

    /** Returns the id that damaged segments are searched for; 0 if it is not known. */
    long spoolId();

    /** Returns whether the end of the last segment may be a block that is just being written. */
    boolean isWrittenElsewhere();

    /** Waits until there may be an entry of that sequence, or the time is over, or the reader is closed. */
    void await(long sequence, long nanos, BooleanSupplier isClosed) throws InterruptedException;

    /** Lets readers that wait look again. */
    void wake();
}
