package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.spool.WhenFull;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory, bounded in bytes: what is used without a spool. Entries and positions end with the process; a reader
 * that is closed and opened again, for example by a reload of the configuration, goes on from its committed position.
 *
 * <p>An entry is kept until every reader has committed it; when the bound is reached, the policy decides. The position
 * of a reader that is closed for good keeps entries until it is {@linkplain #keepReaders forgotten}. Thread-safe.
 */
public final class MemoryEventLog implements EventLog, AutoCloseable {
    private static final int LEAST_BOUND = 1024;

    private final long bound;
    private final WhenFull policy;
    private final Map<String, MemoryReader> readers = new HashMap<>();
    private @Nullable MemoryNode oldest;
    private @Nullable MemoryNode newest;
    /** The number of the oldest entry that is there, or the end. */
    private long first = 1;
    private long end = 1;
    private long bytes;
    private long dropped;
    private boolean closed;

    /**
     * Creates an empty log.
     *
     * @param bound  the number of bytes that entries may take, with {@value MemoryNode#OVERHEAD} bytes for each entry
     *               beside its content
     * @param policy what happens when the bound is reached
     * @throws IllegalArgumentException if the bound is less than 1 KiB
     */
    public MemoryEventLog(long bound, WhenFull policy) {
        if (bound < LEAST_BOUND) {
            throw new IllegalArgumentException("bound: " + bound + " (expected: >= " + LEAST_BOUND + ')');
        }
        this.bound = bound;
        this.policy = policy;
    }

    /**
     * Appends an entry. With {@link WhenFull#STOP} this waits for room. An entry larger than the bound is dropped.
     *
     * @param entry      the bytes, between the reader and writer index; they are copied
     * @param timeMillis the time now, in milliseconds since 1970
     * @return the number of the entry
     * @throws InterruptedException  if the thread is interrupted while it waits; nothing was appended
     * @throws IllegalStateException if the log is closed, also while the thread waits
     */
    public long append(ByteBuf entry, long timeMillis) throws InterruptedException {
        byte[] content = ByteBufUtil.getBytes(entry);
        long size = MemoryNode.OVERHEAD + (long) content.length;
        List<Runnable> listeners = new ArrayList<>();
        long sequence;
        synchronized (this) {
            requireOpen();
            while (!makeRoom(size)) {
                wait();
                requireOpen();
            }
            sequence = append(content, timeMillis, listeners);
        }
        listeners.forEach(Runnable::run);
        return sequence;
    }

    /**
     * Appends an entry without waiting: with {@link WhenFull#STOP}, only if there is room. An entry larger than the bound
     * is dropped.
     *
     * @param entry      the bytes, between the reader and writer index; they are copied
     * @param timeMillis the time now, in milliseconds since 1970
     * @return {@code false} if there is no room and the policy is {@link WhenFull#STOP}; nothing was appended
     * @throws IllegalStateException if the log is closed
     */
    public boolean tryAppend(ByteBuf entry, long timeMillis) {
        byte[] content = ByteBufUtil.getBytes(entry);
        List<Runnable> listeners = new ArrayList<>();
        synchronized (this) {
            requireOpen();
            if (!makeRoom(MemoryNode.OVERHEAD + (long) content.length)) {
                return false;
            }
            append(content, timeMillis, listeners);
        }
        listeners.forEach(Runnable::run);
        return true;
    }

    /** Appends an entry, or a gap in its place if the bound is reached. */
    private long append(byte[] content, long timeMillis, List<Runnable> listeners) {
        long sequence = end++;
        if (bytes + MemoryNode.OVERHEAD + content.length <= bound) {
            add(new MemoryNode(sequence, timeMillis, content));
        } else {
            drop(sequence, timeMillis);
        }
        readers.values().forEach(reader -> reader.takeListener(listeners));
        return sequence;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }

    /** Makes room as the policy says. Returns {@code false} if the caller has to wait for it. */
    private boolean makeRoom(long size) {
        if (size > bound) {
            return true; // it is dropped
        }
        if (bytes + size > bound) {
            removeCommitted();
        }
        while (bytes + size > bound && policy == WhenFull.DROP_OLDEST) {
            dropOldest();
        }
        return bytes + size <= bound || policy == WhenFull.DROP_NEWEST;
    }

    private void add(MemoryNode node) {
        if (newest == null) {
            oldest = node;
        } else {
            newest.next = node;
        }
        newest = node;
        bytes += node.size();
    }

    /** An entry for which there is no room: the gap at the end becomes longer, or a new one begins. */
    private void drop(long sequence, long timeMillis) {
        dropped++;
        if (newest != null && newest.isGap()) {
            newest.last = sequence;
        } else {
            add(new MemoryNode(sequence, timeMillis, null));
        }
    }

    private void dropOldest() {
        MemoryNode node = removeOldest();
        boolean isUnread = readers.isEmpty() || readers.values().stream().anyMatch(reader -> reader.position < first);
        if (isUnread && !node.isGap()) {
            dropped++;
        }
    }

    private void removeCommitted() {
        long done = readers.values().stream().mapToLong(reader -> reader.committed).min().orElse(0);
        while (oldest != null && oldest.last < done) {
            removeOldest();
        }
    }

    private MemoryNode removeOldest() {
        MemoryNode node = oldest;
        if (node == null) {
            throw new IllegalStateException("there is no entry, but " + bytes + " bytes");
        }
        oldest = node.next;
        if (oldest == null) {
            newest = null;
        }
        bytes -= node.size();
        first = node.last + 1;
        // a reader that stops there would keep all that follows
        readers.values().forEach(reader -> reader.leave(node));
        return node;
    }

    @Override
    public synchronized EventLogReader openReader(String name) {
        MemoryReader reader = readers.computeIfAbsent(name, unknown -> new MemoryReader(first));
        if (reader.open) {
            throw new IllegalStateException("a reader named " + name + " is open");
        }
        reader.open = true;
        reader.rewind();
        return reader;
    }

    /**
     * Lets a reader that has no position yet start at the next entry; otherwise it starts at the oldest one.
     *
     * @param name the name of the reader; nothing happens if it has a position
     */
    public synchronized void startAtNewest(String name) {
        readers.computeIfAbsent(name, unknown -> new MemoryReader(end));
    }

    /** For tests: opens a reader whose thread was killed. */
    synchronized EventLogReader reopenReader(String name) {
        MemoryReader reader = readers.get(name);
        if (reader != null) {
            reader.close();
        }
        return openReader(name);
    }

    /**
     * Forgets the positions of readers that are closed and not among those named, so that entries which only they have
     * not read can go.
     *
     * @param names the readers that may be opened again
     * @return the readers whose positions were forgotten, in alphabetical order
     */
    public synchronized List<String> keepReaders(Iterable<String> names) {
        Set<String> kept = new HashSet<>();
        names.forEach(kept::add);
        List<String> forgotten = readers.entrySet().stream()
                .filter(reader -> !reader.getValue().open && !kept.contains(reader.getKey()))
                .map(Map.Entry::getKey).sorted().toList();
        forgotten.forEach(readers::remove);
        notifyAll();
        return forgotten;
    }

    @Override
    public synchronized long endSequence() {
        return end;
    }

    /**
     * Returns the memory that the entries take.
     *
     * @return the number of bytes, at most the bound; with {@link WhenFull#DROP_NEWEST} at most twice
     *         {@value MemoryNode#OVERHEAD} more
     */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Returns how many entries went because of the bound before every reader had read them.
     *
     * @return the number of entries
     */
    public synchronized long droppedEntries() {
        return dropped;
    }

    /** Ends the log: nothing more is appended, and a thread that waits for room fails. Readers can still read. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private String fullReason() {
        return "the memory for events (" + bound + " bytes) was full";
    }

    /** The position of a name; while it is open, the reader. Guarded by the log. */
    private final class MemoryReader implements EventLogReader {
        private boolean open;
        private long position;
        private long committed;
        /** The item that was read last; {@code null}: the next one is the oldest. */
        private @Nullable MemoryNode current;
        private @Nullable Runnable listener;

        MemoryReader(long position) {
            this.position = position;
            committed = position;
        }

        @Override
        public @Nullable LogItem poll() {
            synchronized (MemoryEventLog.this) {
                if (position < first) {
                    LogGap gap = new LogGap(position, first - 1, System.currentTimeMillis(), fullReason());
                    position = first;
                    return gap;
                }
                if (position == end) {
                    return null;
                }
                MemoryNode node = current == null ? oldest : current.last >= position ? current : current.next;
                if (node == null) {
                    throw new IllegalStateException("nothing at " + position + " before the end at " + end);
                }
                current = node;
                LogItem item = node.item(position, fullReason());
                position = item.nextSequence();
                return item;
            }
        }

        void leave(MemoryNode node) {
            if (current == node) {
                current = null;
            }
        }

        void takeListener(List<Runnable> listeners) {
            if (listener != null) {
                listeners.add(listener);
                listener = null;
            }
        }

        @Override
        public long position() {
            synchronized (MemoryEventLog.this) {
                return position;
            }
        }

        @Override
        public void whenReadable(Runnable newListener) {
            synchronized (MemoryEventLog.this) {
                if (position == end) {
                    listener = newListener;
                    return;
                }
            }
            newListener.run();
        }

        @Override
        public void commit(long newPosition) {
            synchronized (MemoryEventLog.this) {
                if (newPosition < committed || newPosition > position) {
                    throw new IllegalArgumentException("position: " + newPosition + " (expected: " + committed + " to "
                            + position + ')');
                }
                committed = newPosition;
                MemoryEventLog.this.notifyAll();
            }
        }

        @Override
        public void rewind() {
            synchronized (MemoryEventLog.this) {
                position = committed;
                current = null;
                for (MemoryNode node = oldest; node != null && node.last < position; node = node.next) {
                    current = node;
                }
            }
        }

        @Override
        public void close() {
            synchronized (MemoryEventLog.this) {
                open = false;
                listener = null;
                current = null;
            }
        }
    }
}
