package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The inputs that ten minutes of fuzzing each have found worth keeping, through the fuzz targets once more. In the
 * archives: repeated, a big-endian u32 N and N bytes.
 */
class FuzzCorpusTest {
    @Test
    void keptSocketAddressesStillPass() throws IOException {
        SocketAddressFuzzTest target = new SocketAddressFuzzTest();
        assertThat(replay("socket-addresses.bin.gz", target::anyBytesAreASocketAddress)).isGreaterThan(90);
    }

    @Test
    void keptRecordsStillPass() throws IOException {
        InterpretationFuzzTest target = new InterpretationFuzzTest();
        assertThat(replay("interpretation.bin.gz", target::anyFieldsMeanSomething)).isGreaterThan(1000);
    }

    private static int replay(String archive, Consumer<byte[]> target) throws IOException {
        byte[] all;
        try (InputStream input = FuzzCorpusTest.class.getResourceAsStream("/fuzz/" + archive)) {
            all = new GZIPInputStream(input).readAllBytes();
        }
        DataInputStream inputs = new DataInputStream(new ByteArrayInputStream(all));
        int count = 0;
        while (inputs.available() > 0) {
            byte[] bytes = new byte[inputs.readInt()];
            inputs.readFully(bytes);
            target.accept(bytes);
            count++;
        }
        return count;
    }
}
