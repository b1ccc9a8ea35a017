package io.github.nettyaudit.server.yaml;

import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.OpenFile;
import io.github.nettyaudit.server.io.UnfitFileException;
import io.github.nettyaudit.server.log.KnownSecrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Secrets are not written into the configuration file; it says where they are: {@code { file: /path }}, a file that only
 * its owner can read, or {@code { environment: NAME }}, a variable.
 */
final class Secrets {
    private static final String FILE = "file";
    /** No password, key or token is as long. */
    private static final int LARGEST = 64 << 10;
    private static final String ENVIRONMENT = "environment";
    private static final String EXPECTED = "must say where the secret is: { file: /path } or { environment: NAME }; a secret"
            + " itself does not belong into this file";

    private Secrets() {
    }

    /** Whether a value has the form of the place of a secret: one of the keys, and nothing else. */
    static boolean isSource(YamlValue value) {
        Set<String> keys = value.words().keySet();
        return value.size() == 1 && (keys.equals(Set.of(FILE)) || keys.equals(Set.of(ENVIRONMENT)));
    }

    /**
     * Reads a secret.
     *
     * @throws IllegalArgumentException if the value has another form, or the secret is not there; the message goes on after
     *                                  the key, and never has the secret
     */
    static String read(YamlValue value) {
        if (!isSource(value)) {
            throw new IllegalArgumentException(value.words().keySet().containsAll(Set.of(FILE, ENVIRONMENT))
                    ? "needs one of file and environment, not both" : EXPECTED);
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
            try (OpenFile file = OpenFile.open(path)) {
                return ofFile(name, file);
            }
        } catch (UnfitFileException e) {
            throw new IllegalArgumentException("names a file that cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(isPlausible(name) ? unreadable(name, e)
                    : "names a file in a directory that does not exist; a secret itself does not belong into this file", e);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("names no file", e);
        }
    }

    private static String unreadable(String name, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "names " + name + ", which does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return "names " + name + ", which this user may not read: if the server runs as another user, check as that one:"
                    + " runuser -u USER -- netty-audit check FILE";
        }
        return "names a file that cannot be used: " + FileFailure.explain(name, failure);
    }

    private static String ofFile(String name, OpenFile file) throws IOException {
        byte[] content = file.read(name, LARGEST); // refuses what is not a file, before somebody gives it other permissions
        if (file.isOpenToOthers()) {
            throw new IllegalArgumentException("names " + name + ", which others have access to (mode " + file.permissions()
                    + "): chmod 600 " + name);
        }
        if (!file.isOfOwnerOfSecrets()) {
            throw new IllegalArgumentException("names " + name + ", which belongs to the user " + file.owner() + ", so that"
                    + " others have access to it: it must belong to root or to the user of the server: chown it");
        }
        String secret;
        try {
            secret = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString().strip();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("names " + name + ", which is not text in UTF-8", e);
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("names " + name + ", which is empty: write the secret into it, as one line");
        }
        if (secret.lines().count() > 1) {
            throw new IllegalArgumentException("names " + name + ", which has more than one line: the secret must be one line");
        }
        return secret;
    }

    /**
     * Describes where a secret was read from.
     *
     * @param value the place, from which it was read
     * @return words such as {@code names /path, whose secret}
     */
    static String origin(YamlValue value) {
        Map<String, String> words = value.words();
        String variable = words.get(ENVIRONMENT);
        return "names " + (variable == null ? words.get(FILE) : "the environment variable " + variable) + ", whose secret";
    }
}
