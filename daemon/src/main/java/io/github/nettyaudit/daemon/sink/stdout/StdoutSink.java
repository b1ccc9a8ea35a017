package io.github.nettyaudit.daemon.sink.stdout;

import io.github.nettyaudit.daemon.sink.BlockingEventSink;
import io.github.nettyaudit.daemon.sink.BrokenPipe;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkEndedException;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** Writes documents to a channel that may block for as long as its reader likes. The channel is not closed. */
final class StdoutSink extends BlockingEventSink {
    private final WritableByteChannel output;
    private boolean isInLine;

    StdoutSink(String name, WritableByteChannel output) {
        super(name);
        this.output = output;
    }

    @Override
    protected SinkResult write(SinkBatch batch) throws IOException {
        try {
            if (isInLine) {
                // what a failure left of a line must not become the beginning of a document
                write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            isInLine = true;
            write(batch.content().nioBuffer());
            isInLine = false;
            return SinkResult.accepted();
        } catch (ClosedChannelException e) {
            throw new SinkEndedException("standard output is closed", e);
        } catch (IOException e) {
            if (BrokenPipe.isCauseOf(e)) {
                throw new SinkEndedException("nobody reads standard output any more: the program that read it has"
                        + " ended", e);
            }
            throw e;
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            output.write(bytes);
        }
    }
}
