package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Makes text of events in several threads, and writes it in the order of the events. The calling thread, which reads the
 * input, renders too while enough batches wait; it alone writes. Small inputs need no other thread: the threads start
 * with the first batch that is full.
 */
final class EventPipeline {
    private static final int BATCH_EVENTS = 64;
    private static final int BATCH_BYTES = 256 << 10;
    private static final int BATCHES_PER_THREAD = 2;

    private final OutputStream out;
    private final Supplier<EventRenderer> renderers;
    private final EventRenderer own;
    private final int threads;
    private final List<Thread> running = new ArrayList<>();
    private final BlockingQueue<EventBatch> waiting = new LinkedBlockingQueue<>();
    /** The batches whose text is not written, in their order. */
    private final ArrayDeque<EventBatch> unwritten = new ArrayDeque<>();
    private final ArrayDeque<EventBatch> free = new ArrayDeque<>();
    private EventBatch filling = new EventBatch();
    private long bytes;
    private long selected;

    /**
     * Creates a pipeline that has no thread yet.
     *
     * @param renderers makes a renderer for each thread; they must not share anything that changes
     * @param threads   how many threads render beside the calling one, 0 or more
     */
    EventPipeline(OutputStream out, Supplier<EventRenderer> renderers, int threads) {
        this.out = out;
        this.renderers = renderers;
        this.threads = threads;
        own = renderers.get();
    }

    /** So many bytes were read since the last call. */
    void read(int length) {
        bytes += length;
    }

    /**
     * Takes an event and the caller's reference to it.
     *
     * @param context what is known of it beside its records
     */
    void add(AuditEvent event, EventContext context) throws IOException {
        filling.add(event, context);
        if (filling.size() >= BATCH_EVENTS || bytes >= BATCH_BYTES) {
            EventBatch full = endBatch();
            if (threads > 0) {
                startThreads();
                waiting.add(full);
            }
            while (unwritten.size() > (threads + 1) * BATCHES_PER_THREAD) {
                if (!help()) {
                    writeFirst();
                }
                writeRendered();
            }
            writeRendered();
        }
    }

    private EventBatch endBatch() {
        EventBatch full = filling;
        filling = free.isEmpty() ? new EventBatch() : free.remove();
        bytes = 0;
        full.ready();
        unwritten.add(full);
        return full;
    }

    private void startThreads() {
        while (running.size() < threads) {
            Thread thread = new Thread(this::renderWaiting, "decode-text-" + running.size());
            thread.setDaemon(true);
            running.add(thread);
            thread.start();
        }
    }

    private void renderWaiting() {
        EventRenderer renderer = renderers.get();
        try {
            while (true) {
                EventBatch next = waiting.take();
                if (next.claim()) {
                    next.render(renderer);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Renders a batch that no thread has begun; returns whether there was one. */
    private boolean help() {
        for (EventBatch batch : unwritten) {
            if (batch.claim()) {
                batch.render(own);
                return true;
            }
        }
        return false;
    }

    private void writeRendered() throws IOException {
        while (!unwritten.isEmpty() && unwritten.element().isRendered()) {
            writeFirst();
        }
    }

    private void writeFirst() throws IOException {
        EventBatch first = unwritten.remove();
        try {
            first.awaitRendered();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        selected += first.writeTo(out);
        free.add(first);
    }

    /** Writes the text of all events that were added, and returns how many events were selected so far. */
    long drain() throws IOException {
        if (filling.size() > 0) {
            endBatch();
        }
        while (!unwritten.isEmpty()) {
            if (!help()) {
                writeFirst();
            }
            writeRendered();
        }
        return selected;
    }

    /** Ends the threads; every event must be written. */
    void close() {
        running.forEach(Thread::interrupt);
    }
}
