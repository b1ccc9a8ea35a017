package io.github.nettyaudit.daemon.sink.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the exceptions of TLS mean. */
final class TlsFailures {
    private static final String ALERT = "Received fatal alert: ";
    private static final int MOST_CAUSES = 20;

    private TlsFailures() {
    }

    static @Nullable String explain(Throwable failure) {
        String general = null;
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
            if (cause instanceof SSLException) {
                general = "TLS fails: " + cause.getMessage();
            }
            cause = cause.getCause();
        }
        return general;
    }

    private static @Nullable String known(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof NotSslRecordException) {
            return "the server does not speak TLS at this port: check the address";
        }
        if (cause instanceof CertificateExpiredException) {
            return "a certificate of the server has expired (" + message + ')';
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "a certificate of the server is not valid yet, check the clocks (" + message + ')';
        }
        if (cause instanceof CertPathBuilderException) {
            return "the server's certificate is not signed by an authority that is trusted: check tls.trust";
        }
        if (cause instanceof CertificateException && message.startsWith("No ")) {
            return "the server's certificate has another name: check the address, or set tls.server-name (" + message + ')';
        }
        if (cause instanceof SSLException && message.contains(ALERT)) {
            return "the server refuses TLS with this client: " + message.substring(message.indexOf(ALERT)
                    + ALERT.length()) + " (check tls.certificate, and what the server says)";
        }
        return null;
    }
}
