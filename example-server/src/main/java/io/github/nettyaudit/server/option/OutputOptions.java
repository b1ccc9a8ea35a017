package io.github.nettyaudit.server.option;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says about the output. */
public final class OutputOptions {
    @Option(names = "--stdout", negatable = true, arity = "0", order = 21,
            defaultValue = "true", fallbackValue = "true",
            description = "Write the stream to standard output (default), or not.")
    boolean stdout = true;

    @Option(names = "--stdout-buffer", paramLabel = "SIZE", order = 22, defaultValue = "8m",
            converter = ByteSize.class,
            description = "Bytes that may wait for the reader of standard output; beyond, records are dropped for "
                    + "it. Default: 8m")
    int stdoutBuffer;

    @Option(names = "--listen", paramLabel = "ADDRESS:PORT", order = 23, converter = ListenAddress.class,
            description = "Send the stream to everybody who connects here; port 0 = any free one. "
                    + "Default: " + ServerOptions.DEFAULT_LISTEN)
    @Nullable InetSocketAddress listen;

    @Option(names = "--no-listen", arity = "0", order = 24, description = "Listen nowhere.")
    boolean noListen;

    @Option(names = "--allow-remote", arity = "0", order = 25,
            description = "Let --listen take an address that other machines reach. There is no encryption and no "
                    + "password: everybody who connects reads the audit trail.")
    boolean allowRemote;

    @Option(names = "--subscriber-buffer", paramLabel = "SIZE", order = 26, defaultValue = "4m",
            converter = ByteSize.class,
            description = "Bytes that may wait for each subscriber; beyond, records are dropped for it alone. "
                    + "Default: 4m")
    int subscriberBuffer;

    @Option(names = "--max-subscribers", paramLabel = "N", order = 27, defaultValue = "8",
            description = "Connections at a time; with the buffers this bounds the memory. Default: 8")
    int maxSubscribers;

    /** Whether the stream goes to standard output. */
    public boolean stdout() {
        return stdout;
    }

    /** Bytes that may wait for standard output. */
    public int stdoutBuffer() {
        return stdoutBuffer;
    }

    /** Where to listen; {@code null} = nowhere. */
    public @Nullable InetSocketAddress listen() {
        return noListen ? null : listen != null ? listen : new ListenAddress().convert(ServerOptions.DEFAULT_LISTEN);
    }

    /** Whether the user asked for subscribers, rather than getting the default. */
    public boolean listenIsExplicit() {
        return listen != null && !noListen;
    }

    /** Bytes that may wait for each subscriber. */
    public int subscriberBuffer() {
        return subscriberBuffer;
    }

    /** Connections at a time. */
    public int maxSubscribers() {
        return maxSubscribers;
    }
}
