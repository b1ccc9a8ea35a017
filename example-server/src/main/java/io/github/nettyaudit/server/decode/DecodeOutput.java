package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.daemon.sink.BrokenPipe;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The output; its failures have a class of their own, so that they are not taken for failures of the input. */
final class DecodeOutput extends FilterOutputStream {
    /** The output cannot be written, most often because its reader has gone. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;

        Failure(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /** Whether the reader of a pipe has gone. */
        boolean isBrokenPipe() {
            return BrokenPipe.isCauseOf(this);
        }
    }

    DecodeOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        try {
            out.write(b);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        try {
            out.write(bytes, start, length);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw new Failure(e);
        }
    }
}
