package io.github.nettyaudit.daemon.delivery;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;

/** Takes what cannot be delivered. One thread uses it. */
interface DeadLetters extends Closeable {
    /** Nobody keeps them. */
    DeadLetters DISCARDED = new DeadLetters() {
        @Override
        public boolean write(ByteBuf entry, String reason) {
            return false;
        }

        @Override
        public void sync() {
            // nothing to do
        }

        @Override
        public void close() {
            // nothing to do
        }
    };

    /**
     * Keeps an entry.
     *
     * @return whether it is kept; false if that is not wanted
     * @throws IOException it is not kept, and the caller tries again
     */
    boolean write(ByteBuf entry, String reason) throws IOException;

    /** Makes durable what was written; before the position that follows it is stored. */
    void sync() throws IOException;
}
