package io.github.nettyaudit.daemon.sink.tls;

import io.github.nettyaudit.daemon.internal.file.TrustedFiles;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files that settings name: reads them, and says which setting is wrong and how. */
record TlsFiles(@Nullable Path trust, @Nullable Path certificate, @Nullable Path key, @Nullable String password) {
    private static final int LARGEST = 4 << 20;

    /**
     * What the files have at one moment.
     *
     * @param trust empty for the authorities of Java
     * @param chain the own certificate and those above it; empty for none
     */
    record Material(List<X509Certificate> trust, List<X509Certificate> chain, @Nullable PrivateKey key) {
    }

    static TlsFiles of(SinkSettings settings) throws SinkSettingsException {
        TlsFiles files = new TlsFiles(settings.find(TlsKeys.TRUST), settings.find(TlsKeys.CERTIFICATE),
                settings.find(TlsKeys.KEY), settings.find(TlsKeys.KEY_PASSWORD));
        if (files.certificate == null && (files.key != null || files.password != null)) {
            throw new SinkSettingsException(TlsKeys.CERTIFICATE, "is missing, but a private key is set");
        }
        if (files.certificate != null && files.key == null) {
            throw new SinkSettingsException(TlsKeys.KEY, "is missing, but a certificate is set");
        }
        return files;
    }

    /** What differs when one of the files was changed. */
    List<Object> stamps() {
        List<Object> stamps = new ArrayList<>();
        Stream.of(trust, certificate, key).forEach(file -> {
            try {
                stamps.add(file == null ? "none" : FileStamp.of(file));
            } catch (IOException e) {
                stamps.add("unreadable"); // reading it says why
            }
        });
        return stamps;
    }

    /**
     * Reads all files.
     *
     * @throws TlsFileException if one cannot be read, or does not have what it should have
     */
    Material read() throws TlsFileException {
        List<X509Certificate> trusted = trust == null ? List.of() : certificates(TlsKeys.TRUST, trust);
        if (certificate == null || key == null) {
            return new Material(trusted, List.of(), null);
        }
        List<X509Certificate> chain = certificates(TlsKeys.CERTIFICATE, certificate);
        try {
            TrustedFiles.requirePrivate(key);
        } catch (IOException e) {
            throw unreadable(TlsKeys.KEY, key, e);
        }
        try {
            return new Material(trusted, chain, PrivateKeyFile.read(text(TlsKeys.KEY, key), password,
                    chain.get(0).getPublicKey()));
        } catch (GeneralSecurityException e) {
            throw new TlsFileException(TlsKeys.KEY, "names " + key + ", which cannot be used: " + e.getMessage()
                    + " (expected: the private key of the certificate, as PKCS #8 in PEM; openssl pkcs8 -topk8 makes it"
                    + " of another form)");
        }
    }

    private static List<X509Certificate> certificates(SettingKey<Path> setting, Path file) throws TlsFileException {
        String text = text(setting, file);
        List<X509Certificate> read = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(
                    text.getBytes(StandardCharsets.ISO_8859_1))).forEach(each -> read.add((X509Certificate) each));
        } catch (GeneralSecurityException e) {
            throw new TlsFileException(setting, "names " + file + ", which cannot be used: " + e.getMessage()
                    + " (expected: certificates in PEM)");
        }
        if (read.isEmpty()) {
            throw new TlsFileException(setting, "names " + file + ", which has no certificate (expected: certificates in"
                    + " PEM)");
        }
        return read;
    }

    private static String text(SettingKey<Path> setting, Path file) throws TlsFileException {
        try {
            // opening a FIFO would wait for its writer, and a device may have no end
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new TlsFileException(setting, "names " + file + ", which is not a regular file");
            }
            if (attributes.size() > LARGEST) {
                throw new TlsFileException(setting, "names " + file + ", which has more than " + LARGEST + " bytes");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (TlsFileException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(setting, file, e);
        }
    }

    private static TlsFileException unreadable(SettingKey<Path> setting, Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return new TlsFileException(setting, "names " + file + ", which does not exist");
        }
        if (failure instanceof AccessDeniedException) {
            return new TlsFileException(setting, "names " + file + ", which this user may not read");
        }
        return new TlsFileException(setting, "names a file that cannot be used: " + failure.getMessage());
    }
}
