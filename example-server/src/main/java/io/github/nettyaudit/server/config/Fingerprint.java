package io.github.nettyaudit.server.config;

import io.github.nettyaudit.server.io.OpenFile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether a part of a configuration, with the secrets and the files that it names, is the same as before. Immutable. */
public final class Fingerprint {
    private final byte[] digest;

    private Fingerprint(byte[] digest) {
        this.digest = digest;
    }

    /** @param contents texts, lists and maps of these */
    static Fingerprint of(Object... contents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream output = new DataOutputStream(bytes)) {
            for (Object content : contents) {
                write(content, output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory
        }
        return new Fingerprint(digest(bytes.toByteArray()));
    }

    private static void write(@Nullable Object content, DataOutputStream output) throws IOException {
        if (content instanceof Map<?, ?> map) {
            output.writeInt(map.size());
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
            for (Map.Entry<String, Object> entry : sorted.entrySet()) {
                write(entry.getKey(), output);
                write(entry.getValue(), output);
            }
        } else if (content instanceof Collection<?> list) {
            output.writeInt(~list.size());
            for (Object element : list) {
                write(element, output);
            }
        } else {
            byte[] text = String.valueOf(content).getBytes(StandardCharsets.UTF_8);
            output.writeInt(text.length);
            output.write(text);
        }
    }

    /** Something that stands for what is in a file now. A file that cannot be read differs from each that can. */
    static String ofFile(Path file) {
        try {
            return Arrays.toString(digest(OpenFile.read(file, OpenFile.LARGEST_TEXT)));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each JVM has it
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fingerprint that && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    /** Says nothing: secrets are part of it. */
    @Override
    public String toString() {
        return "fingerprint";
    }
}
