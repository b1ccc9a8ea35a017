package io.github.nettyaudit.codec;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.jspecify.annotations.Nullable;

/**
 * The part of the corpus that may not lie in this project: {@code shared/corpus} in a directory above, or a test that
 * is skipped and says so.
 */
public final class SharedCorpus {
    private SharedCorpus() {
    }

    /** The file, or a skipped test when this machine has no such directory. */
    public static Path require(String file) {
        Path path = find(file);
        if (path == null) {
            System.out.println("skipped: no shared/corpus/" + file + " in a directory above "
                    + Path.of("").toAbsolutePath());
        }
        Assumptions.assumeTrue(path != null, "no shared/corpus/" + file);
        return path;
    }

    /** The file, or null. */
    public static @Nullable Path find(String file) {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            Path path = directory.resolve("shared/corpus").resolve(file);
            if (Files.isReadable(path)) {
                return path;
            }
        }
        return null;
    }
}
