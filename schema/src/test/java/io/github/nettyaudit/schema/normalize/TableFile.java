package io.github.nettyaudit.schema.normalize;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the tables of the tests: columns separated by tabs; lines that start with # are left out. */
final class TableFile {
    private TableFile() {
    }

    static List<String[]> rows(String resource) {
        try (InputStream input = TableFile.class.getResourceAsStream(resource)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).map(line -> line.split("\t", -1)).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
