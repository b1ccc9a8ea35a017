package io.github.nettyaudit.daemon.sink.tls;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the connections that a sink opens. Versions 1.2 and 1.3; the server's certificate must be signed by an authority
 * that is trusted, and have the name of the server. There is no setting that turns this off. Thread-safe.
 *
 * <p>Files that have changed are read again at the next connection. If the new ones cannot be used, those read before
 * stay in use, and a warning is logged.
 */
public final class ClientTls {
    /** Whether connections are encrypted; also true if another key of {@code tls} is set. */
    public static final SettingKey<Boolean> ENABLED = TlsKeys.ENABLED;
    /** The file with the certificates of authorities that are trusted. */
    public static final SettingKey<Path> TRUST = TlsKeys.TRUST;
    /** The file with the client's own certificate. */
    public static final SettingKey<Path> CERTIFICATE = TlsKeys.CERTIFICATE;
    /** The file with the private key of that certificate. */
    public static final SettingKey<Path> KEY = TlsKeys.KEY;
    /** The password of that private key. */
    public static final SettingKey<String> KEY_PASSWORD = TlsKeys.KEY_PASSWORD;
    /** The name that the server's certificate must have. */
    public static final SettingKey<String> SERVER_NAME = SettingKey.text("tls.server-name",
            "the name that the server's certificate must have; the host of its address if not set");
    /** All settings, for {@link io.github.nettyaudit.daemon.sink.EventSinkFactory#settings()}. */
    public static final List<SettingKey<?>> SETTINGS = List.of(ENABLED, TRUST, CERTIFICATE, KEY, KEY_PASSWORD,
            SERVER_NAME);

    private final ReloadedContext context;
    private final @Nullable String serverName;
    private final boolean hasCertificate;

    private ClientTls(ReloadedContext context, @Nullable String serverName, boolean hasCertificate) {
        this.context = context;
        this.serverName = serverName;
        this.hasCertificate = hasCertificate;
    }

    /**
     * Returns whether settings ask for TLS.
     *
     * @param settings values of a sink that has {@link #SETTINGS}
     * @return whether {@code tls.enabled} is true or another key of {@code tls} is set
     */
    public static boolean isEnabled(SinkSettings settings) {
        return settings.get(ENABLED) || SETTINGS.stream().anyMatch(key -> key != ENABLED && settings.isSet(key));
    }

    /**
     * Reads the files that settings name.
     *
     * @param name      the name of the sink, for messages
     * @param settings  values of a sink that has {@link #SETTINGS}
     * @param protocols names for ALPN, the preferred one first, such as {@code h2}; none for no ALPN
     * @return the maker of handlers
     * @throws SinkSettingsException if settings contradict each other, or a file cannot be used
     */
    public static ClientTls of(String name, SinkSettings settings, String... protocols) throws SinkSettingsException {
        return of(name, settings, Clock.systemUTC(), protocols);
    }

    /**
     * Checks the files that settings name, for a sink whose client reads them by itself.
     *
     * @param name     the name of the sink, for messages
     * @param settings values of a sink that has {@link #SETTINGS}; {@link #SERVER_NAME} may be missing
     * @throws SinkSettingsException if settings contradict each other, or a file cannot be used
     */
    public static void check(String name, SinkSettings settings) throws SinkSettingsException {
        Contexts.open(name, TlsFiles.of(settings), ClientTls::make, Clock.systemUTC());
    }

    static ClientTls of(String name, SinkSettings settings, Clock clock, String... protocols)
            throws SinkSettingsException {
        if (settings.isSet(ENABLED) && !settings.get(ENABLED) && isEnabled(settings)) {
            throw new SinkSettingsException(ENABLED, "is false, but other keys of tls are set");
        }
        TlsFiles files = TlsFiles.of(settings);
        ReloadedContext context = Contexts.open(name, files, material -> make(material, protocols), clock);
        return new ClientTls(context, settings.find(SERVER_NAME), files.certificate() != null);
    }

    private static SslContext make(TlsFiles.Material material, String... protocols) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
        if (protocols.length > 0) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols));
        }
        return Contexts.build(builder, material);
    }

    /**
     * Makes the first handler of a new connection.
     *
     * @param allocator the allocator of the connection
     * @param host      the host of the address that was connected to: an IP address or a name
     * @param port      its port
     * @return a new handler
     * @throws IOException if the own certificate has expired or is not valid yet; the message is for the operator
     */
    public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) throws IOException {
        return context.get().newHandler(allocator, serverName == null ? host : serverName, port);
    }

    /**
     * Returns whether this end shows a certificate of its own, which the server may still refuse after the handshake.
     *
     * @return whether {@code tls.certificate} is set
     */
    public boolean hasCertificate() {
        return hasCertificate;
    }

    /**
     * Says what the failure of a connection means for the operator, if TLS is the cause.
     *
     * @param failure what the handler or the connection has reported
     * @return what happened and what to do; {@code null} if the failure is none of TLS
     */
    public static @Nullable String explain(Throwable failure) {
        return TlsFailures.explain(failure);
    }
}
