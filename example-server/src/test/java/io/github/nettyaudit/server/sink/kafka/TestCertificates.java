package io.github.nettyaudit.server.sink.kafka;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Certificates of an authority, of a broker with the name localhost, and of a client, as files. */
final class TestCertificates {
    private final Path directory;

    TestCertificates(Path directory) throws Exception {
        this.directory = directory;
        X509Bundle authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle broker = new CertificateBuilder().subject("CN=broker").addSanDnsName("localhost")
                .addExtendedKeyUsageServerAuth().buildIssuedBy(authority);
        X509Bundle client = new CertificateBuilder().subject("CN=client").addExtendedKeyUsageClientAuth()
                .buildIssuedBy(authority);
        write("authority.pem", authority.getCertificatePEM());
        write("broker.pem", broker.getPrivateKeyPEM() + '\n' + broker.getCertificatePathPEM());
        write("client.pem", client.getCertificatePathPEM());
        write("client.key", client.getPrivateKeyPEM());
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.createFile(directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    /** What a broker needs for its listeners with TLS: one asks for a certificate, the other for a password. */
    Map<String, String> brokerProperties() {
        return Map.of("ssl.keystore.type", "PEM", "ssl.keystore.location", directory.resolve("broker.pem").toString(),
                "ssl.truststore.type", "PEM", "ssl.truststore.location", authority(),
                "listener.name.ssl.ssl.client.auth", "required",
                "sasl.enabled.mechanisms", "SCRAM-SHA-512",
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    }

    String authority() {
        return directory.resolve("authority.pem").toString();
    }

    String clientCertificate() {
        return directory.resolve("client.pem").toString();
    }

    String clientKey() {
        return directory.resolve("client.key").toString();
    }
}
