package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every link of the repository's documents leads to a file, and to a heading of it. */
class DocumentLinksTest {
    private static final Path REPOSITORY = Path.of("..");

    @Test
    void everyLinkOfTheRepositoryLeadsSomewhere() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String place : List.of("", "docs", "schema/src/test/live", "codec/src/test/resources/corpus")) {
            try (Stream<Path> files = Files.list(REPOSITORY.resolve(place))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        assertThat(documents).hasSizeGreaterThan(12);
        for (Path document : documents) {
            assertThat(DocumentLinks.broken(document, Files::readString)).isEmpty();
        }
    }

    @Test
    void linksThatLeadNowhereAreFound(@TempDir Path directory) throws IOException {
        Path document = directory.resolve("A.md");
        Files.writeString(document, "# One, two\n[a](B.md) [b](#one-two) [c](#three) [d](A.md#one-two) [e](https://example.org/x)\n");
        assertThat(DocumentLinks.broken(document, Files::readString)).containsExactly("A.md: B.md", "A.md: #three");
    }
}
