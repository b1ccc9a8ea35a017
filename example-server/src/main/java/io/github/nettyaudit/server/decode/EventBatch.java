package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Some events in a row, and then their text. One thread fills it, one renders it, the first one writes the text. */
final class EventBatch {
    private enum State { FILLING, READY, CLAIMED, RENDERED }

    private final List<AuditEvent> events = new ArrayList<>();
    /** What is known of each event beside its records. */
    private final List<EventContext> contexts = new ArrayList<>();
    private final TextBuffer text = new TextBuffer();
    private final AtomicReference<State> state = new AtomicReference<>(State.FILLING);
    private int selected;
    private @Nullable Throwable failure;

    void add(AuditEvent event, EventContext context) {
        events.add(event);
        contexts.add(context);
    }

    int size() {
        return events.size();
    }

    /** No event follows; a thread may render it. */
    void ready() {
        state.set(State.READY);
    }

    /** Whether the calling thread, and no other, is the one that renders it. */
    boolean claim() {
        return state.compareAndSet(State.READY, State.CLAIMED);
    }

    /** Makes the text, by the thread that has claimed it, and releases the events. */
    void render(EventRenderer renderer) {
        try {
            for (int i = 0; i < events.size(); i++) {
                selected += renderer.append(events.get(i), contexts.get(i), text) ? 1 : 0;
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            events.forEach(AuditEvent::release);
            synchronized (this) {
                state.set(State.RENDERED);
                notifyAll();
            }
        }
    }

    boolean isRendered() {
        return state.get() == State.RENDERED;
    }

    synchronized void awaitRendered() throws InterruptedException {
        while (!isRendered()) {
            wait();
        }
    }

    /** Writes the text, and empties the batch to be filled again; returns how many events were selected. */
    int writeTo(OutputStream out) throws IOException {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        out.write(text.array(), 0, text.length());
        int written = selected;
        selected = 0;
        text.clear();
        events.clear();
        contexts.clear();
        state.set(State.FILLING);
        return written;
    }
}
