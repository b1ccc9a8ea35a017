package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program that uses a spool until it is killed. */
final class SpoolProgram {
    private SpoolProgram() {
    }

    /** Standard error goes where that of the tests goes; standard input and output are pipes. */
    static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), SpoolProgram.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        try (Spool spool = Spool.open(SpoolOptions.builder(directory).size(64 << 20).segmentSize(256 << 10)
                .syncInterval(Duration.ofMillis(20)).build())) {
            if (arguments[0].equals("append")) {
                append(spool);
            }
            System.out.println("open");
            System.in.read();
        } catch (SpoolLockedException e) {
            System.out.println(e.getMessage());
        }
    }

    /** Prints the last sequence of each block after it was written. */
    private static void append(Spool spool) {
        StringBuilder line = new StringBuilder();
        for (int block = 0; ; block++) {
            for (int i = 0; i <= block % 17; i++) {
                long sequence = spool.writer().nextSequence();
                if (!spool.writer().add(Entries.entry(sequence, 30 + (int) (sequence % 2000)))) {
                    throw new IllegalStateException("no space");
                }
            }
            spool.writer().source(1, spool.writer().nextSequence());
            if (!spool.writer().flush()) {
                throw new IllegalStateException("no space");
            }
            line.setLength(0);
            System.out.println(line.append(spool.writer().nextSequence() - 1));
        }
    }
}
