package io.github.nettyaudit.daemon.context;

/**
 * Reads the files of one directory tree like {@code /proc}. A result below 0 is an errno, negated. Not thread-safe: the
 * bytes that were read are in {@link #bytes()} until the next call.
 */
interface ProcFiles extends AutoCloseable {
    /** The most bytes of one file that are read. */
    int LONGEST = 8192;

    /** Opens the root; its handle. */
    int openRoot();

    /** Opens the directory of a process, or {@code self}; its handle, which stays that of this process. */
    int open(int root, String name);

    /** Reads a file; the number of bytes. */
    int read(int directory, ProcFile file);

    /** Reads a link; the number of bytes. */
    int link(int directory, ProcFile file);

    /** What was read last. */
    byte[] bytes();

    /** Closes a handle. */
    void close(int handle);

    @Override
    void close();
}
