package io.github.nettyaudit.daemon.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;

/**
 * Keeps duplicates of sockets for the next process, as the file descriptor store of systemd does (systemd.service(5),
 * {@code FileDescriptorStoreMax}). The kernel's registration of the audit daemon belongs to a socket: as long as a
 * duplicate of it is open anywhere, the kernel goes on sending records to it, also after {@code kill -9} of the process.
 *
 * <p>The methods block; they are called by one thread at a time, and not by an event loop.
 */
public interface SocketStore {
    /**
     * Takes the sockets that an earlier process has stored. The receiver closes them. They stay in the store under their
     * names until they are {@linkplain #remove removed}.
     *
     * @return the sockets, in no particular order; each is returned once
     */
    List<StoredSocket> take();

    /**
     * Stores a duplicate of a socket.
     *
     * @param name       1 to 255 printable ASCII characters without a colon
     * @param descriptor the socket's file descriptor, which stays the caller's
     * @throws IOException if it cannot be stored
     */
    void store(String name, int descriptor) throws IOException;

    /**
     * Removes all sockets of a name from the store, and returns when the store has closed its duplicates.
     *
     * @param name the name
     * @throws IOException if it is not known that they are closed
     */
    void remove(String name) throws IOException;

    /**
     * A socket that an earlier process has stored.
     *
     * @param name       its name in the store
     * @param descriptor the file descriptor of a duplicate in this process
     */
    record StoredSocket(String name, int descriptor) {
        /**
         * Creates one.
         *
         * @param name       its name in the store
         * @param descriptor the file descriptor
         */
        public StoredSocket {
            requireNonNull(name, "name");
        }
    }
}
