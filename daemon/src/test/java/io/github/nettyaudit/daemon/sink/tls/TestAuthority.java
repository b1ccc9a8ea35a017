package io.github.nettyaudit.daemon.sink.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** An authority whose certificates are files of a directory: {@code NAME.pem} and {@code NAME.key}. */
public final class TestAuthority {
    private final Path directory;
    private final X509Bundle authority;

    /** Makes the authority; its own certificate is {@code authority.pem}. */
    public TestAuthority(Path directory) throws Exception {
        this(directory, "authority");
    }

    /** @param name the file of its certificate, without {@code .pem} */
    public TestAuthority(Path directory, String name) throws Exception {
        this.directory = directory;
        authority = new CertificateBuilder().subject("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned();
        replace(name + ".pem", authority.getCertificatePEM());
    }

    /** A certificate for the host localhost and both ends of a connection, valid now. */
    public X509Bundle issue(String name) throws Exception {
        return issue(name, builder -> builder);
    }

    /** A certificate that ended a day ago. */
    public X509Bundle issueExpired(String name) throws Exception {
        Instant now = Instant.now();
        return issue(name, builder -> builder.notBefore(now.minusSeconds(172_800)).notAfter(now.minusSeconds(86_400)));
    }

    /** A certificate as the builder says. */
    public X509Bundle issue(String name, UnaryOperator<CertificateBuilder> change) throws Exception {
        X509Bundle bundle = change.apply(new CertificateBuilder().subject("CN=" + name).addSanDnsName("localhost")
                .addExtendedKeyUsageServerAuth().addExtendedKeyUsageClientAuth()).buildIssuedBy(authority);
        replace(name + ".key", bundle.getPrivateKeyPEM());
        replace(name + ".pem", bundle.getCertificatePathPEM());
        return bundle;
    }

    /** Puts a file of mode 0600 in the place of another, as a whole. */
    public void replace(String name, String text) throws IOException {
        Path temporary = directory.resolve(name + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, text);
        Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The name of a file. */
    public String file(String name) {
        return directory.resolve(name).toString();
    }
}
