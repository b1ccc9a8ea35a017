package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signal ends {@code decode --follow} in good order: all is printed, and the exit code is that of the run. */
class DecodeSignalTest {
    private static final String WHOLE = "type=USER msg=audit(1700000000.365:1): pid=1 msg='a=b res=success'\n";
    private static final String OPEN = "type=CWD msg=audit(1700000000.365:2): cwd=\"/\"\n";

    @TempDir
    private Path folder;

    @Test
    void theCodeIsZeroAndWhatHadNoEndIsPrinted() throws Exception {
        Path log = Files.writeString(folder.resolve("audit.log"), WHOLE + OPEN);
        try (ServerProcess decode = ServerProcess.start("decode", "--follow", log.toString())) {
            decode.awaitOutput(1, "user ok");
            assertThat(decode.terminate()).isZero();
            assertThat(decode.output()).filteredOn(line -> line.startsWith("  CWD")).hasSize(1);
            assertThat(decode.errors()).doesNotContain("netty-audit:");
        }
    }

    @Test
    void theCodeIsFiveIfAFileWasDamaged() throws Exception {
        Path log = Files.writeString(folder.resolve("audit.log"), WHOLE);
        Path damaged = folder.resolve("audit.log.1.gz");
        byte[] zipped = zipped(OPEN);
        Files.write(damaged, Arrays.copyOf(zipped, zipped.length - 10));
        try (ServerProcess decode = ServerProcess.start("decode", "--follow", damaged.toString(), log.toString())) {
            decode.awaitOutput(1, "user ok");
            assertThat(decode.terminate()).isEqualTo(5);
            assertThat(decode.errors()).contains(damaged.toString());
        }
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }
}
