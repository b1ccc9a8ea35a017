package io.github.nettyaudit.codec.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the data files beside a class: columns parted by tabs; lines that start with {@code #} are comments. */
public final class DataFile {
    private DataFile() {
    }

    /**
     * The rows of a resource.
     *
     * @param neighbour a class in whose package the resource lies
     * @throws IllegalStateException when there is no such resource: the jar is broken
     */
    public static List<String[]> rows(Class<?> neighbour, String resource) {
        InputStream input = neighbour.getResourceAsStream(resource);
        if (input == null) {
            throw new IllegalStateException("resource missing: " + resource);
        }
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && !line.isEmpty()) {
                    rows.add(line.split("\t", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** A number as the files write it: decimal, {@code 0x} hexadecimal or {@code 0} octal; up to 32 bits, unsigned. */
    public static int number(String text) {
        return Long.decode(text).intValue();
    }
}
