package io.github.nettyaudit.server;

import io.github.nettyaudit.server.sink.LineBatch;
import io.github.nettyaudit.server.sink.LineSink;
import java.time.Duration;

/** Wants each event to be written, and takes nothing: the page looks at events while they are written. */
final class PageLines implements LineSink {
    @Override
    public void offer(LineBatch batch) {
        // the lines are empty
    }

    @Override
    public boolean wantsLines() {
        return true;
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public long droppedRecords() {
        return 0;
    }

    @Override
    public boolean close(Duration patience) {
        return true;
    }
}
