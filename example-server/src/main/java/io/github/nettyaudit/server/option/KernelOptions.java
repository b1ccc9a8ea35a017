package io.github.nettyaudit.server.option;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says about the kernel. */
public final class KernelOptions {
    @Option(names = "--enable", negatable = true, arity = "0", order = 11,
            defaultValue = "true", fallbackValue = "true",
            description = "Turn auditing on while running, as auditd does (default), or leave it as it is.")
    boolean enable = true;

    @Option(names = "--backlog-limit", paramLabel = "RECORDS", order = 12,
            description = "Records that the kernel may queue. Default: as found")
    @Nullable Integer backlogLimit;

    @Option(names = "--backlog-wait-time", paramLabel = "TICKS", order = 13,
            description = "How long (jiffies) the kernel makes an audited process wait when that queue is full; "
                    + "0 = never, drop instead. Default: as found")
    @Nullable Integer backlogWaitTime;

    @Option(names = "--reregister", negatable = true, arity = "0", order = 14,
            defaultValue = "true", fallbackValue = "true",
            description = "Become the audit daemon again when the kernel has dropped us (default), or end with"
                    + " exit code 4.")
    boolean reregister = true;

    @Option(names = "--receive-buffer", paramLabel = "SIZE", order = 15, defaultValue = "16m",
            converter = ByteSize.class,
            description = "Socket buffer, some 980 bytes for each record. Default: 16m")
    int receiveBuffer;

    @Option(names = "--tap", paramLabel = "FILE", order = 16,
            description = "Copy all netlink traffic to a new pcapng file, which Wireshark opens. Only its owner can"
                    + " read it.")
    @Nullable Path tap;

    @Option(names = "--tap-overwrite", arity = "0", order = 16,
            description = "Replace the file of --tap if it exists.")
    boolean tapOverwrite;

    @Option(names = "--rules", paramLabel = "FILE|DIR", order = 17,
            description = "Load the rules of a file, or of all files *.rules of a directory, and no others; at SIGHUP"
                    + " again. There is no moment without rules, and they stay loaded at exit. Also for multicast.")
    @Nullable Path rules;

    @Option(names = "--state-directory", paramLabel = "DIR", order = 18,
            description = "Where to record what the server has changed in the kernel, so that the next start can restore"
                    + " it after kill -9. Created with mode 0700 if it does not exist. Default: /run/netty-audit")
    @Nullable Path stateDirectory;

    /** Whether to turn auditing on. */
    public boolean enable() {
        return enable;
    }

    /** Records the kernel may queue; {@code null} = as found. */
    public @Nullable Integer backlogLimit() {
        return backlogLimit;
    }

    /** Jiffies that an audited process waits for room in the queue; {@code null} = as found. */
    public @Nullable Integer backlogWaitTime() {
        return backlogWaitTime;
    }

    /** Whether to register again when the kernel has dropped us. */
    public boolean reregister() {
        return reregister;
    }

    /** Bytes of the socket's receive buffer. */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    /** Where to copy all traffic to; {@code null} = nowhere. */
    public @Nullable Path tap() {
        return tap;
    }

    /**
     * Returns whether an existing file is replaced by the tap.
     *
     * @return whether it is
     */
    public boolean tapOverwrite() {
        return tapOverwrite;
    }

    /** Where the rules are that are to be loaded; {@code null} = leave the rules alone. */
    public @Nullable Path rules() {
        return rules;
    }

    /**
     * Returns where to record what was changed in the kernel.
     *
     * @return the directory; {@code null} for the default
     */
    public @Nullable Path stateDirectory() {
        return stateDirectory;
    }
}
