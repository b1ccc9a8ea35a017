package io.github.nettyaudit.codec.internal.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads data files: columns separated by tabs; empty lines and lines that start with {@code #} are left out. */
public final class DataFile {
    private DataFile() {
    }

    /**
     * Returns the rows of a resource of this package.
     *
     * @param resource the name of the resource
     * @return the columns of each row
     * @throws IllegalStateException if there is no such resource: the jar is broken
     */
    public static List<String[]> rows(String resource) {
        return rows(DataFile.class, resource);
    }

    /**
     * Returns the rows of a resource.
     *
     * @param neighbour a class in whose package the resource is
     * @param resource  the name of the resource
     * @return the columns of each row
     * @throws IllegalStateException if there is no such resource: the jar is broken
     */
    public static List<String[]> rows(Class<?> neighbour, String resource) {
        List<String[]> rows = new ArrayList<>();
        for (String line : lines(neighbour, resource)) {
            rows.add(line.split("\t", -1));
        }
        return rows;
    }

    /** The rows, of which the columns are not found. */
    static List<String> lines(Class<?> neighbour, String resource) {
        InputStream input = neighbour.getResourceAsStream(resource);
        if (input == null) {
            throw new IllegalStateException("resource missing: " + resource);
        }
        List<String> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && !line.isEmpty()) {
                    rows.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** One column of a row, counted from 0; there must be such a column. */
    static String column(String row, int number) {
        int start = 0;
        for (int i = 0; i < number; i++) {
            start = row.indexOf('\t', start) + 1;
        }
        int end = row.indexOf('\t', start);
        return end < 0 ? row.substring(start) : row.substring(start, end);
    }

    /**
     * Reads a number as the files write it: decimal, {@code 0x} hexadecimal or {@code 0} octal.
     *
     * @param text the number, at most 32 bits, signed or unsigned
     * @return its 32 bits
     * @throws NumberFormatException if it is not a number
     */
    public static int number(String text) {
        return Long.decode(text).intValue();
    }
}
