package io.github.nettyaudit.server.filter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The users and groups of this machine, from its files. */
final class LocalAccounts {
    private static final Path USERS = Path.of("/etc/passwd");
    private static final Path GROUPS = Path.of("/etc/group");

    private LocalAccounts() {
    }

    static Optional<Long> user(String name) {
        return id(USERS, name);
    }

    static Optional<Long> group(String name) {
        return id(GROUPS, name);
    }

    static Optional<Long> id(Path file, String name) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", 4)).filter(parts -> parts.length > 2 && parts[0].equals(name)
                    && parts[2].matches("\\d{1,10}")).map(parts -> Long.parseLong(parts[2])).findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
