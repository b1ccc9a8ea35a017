package io.github.nettyaudit.server.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.pcapng.PacketDirection;
import io.github.nettyaudit.server.log.OperatorLog;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapFileTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] DATAGRAM = new byte[100_000];

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final OperatorLog operator = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        operator.close();
    }

    /** M5: the file was readable by everybody, and a link was followed. */
    @Test
    void onlyTheOwnerCanReadTheFileAndNoLinkIsFollowed() throws Exception {
        Path file = directory.resolve("tap.pcapng");
        assertThat(new TapFile(file, false, operator).close(PATIENCE)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");

        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        for (Path target : new Path[] {victim, directory.resolve("dangling")}) {
            Path link = Files.createSymbolicLink(directory.resolve("link-to-" + target.getFileName()), target);
            assertThatThrownBy(() -> new TapFile(link, false, operator)).isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> new TapFile(link, true, operator)).hasMessageContaining("not a regular file");
        }
        assertThat(victim).hasContent("precious");
        assertThat(directory.resolve("dangling")).doesNotExist();
    }

    /** K4: the disk was full, and the message blamed its speed. */
    @Test
    void aFailureIsKeptAndReportedWithItsCause() throws Exception {
        TapFile tap = new TapFile("tap", new Disk() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                throw new IOException("No space left on device");
            }
        }, operator);
        await().atMost(PATIENCE).until(() -> tap.failure() != null);
        write(tap, 3);
        assertThat(tap.close(PATIENCE)).isFalse();
        assertThat(tap.failure()).hasMessage("No space left on device");
        assertThat(tap.missing()).isPositive();
        operator.close();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains(
                "the tap tap ends here, because it cannot be written: No space left on device");
    }

    @Test
    void aSlowDiskCostsDatagramsThatAreCountedAndBlocksNobody() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        TapFile tap = new TapFile("tap", new Disk() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                try {
                    free.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return super.write(source);
            }
        }, operator);
        write(tap, 100); // 10 MB; the queue takes 4 MiB
        assertThat(tap.missing()).isBetween(50L, 62L);
        free.countDown();
        assertThat(tap.close(PATIENCE)).isTrue();
    }

    private static void write(TapFile tap, int datagrams) throws IOException {
        int channel = tap.writer().addInterface(tap.describe("data"));
        for (int i = 0; i < datagrams; i++) {
            tap.writer().write(channel, PacketDirection.INBOUND, Instant.EPOCH, Unpooled.wrappedBuffer(DATAGRAM));
        }
    }

    /** A disk that takes everything. */
    private static class Disk implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            int length = source.remaining();
            source.position(source.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
        }
    }
}
