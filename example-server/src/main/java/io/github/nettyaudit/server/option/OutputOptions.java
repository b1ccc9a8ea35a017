package io.github.nettyaudit.server.option;

import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.format.StreamFormat;
import io.github.nettyaudit.server.text.ProgramWords;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about the output. */
public final class OutputOptions {
    @Option(names = "--stdout", negatable = true, arity = "0", order = 21,
            defaultValue = "true", fallbackValue = "true",
            description = "Write the stream to standard output (default), or not.")
    boolean stdout = true;

    @Option(names = "--format", paramLabel = "FORMAT", order = 20, converter = StreamFormatConverter.class,
            completionCandidates = StreamFormat.Words.class,
            description = "What is written, also to subscribers that do not choose; one of: ${COMPLETION-CANDIDATES}. text is events for people;"
                    + " records is a line of JSON per record, described below; the others are a document per event,"
                    + " described in " + ProgramWords.EVENTS
                    + ". Default: text on a terminal; ecs elsewhere and for subscribers")
    @Nullable StreamFormat format;

    @Option(names = "--ecs-strict", arity = "0", order = 20,
            description = "--format ecs: leave out the names of auditbeat that the Elastic Common Schema does not have,"
                    + " such as user.audit")
    boolean ecsStrict;

    @Option(names = "--normalization", paramLabel = "FILE", order = 20, converter = NormalizationConverter.class,
            description = "Further rules for what events mean, in the form of normalization.conf ("
                    + ProgramWords.EVENTS + ")")
    @Nullable NormalizationTable normalization;

    @Option(names = "--stdout-buffer", paramLabel = "SIZE", order = 22, defaultValue = "8m",
            converter = ByteSize.class,
            description = "Bytes that may wait for the reader of standard output. If more would wait, records are"
                    + " dropped for this reader. In formats of events, as many bytes of records may wait to be written."
                    + " Default: 8m")
    int stdoutBuffer;

    @Option(names = "--listen", paramLabel = "ADDRESS", order = 23, converter = ListenAddressConverter.class,
            description = {"Send the stream to subscribers too. ADDRESS is one of",
                "  unix:PATH   a Unix socket of mode 0600. Only root, the user of this server and the user of"
                    + " --listen-uid may connect.",
                "  HOST:PORT   a TCP port; port 0 = any free one. Requires --token-file.",
                "Default: no subscribers"})
    @Nullable ListenAddress listen;

    @Option(names = "--listen-uid", paramLabel = "UID", order = 24,
            description = "Make this user the owner of the Unix socket, so that it may connect. The server must run as"
                    + " root.")
    @Nullable Long listenUid;

    @Option(names = "--token-file", paramLabel = "FILE", order = 25,
            description = "The file with the secret that TCP subscribers must send first, as a line 'token SECRET',"
                    + " within 5 seconds. The file must belong to root or to the user of this server, with mode 0600.")
    @Nullable Path tokenFile;

    @Option(names = "--allow-remote", arity = "0", order = 26,
            description = "Permit a --listen address that other machines can reach. The connection is not encrypted:"
                    + " anybody who can observe the network reads the token and the audit trail.")
    boolean allowRemote;

    @Option(names = "--subscriber-buffer", paramLabel = "SIZE", order = 27, defaultValue = "4m",
            converter = ByteSize.class,
            description = "Bytes that may wait for each subscriber. If more would wait, records are dropped for this"
                    + " subscriber only. Default: 4m")
    int subscriberBuffer;

    @Option(names = "--max-subscribers", paramLabel = "N", order = 28, defaultValue = "8",
            description = "Number of subscribers at a time; with the buffers it bounds the memory. Default: 8")
    int maxSubscribers;

    /**
     * Returns whether documents of the Elastic Common Schema have no names beside it.
     *
     * @return whether they are strict
     */
    public boolean isEcsStrict() {
        return ecsStrict;
    }

    /**
     * Returns what events mean.
     *
     * @return the rules of the user before the built-in ones
     */
    public NormalizationTable normalization() {
        return normalization == null ? NormalizationTable.builtIn() : normalization;
    }

    /**
     * Returns what is written.
     *
     * @return the format; {@code null} if none was given
     */
    public @Nullable StreamFormat format() {
        return format;
    }

    /**
     * Returns whether the stream goes to standard output.
     *
     * @return whether it does
     */
    public boolean stdout() {
        return stdout;
    }

    /**
     * Returns the bytes that may wait for the reader of standard output.
     *
     * @return a number of bytes
     */
    public int stdoutBuffer() {
        return stdoutBuffer;
    }

    /**
     * Returns the address that subscribers connect to.
     *
     * @return the address; {@code null} if there are to be no subscribers
     */
    public @Nullable ListenAddress listen() {
        return listen;
    }

    /**
     * Returns the user who may connect to the Unix socket besides root and the user of this process.
     *
     * @return a user id; {@code null} if there is none
     */
    public @Nullable Long listenUid() {
        return listenUid;
    }

    /**
     * Returns the file with the token of TCP subscribers.
     *
     * @return the file; {@code null} if none was given
     */
    public @Nullable Path tokenFile() {
        return tokenFile;
    }

    /**
     * Returns the bytes that may wait for each subscriber.
     *
     * @return a number of bytes
     */
    public int subscriberBuffer() {
        return subscriberBuffer;
    }

    /**
     * Returns the number of subscribers that may be connected at a time.
     *
     * @return a number, at least 1
     */
    public int maxSubscribers() {
        return maxSubscribers;
    }

    /** What does not go together; {@code null} if all is well. */
    @Nullable String problem() {
        if (listen instanceof ListenAddress.Tcp tcp) {
            if (tokenFile == null) {
                return "--listen " + tcp + " needs --token-file, because every user of this machine can connect to a TCP"
                        + " port: write a secret of 16 or more characters into a file of mode 0600 (for example: umask"
                        + " 077; head -c 32 /dev/urandom | base64 > FILE), or use --listen unix:PATH";
            }
            if (!allowRemote && !tcp.address().getAddress().isLoopbackAddress()) {
                return "--listen: other machines can reach " + tcp.host()
                        + ", and the connection is not encrypted; use 127.0.0.1, or add --allow-remote if you mean it";
            }
        } else if (tokenFile != null) {
            return "--token-file is for TCP subscribers: add --listen HOST:PORT";
        } else if (allowRemote) {
            return "--allow-remote is for TCP subscribers: add --listen HOST:PORT and --token-file";
        }
        if (listenUid != null && !(listen instanceof ListenAddress.Unix)) {
            return "--listen-uid is for a Unix socket: add --listen unix:PATH";
        }
        return null;
    }
}
