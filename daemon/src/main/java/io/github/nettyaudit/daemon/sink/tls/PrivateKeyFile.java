package io.github.nettyaudit.daemon.sink.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads a private key, PKCS #8 in PEM, and checks that it is the one of a certificate. */
final class PrivateKeyFile {
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)"
            + "-----END \\1-----");
    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String PBES2 = "PBES2";
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA",
            "EdDSA", "EdDSA");
    private static final byte[] PROBE = "netty-audit".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeyFile() {
    }

    /** @throws GeneralSecurityException with a message for the operator, which never has a part of the key */
    static PrivateKey read(String text, @Nullable String password, PublicKey publicKey) throws GeneralSecurityException {
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new GeneralSecurityException("it has no private key");
        }
        PKCS8EncodedKeySpec encoded;
        byte[] bytes = Base64.getMimeDecoder().decode(pem.group(2));
        switch (pem.group(1)) {
            case PLAIN -> encoded = new PKCS8EncodedKeySpec(bytes);
            case ENCRYPTED -> encoded = decrypted(bytes, password);
            default -> throw new GeneralSecurityException("its key is of the form " + pem.group(1));
        }
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(encoded);
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException("it is damaged, or belongs to another certificate", e);
        }
        requirePair(key, publicKey);
        return key;
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] bytes, @Nullable String password)
            throws GeneralSecurityException {
        if (password == null) {
            throw new GeneralSecurityException("it is encrypted: set " + TlsKeys.KEY_PASSWORD.name());
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
            String algorithm = info.getAlgName().equals(PBES2) ? info.getAlgParameters().toString() : info.getAlgName();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm)
                    .generateSecret(new PBEKeySpec(password.toCharArray())), info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (GeneralSecurityException | IOException e) {
            throw new GeneralSecurityException("it is damaged, or " + TlsKeys.KEY_PASSWORD.name() + " is wrong", e);
        }
    }

    private static void requirePair(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(publicKey.getAlgorithm());
        if (algorithm == null) {
            return;
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("it belongs to another certificate");
        }
    }
}
