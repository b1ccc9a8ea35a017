package io.github.nettyaudit.daemon.delivery;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A reader of which some calls fail, as often as a test wants. */
final class FaultyReader implements EventLogReader {
    private final EventLogReader reader;
    int failingPolls;
    int failingRewinds;
    int failingCommits;
    /** How often a commit throws what no reader may throw. */
    int defectiveCommits;
    boolean failingClose;
    int polls;
    int rewinds;

    FaultyReader(EventLogReader reader) {
        this.reader = reader;
    }

    private static void fail(boolean fails) throws IOException {
        if (fails) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public @Nullable LogItem poll() throws IOException {
        polls++;
        fail(failingPolls-- > 0);
        return reader.poll();
    }

    @Override
    public long position() {
        return reader.position();
    }

    @Override
    public void whenReadable(Runnable listener) {
        reader.whenReadable(listener);
    }

    @Override
    public void commit(long position) throws IOException {
        if (defectiveCommits-- > 0) {
            throw new IllegalStateException("a bug");
        }
        fail(failingCommits-- > 0);
        reader.commit(position);
    }

    @Override
    public void rewind() throws IOException {
        rewinds++;
        fail(failingRewinds-- > 0);
        reader.rewind();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        fail(failingClose);
    }
}
