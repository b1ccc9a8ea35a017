package io.github.nettyaudit.daemon.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/**
 * Recognises the failure of a write to a pipe or connection that nobody reads any more (EPIPE). Java distinguishes it by
 * its message only, which the C library writes in the language of the process; so a pipe is broken on purpose to learn it.
 */
public final class BrokenPipe {
    private static final String IN_ENGLISH = "Broken pipe";
    private static final String HERE = messageHere();

    private BrokenPipe() {
    }

    /**
     * Returns whether a write failed because the reader has gone.
     *
     * @param failure the failure
     * @return whether that is its cause
     */
    public static boolean isCauseOf(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains(HERE) || message.contains(IN_ENGLISH);
    }

    private static String messageHere() {
        try {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                sink.write(ByteBuffer.wrap(new byte[1]));
            } catch (IOException e) {
                return String.valueOf(e.getMessage());
            }
        } catch (IOException e) {
            // no more descriptors
        }
        return IN_ENGLISH;
    }
}
