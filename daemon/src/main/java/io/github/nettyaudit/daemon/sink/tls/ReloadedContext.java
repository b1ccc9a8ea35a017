package io.github.nettyaudit.daemon.sink.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The context of the files as they are now. When they have changed, they are read again at the next connection; while
 * what they have cannot be used, the last good context stays. Thread-safe.
 */
final class ReloadedContext {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(ReloadedContext.class);
    /** How often at most files that cannot be used are read again if they look the same. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final TlsFiles files;
    private final Maker maker;
    private final Clock clock;
    private Loaded current;
    private List<Object> stamps;
    private @Nullable String problem;
    private Instant problemTime = Instant.MIN;

    /** A context, and when its own certificate is valid. */
    private record Loaded(SslContext context, @Nullable X509Certificate own) {
    }

    /** Makes a context of certificates. */
    @FunctionalInterface
    interface Maker {
        SslContext make(TlsFiles.Material material) throws IOException;
    }

    /**
     * Reads the files.
     *
     * @param name the name of the sink, or of the section, for messages
     * @throws IOException if they cannot be used. An own certificate that has expired is no reason here: it may be
     *                     replaced before it is needed
     */
    ReloadedContext(String name, TlsFiles files, Maker maker, Clock clock) throws IOException {
        this.name = name;
        this.files = files;
        this.maker = maker;
        this.clock = clock;
        stamps = files.stamps();
        current = load();
    }

    private Loaded load() throws IOException {
        TlsFiles.Material material = files.read();
        return new Loaded(maker.make(material), material.chain().isEmpty() ? null : material.chain().get(0));
    }

    /**
     * Returns the context for a new connection.
     *
     * @throws IOException if the own certificate has expired, or is not valid yet; the message is for the operator
     */
    synchronized SslContext get() throws IOException {
        List<Object> now = files.stamps();
        if (!now.equals(stamps) || problem != null && !clock.instant().isBefore(problemTime.plus(PAUSE))) {
            reload(now);
        }
        String invalid = invalidity(current.own);
        if (invalid != null) {
            throw new IOException(invalid + (problem == null ? "" : ". " + problem));
        }
        return current.context;
    }

    private void reload(List<Object> before) {
        String failure;
        try {
            Loaded loaded = load();
            failure = invalidity(loaded.own);
            if (failure == null && !files.stamps().equals(before)) {
                return; // they are being written: the next connection reads them again
            }
            if (failure == null) {
                current = loaded;
                LOG.info("tls of {}: the files were read again", name);
            }
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        }
        if (failure != null && !failure.equals(problem)) {
            LOG.warn("tls of {}: the files have changed and cannot be used, those read before are still used: {}",
                    name, failure);
        }
        problem = failure;
        problemTime = clock.instant();
        stamps = before;
    }

    private @Nullable String invalidity(@Nullable X509Certificate own) {
        if (own == null) {
            return null;
        }
        Instant now = clock.instant();
        Instant first = own.getNotBefore().toInstant();
        Instant last = own.getNotAfter().toInstant();
        if (now.isAfter(last)) {
            return "the certificate of " + TlsKeys.CERTIFICATE.name() + ", " + files.certificate() + ", has expired at "
                    + last.truncatedTo(ChronoUnit.SECONDS) + ": replace it; the new one is used without a restart";
        }
        return now.isBefore(first) ? "the certificate of " + TlsKeys.CERTIFICATE.name() + ", " + files.certificate()
                + ", is not valid before " + first.truncatedTo(ChronoUnit.SECONDS) + ": check the clock, or replace it"
                : null;
    }
}
