package io.github.nettyaudit.server.io;

import io.github.nettyaudit.daemon.sink.BrokenPipe;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The output of a command; its failures have a class of their own, so that they are not taken for failures of the input. */
public final class StandardOutput extends FilterOutputStream {
    /** The output cannot be written, most often because its reader has gone. */
    public static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;

        Failure(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /**
         * Returns whether the reader of a pipe has gone.
         *
         * @return whether that is the cause
         */
        public boolean isBrokenPipe() {
            return BrokenPipe.isCauseOf(this);
        }
    }

    /**
     * Creates an output.
     *
     * @param out where the bytes go
     */
    public StandardOutput(OutputStream out) {
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
