package io.github.nettyaudit.daemon.sink.tls;

import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.PrivateKey;
import java.time.Clock;

/** Makes contexts. */
final class Contexts {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private Contexts() {
    }

    /** Reads the files; what is wrong with one is a problem of the setting that names it. */
    static ReloadedContext open(String name, TlsFiles files, ReloadedContext.Maker maker, Clock clock)
            throws SinkSettingsException {
        try {
            return new ReloadedContext(name, files, maker, clock);
        } catch (TlsFileException e) {
            throw new SinkSettingsException(e.key(), e.problem());
        } catch (IOException e) {
            throw new SinkSettingsException(TlsKeys.ENABLED, "fails: " + e.getMessage());
        }
    }

    static SslContext build(SslContextBuilder builder, TlsFiles.Material material) throws IOException {
        if (!material.trust().isEmpty()) {
            builder.trustManager(material.trust());
        }
        PrivateKey key = material.key();
        if (key != null) {
            builder.keyManager(key, material.chain());
        }
        return builder.sslProvider(SslProvider.JDK).protocols(VERSIONS).build();
    }
}
