package io.github.nettyaudit.server.option;

import io.github.nettyaudit.daemon.AuditDaemonOptionsBuilder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about the kernel. */
public final class KernelOptions {
    @Option(names = "--enable", negatable = true, arity = "0", order = 11,
            defaultValue = "true", fallbackValue = "true",
            description = "Turn auditing on while the server runs, as auditd does (default), or leave it as it is.")
    boolean enable = true;

    @Option(names = "--backlog-limit", paramLabel = "RECORDS", order = 12,
            description = "The number of records that the kernel may queue. Default: unchanged")
    @Nullable Integer backlogLimit;

    @Option(names = "--backlog-wait-time", paramLabel = "TICKS", order = 13,
            description = "The longest time, in jiffies, that the kernel makes an audited process wait when that queue"
                    + " is full; 0 = it does not wait, and the kernel drops the record. Default: unchanged")
    @Nullable Integer backlogWaitTime;

    @Option(names = "--reregister", negatable = true, arity = "0", order = 14,
            defaultValue = "true", fallbackValue = "true",
            description = "When the kernel has ended the registration as the audit daemon, register again (default),"
                    + " or end with exit code 4.")
    boolean reregister = true;

    @Option(names = "--receive-buffer", paramLabel = "SIZE", order = 15, defaultValue = "16m",
            converter = ByteSize.class,
            description = "The size of the socket's receive buffer; a record takes about 980 bytes. Default: 16m")
    int receiveBuffer;

    @Option(names = "--tap", paramLabel = "FILE", order = 16,
            description = "Copy all netlink traffic to a new pcapng file, which Wireshark opens. Only its owner can"
                    + " read it.")
    @Nullable Path tap;

    @Option(names = "--tap-overwrite", arity = "0", order = 16,
            description = "Replace the file of --tap if it exists.")
    boolean tapOverwrite;

    @Option(names = "--rules", paramLabel = "FILE|DIR|@starter", order = 17,
            description = {"Load the rules of a file, or of all files *.rules of a directory, and delete all other"
                + " rules; do so again at SIGHUP. Rules are replaced without a gap, and stay loaded at exit. Also"
                + " works with --source multicast.",
                "@starter is a small set that is part of the program: program starts, accounts, privileges, the audit"
                    + " configuration, kernel modules, mounts, time. It is refused if rules are loaded, and deleted"
                    + " at exit (after kill -9 by the next start). ctl compile @starter | jq -r .line prints it."})
    @Nullable Path rules;

    @Option(names = "--keep-rules", arity = "0", order = 17,
            description = "If rules are loaded, add those of @starter after them.")
    boolean keepRules;

    @Option(names = "--state-directory", paramLabel = "DIR", order = 18,
            description = "The directory of the files in which the server records the settings of the kernel that it"
                    + " has changed and the rules of @starter that it has loaded, so that the next start can undo that"
                    + " after kill -9. It is created with mode 0700 if it does not exist. Default: /run/netty-audit")
    Path stateDirectory = AuditDaemonOptionsBuilder.DEFAULT_STATE_DIRECTORY;

    /**
     * Returns whether to turn auditing on while the server runs.
     *
     * @return whether to turn it on
     */
    public boolean enable() {
        return enable;
    }

    /**
     * Returns the number of records that the kernel may queue.
     *
     * @return a number; {@code null} to leave the setting unchanged
     */
    public @Nullable Integer backlogLimit() {
        return backlogLimit;
    }

    /**
     * Returns the longest time that an audited process waits when the queue is full.
     *
     * @return a number of jiffies; {@code null} to leave the setting unchanged
     */
    public @Nullable Integer backlogWaitTime() {
        return backlogWaitTime;
    }

    /**
     * Returns whether to register again when the kernel has ended the registration.
     *
     * @return whether to register again
     */
    public boolean reregister() {
        return reregister;
    }

    /**
     * Returns the size of the socket's receive buffer.
     *
     * @return a number of bytes
     */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    /**
     * Returns the file to which all traffic is copied.
     *
     * @return the file; {@code null} if traffic is not copied
     */
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

    /**
     * Returns the rule file, or the directory of rule files, to load, or {@code @starter}.
     *
     * @return the path; {@code null} to leave the rules unchanged
     */
    public @Nullable Path rules() {
        return rules;
    }

    /**
     * Returns whether the rules of {@code @starter} are added if other rules are loaded.
     *
     * @return whether they are
     */
    public boolean keepRules() {
        return keepRules;
    }

    /**
     * Returns where to record what was changed in the kernel.
     *
     * @return the directory
     */
    public Path stateDirectory() {
        return stateDirectory;
    }
}
