package io.github.nettyaudit.server.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rule files as bytes. */
final class RuleSource {
    private RuleSource() {
    }

    /** A file's bytes; {@code -}: standard input's. */
    static byte[] read(String file) throws IOException {
        return file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    }

    /** The lines, without their ends. */
    static List<byte[]> lines(byte[] content) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < content.length; at++) {
            if (content[at] == '\n') {
                lines.add(Arrays.copyOfRange(content, start, at));
                start = at + 1;
            }
        }
        if (start < content.length) {
            lines.add(Arrays.copyOfRange(content, start, content.length));
        }
        return lines;
    }

    static String explain(String file, IOException exception) {
        return exception instanceof NoSuchFileException ? "no such file: " + file
                : file + ": " + exception.getMessage();
    }
}
