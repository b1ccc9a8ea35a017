package io.github.nettyaudit.server.yaml;

import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.FileOwner;
import io.github.nettyaudit.server.log.KnownSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Secrets are not written into the configuration file; it says where they are: {@code { file: /path }}, a file that only
 * its owner can read, or {@code { environment: NAME }}, a variable.
 */
final class Secrets {
    private static final String FILE = "file";
    /** Users from this id on are people; {@code UID_MIN} in {@code login.defs(5)}. */
    private static final int FIRST_PERSON = 1000;
    private static final String ENVIRONMENT = "environment";
    private static final String EXPECTED = "must say where the secret is: { file: /path } or { environment: NAME }; a secret"
            + " itself does not belong into this file";

    private Secrets() {
    }

    /** Whether a value has the form of the place of a secret. */
    static boolean isSource(YamlValue value) {
        Set<String> keys = value.words().keySet();
        return keys.equals(Set.of(FILE)) || keys.equals(Set.of(ENVIRONMENT));
    }

    /**
     * Reads a secret.
     *
     * @throws IllegalArgumentException if the value has another form, or the secret is not there; the message goes on after
     *                                  the key, and never has the secret
     */
    static String read(YamlValue value) {
        if (!isSource(value)) {
            throw new IllegalArgumentException(EXPECTED);
        }
        Map<String, String> words = value.words();
        String name = words.get(ENVIRONMENT);
        String secret = name == null ? ofFile(words.get(FILE)) : ofEnvironment(name);
        KnownSecrets.add(secret);
        return secret;
    }

    private static String ofEnvironment(String name) {
        String secret = System.getenv(name);
        if (secret == null || secret.isEmpty()) {
            // not its name: a secret may have been written in its place
            throw new IllegalArgumentException("names an environment variable that is not set");
        }
        return secret;
    }

    /** Whether a text is a path for certain, and no secret that begins with a slash. */
    private static boolean isPlausible(String name) {
        Path parent = Path.of(name).getParent();
        return parent != null && parent.getNameCount() > 0 && Files.isDirectory(parent);
    }

    private static String ofFile(String name) {
        try {
            Path path = Path.of(name);
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("must name a file with a leading /; a secret itself does not belong into"
                        + " this file");
            }
            FileOwner owner = FileOwner.of(path.toRealPath());
            // root reads it in place of the user that the server becomes, a system user, to whom it may belong
            boolean isOfService = FileOwner.ownUid() == FileOwner.ROOT && owner.uid() < FIRST_PERSON;
            if (!owner.isTrusted() && !isOfService || owner.isOpenToOthers()) {
                throw new IllegalArgumentException("names " + name + ", which others have access to: it must belong to root or"
                        + " to the user of the server, and to nobody else: chmod 600 " + name);
            }
            String secret = Files.readString(path).strip();
            if (secret.isEmpty() || secret.lines().count() > 1) {
                throw new IllegalArgumentException("names " + name + ", which does not have exactly one line");
            }
            return secret;
        } catch (IOException e) {
            throw new IllegalArgumentException(isPlausible(name) ? "names a file: " + FileFailure.explain(name, e)
                    : "names a file in a directory that does not exist; a secret itself does not belong into this file", e);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("names no file", e);
        }
    }
}
