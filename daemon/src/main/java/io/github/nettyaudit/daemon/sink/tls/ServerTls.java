package io.github.nettyaudit.daemon.sink.tls;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * TLS of the connections that a sink accepts. Versions 1.2 and 1.3. Thread-safe.
 *
 * <p>Files that have changed are read again at the next connection. If the new ones cannot be used, those read before
 * stay in use, and a warning is logged.
 */
public final class ServerTls {
    /** Whether clients show certificates. */
    public enum Clients {
        /** A client without a certificate of {@code tls.trust} is refused. */
        REQUIRED,
        /** A client may have no certificate; if it has one, it must be of {@code tls.trust}. */
        OPTIONAL,
        /** Clients are not asked. */
        NONE
    }

    /** Whether connections are encrypted; also true if another key of {@code tls} is set. */
    public static final SettingKey<Boolean> ENABLED = TlsKeys.ENABLED;
    /** Whether clients show certificates. */
    public static final SettingKey<Clients> CLIENT_CERTIFICATES = SettingKey.choice("tls.client-certificates",
            Clients.class, "whether a client must show a certificate that is signed by one of tls.trust; required if"
            + " tls.trust is set, else none");
    /** All settings, for {@link io.github.nettyaudit.daemon.sink.EventSinkFactory#settings()}. */
    public static final List<SettingKey<?>> SETTINGS = List.of(ENABLED, TlsKeys.TRUST, TlsKeys.CERTIFICATE, TlsKeys.KEY,
            TlsKeys.KEY_PASSWORD, CLIENT_CERTIFICATES);

    private final ReloadedContext context;
    private final Clients clients;

    private ServerTls(ReloadedContext context, Clients clients) {
        this.context = context;
        this.clients = clients;
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
     * @param name     the name of the sink, for messages
     * @param settings values of a sink that has {@link #SETTINGS}
     * @return the maker of handlers
     * @throws SinkSettingsException if settings contradict each other, or a file cannot be used
     */
    public static ServerTls of(String name, SinkSettings settings) throws SinkSettingsException {
        return of(name, settings, Clock.systemUTC());
    }

    static ServerTls of(String name, SinkSettings settings, Clock clock) throws SinkSettingsException {
        if (settings.isSet(ENABLED) && !settings.get(ENABLED) && isEnabled(settings)) {
            throw new SinkSettingsException(ENABLED, "is false, but other keys of tls are set");
        }
        TlsFiles files = TlsFiles.of(settings);
        if (files.certificate() == null) {
            throw new SinkSettingsException(TlsKeys.CERTIFICATE, "is missing: a server needs a certificate");
        }
        Clients set = settings.find(CLIENT_CERTIFICATES);
        Clients clients = set != null ? set : files.trust() == null ? Clients.NONE : Clients.REQUIRED;
        if (clients != Clients.NONE && files.trust() == null) {
            throw new SinkSettingsException(TlsKeys.TRUST, "is missing: it has the certificates that those of the clients"
                    + " are signed with");
        }
        ClientAuth auth = switch (clients) {
            case REQUIRED -> ClientAuth.REQUIRE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case NONE -> ClientAuth.NONE;
        };
        return new ServerTls(Contexts.open(name, files, material -> make(material, auth), clock), clients);
    }

    private static SslContext make(TlsFiles.Material material, ClientAuth auth) throws IOException {
        PrivateKey key = Objects.requireNonNull(material.key(), "a server has a key");
        return Contexts.build(SslContextBuilder.forServer(key, material.chain()).clientAuth(auth), material);
    }

    /**
     * Makes the first handler of a new connection.
     *
     * @param allocator the allocator of the connection
     * @return a new handler
     * @throws IOException if the own certificate has expired or is not valid yet; the message is for the operator
     */
    public SslHandler newHandler(ByteBufAllocator allocator) throws IOException {
        return context.get().newHandler(allocator);
    }

    /**
     * Returns whether clients show certificates.
     *
     * @return the setting, or what it is by the other settings
     */
    public Clients clients() {
        return clients;
    }
}
