package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturedDatagramsTest {
    private static final byte[] TWO = {2, 0, 0, 0, 7, 8, 0, 0, 0, 0};

    @TempDir
    private Path directory;

    @Test
    void readsTheCapturesThatComeWithIt() {
        CapturedDatagrams daemon = CapturedDatagrams.liveDaemon();

        assertThat(daemon.size()).isEqualTo(7568);
        assertThat(daemon.records().size()).isEqualTo(7545);
        assertThat(daemon.ofType(type -> type == 1329).size()).isEqualTo(3);
        assertThat(CapturedDatagrams.liveMulticast().records().size()).isGreaterThan(7000);
        assertThat(CapturedDatagrams.liveWatch().size()).isPositive();
    }

    @Test
    void keepsTheBytesAsTheyWere() {
        HexDump.assertEquals("""
                24 00 00 00 | 02 00 | 00 01 | 01 00 00 00 | 81 1f 00 00   # an acknowledgement, NLM_F_CAPPED
                00 00 00 00                                               # of success
                10 00 00 00 | e8 03 | 05 00 | 01 00 00 00 | 00 00 00 00   # of AUDIT_GET
                """, CapturedDatagrams.liveDaemon().buffer(0));
        assertThat(CapturedDatagrams.liveDaemon().type(0)).isEqualTo(2);
    }

    @Test
    void givesCopies() throws IOException {
        CapturedDatagrams two = CapturedDatagrams.read(new ByteArrayInputStream(TWO));
        two.bytes(0)[0] = 0;
        for (ByteBuf datagram : two) {
            datagram.setZero(0, datagram.readableBytes());
        }

        assertThat(two.bytes(0)).containsExactly(7, 8);
        assertThat(two.bytes(1)).isEmpty();
        assertThat(two.type(1)).isEqualTo(-1);
        assertThat(two.size()).isEqualTo(2);
    }

    @Test
    void readsPlainFilesAndWritesThem() throws IOException {
        Path file = directory.resolve("capture.nlcap");
        CapturedDatagrams watch = CapturedDatagrams.liveWatch().limit(3);
        Files.write(file, watch.toCapture());

        CapturedDatagrams read = CapturedDatagrams.read(file);

        assertThat(read.size()).isEqualTo(3);
        assertThat(read.bytes(2)).isEqualTo(watch.bytes(2));
    }

    @Test
    void readsAnEmptyCapture() throws IOException {
        assertThat(CapturedDatagrams.read(new ByteArrayInputStream(new byte[0])).size()).isZero();
    }

    @Test
    void noticesTornCaptures() {
        assertThatThrownBy(() -> CapturedDatagrams.read(new ByteArrayInputStream(Arrays.copyOf(TWO, 5))))
                .isInstanceOf(EOFException.class).hasMessageContaining("within datagram 0");
        assertThatThrownBy(() -> CapturedDatagrams.read(new ByteArrayInputStream(Arrays.copyOf(TWO, 8))))
                .isInstanceOf(EOFException.class).hasMessageContaining("length of datagram 1");
        assertThatThrownBy(() -> CapturedDatagrams.read(new ByteArrayInputStream("not a capture".getBytes())))
                .isInstanceOf(IOException.class).hasMessageContaining("not a capture");
    }
}
