package io.github.nettyaudit.daemon.sink;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Encoded documents in the order of their events, in one buffer. Each document is one line and ends with its newline, unless the
 * sink's own format ({@link EventSinkFactory#newEncoder}) is binary.
 *
 * <p>Immutable but for the reference count. Reference counted: the delivery releases it when the sink has answered.
 * The buffer is a heap buffer that no pool of Netty owns, so that a sink which never releases a batch costs memory only
 * until the garbage collector has found it. May be read by several threads.
 */
public final class SinkBatch extends AbstractReferenceCounted {
    private final ByteBuf content;
    private final int[] ends;
    private final DocumentOrigin[] origins;
    private final Recycler recycler;

    /** Takes the buffer of a batch that nobody uses any more. */
    @FunctionalInterface
    interface Recycler {
        void recycle(ByteBuf content);
    }

    SinkBatch(ByteBuf content, int[] ends, DocumentOrigin[] origins, Recycler recycler) {
        this.content = content;
        this.ends = ends;
        this.origins = origins;
        this.recycler = recycler;
    }

    /**
     * Returns the number of documents.
     *
     * @return at least 1
     */
    public int size() {
        return ends.length;
    }

    /**
     * Returns the length of all documents.
     *
     * @return the number of bytes
     */
    public int bytes() {
        return content.readableBytes();
    }

    /**
     * Returns all documents, one line each.
     *
     * @return a view with indices of its own, which is not retained; it must not be written to
     */
    public ByteBuf content() {
        return content.duplicate();
    }

    /**
     * Returns one document.
     *
     * @param document 0 to {@link #size()} - 1
     * @return a view of its line with the newline, which is not retained; it must not be written to
     */
    public ByteBuf document(int document) {
        int start = start(document);
        return content.slice(start, ends[document] - start);
    }

    /**
     * Returns where a document starts in {@link #content()}.
     *
     * @param document 0 to {@link #size()} - 1
     * @return the index of its first byte
     */
    public int start(int document) {
        return document == 0 ? content.readerIndex() : ends[document - 1];
    }

    /**
     * Returns where a document ends in {@link #content()}.
     *
     * @param document 0 to {@link #size()} - 1
     * @return the index after its newline
     */
    public int end(int document) {
        return ends[document];
    }

    /**
     * Returns the identity of the event: {@code host/seconds.millis:serial}, the same as {@code event.id} of the
     * formats. It is the same when the event is delivered again after a crash.
     *
     * @param document 0 to {@link #size()} - 1
     * @return a new string
     */
    public String eventId(int document) {
        return origins[document].eventId();
    }

    /**
     * Returns a name for the document that no other document has: the {@linkplain #eventId(int) event id}, followed by
     * {@code #} and the position for reports of losses, which have no serial, and for late records of an event that was
     * delivered before. It is the same when the document is delivered again after a crash.
     *
     * @param document 0 to {@link #size()} - 1
     * @return a new string
     */
    public String documentId(int document) {
        return origins[document].documentId();
    }

    /**
     * Returns the host on which the event happened.
     *
     * @param document 0 to {@link #size()} - 1
     * @return the name; {@code null} if it is not known
     */
    public @Nullable String host(int document) {
        return origins[document].host();
    }

    /**
     * Returns when the event happened.
     *
     * @param document 0 to {@link #size()} - 1
     * @return the time, with a resolution of one millisecond
     */
    public Instant time(int document) {
        return origins[document].time();
    }

    /**
     * Returns the position of the event in the log from which it is delivered.
     *
     * @param document 0 to {@link #size()} - 1
     * @return the sequence number
     */
    public long sequence(int document) {
        return origins[document].sequence();
    }

    /**
     * Returns what is known of the event of a document.
     *
     * @param document 0 to {@link #size()} - 1
     * @return host, time, serial and position
     */
    public DocumentOrigin origin(int document) {
        return origins[document];
    }

    /**
     * Copies some of the documents into a batch of their own.
     *
     * @param documents the indices of the documents, ascending; at least one
     * @return a new batch with a reference count of 1
     */
    public SinkBatch select(int... documents) {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (int document : documents) {
            builder.buffer().writeBytes(content, start(document), end(document) - start(document));
            builder.add(origins[document]);
        }
        return builder.build();
    }

    @Override
    public SinkBatch retain() {
        super.retain();
        return this;
    }

    @Override
    public SinkBatch touch(@Nullable Object hint) {
        return this;
    }

    @Override
    protected void deallocate() {
        recycler.recycle(content);
    }

    @Override
    public String toString() {
        return "SinkBatch(" + size() + " documents, " + bytes() + " bytes, sequences " + sequence(0) + " to "
                + sequence(size() - 1) + ')';
    }
}
