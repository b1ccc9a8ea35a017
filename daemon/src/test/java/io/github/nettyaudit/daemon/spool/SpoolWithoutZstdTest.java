package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library for zstd is optional: in a JVM of its own, without it. */
class SpoolWithoutZstdTest {
    @TempDir
    private Path parent;

    @Test
    void writesWithoutCompressionAndSaysWhatIsMissing() throws Exception {
        Path compressed = parent.resolve("compressed");
        try (Spool spool = Spool.open(SpoolOptions.builder(compressed).compression(SpoolCompression.ZSTD).build())) {
            Entries.block(spool, 3);
        }
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("zstd-jni")).collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", path, Program.class.getName(), compressed.toString(),
                parent.resolve("plain").toString())).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String missing = "is compressed with zstd, and the library zstd-jni cannot be loaded: add"
                + " com.github.luben:zstd-jni to the class path or module path (its native part is unpacked into"
                + " java.io.tmpdir, which must be writable and not noexec)";
        assertThat(output.lines()).containsExactly("available false", "default NONE", "plain [1-2]",
                compressed.resolve("00000000000000000001.log") + " " + missing,
                "position 1", "after [4]",
                "what is to be written to " + compressed + " " + missing);
    }

    /** Reads and writes as well as it can. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            System.out.println("available " + SpoolCompression.ZSTD.isAvailable());
            SpoolOptions plain = SpoolOptions.builder(Path.of(arguments[1])).build();
            System.out.println("default " + plain.compression());
            try (Spool spool = Spool.open(plain)) {
                Entries.block(spool, 2);
                System.out.println("plain " + Entries.read(spool.openReader(SpoolStart.OLDEST)));
            }
            SpoolOptionsBuilder compressed = SpoolOptions.builder(Path.of(arguments[0]));
            try (Spool spool = Spool.open(compressed.build()); SpoolReader reader = spool.openReader(SpoolStart.OLDEST)) {
                print(() -> reader.read(Duration.ZERO));
                System.out.println("position " + reader.position());
                Entries.block(spool, 1);
                System.out.println("after " + Entries.read(spool.openReaderAt(4)));
            }
            print(() -> Spool.open(compressed.compression(SpoolCompression.ZSTD).build()));
        }

        private interface Action {
            Object run() throws IOException, InterruptedException;
        }

        private static void print(Action action) throws InterruptedException {
            try {
                System.out.println(action.run());
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
