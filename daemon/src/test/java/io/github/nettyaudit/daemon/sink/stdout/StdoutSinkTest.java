package io.github.nettyaudit.daemon.sink.stdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.sink.Batches;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SinkEndedException;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StdoutSinkTest {
    private static CompletableFuture<SinkResult> send(StdoutSink sink, String... lines) {
        return sink.send(Batches.of(lines)).toCompletableFuture();
    }

    private static void close(StdoutSink sink) {
        sink.close(Duration.ofMillis(1)).toCompletableFuture().join();
    }

    @Test
    void writesLines() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StdoutSink sink = new StdoutSink("s", Channels.newChannel(out));
        assertThat(send(sink, "a", "b").join().isAccepted()).isTrue();
        assertThat(send(sink, "c").join().isAccepted()).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\nc\n");
        close(sink);
        EventSinkFactory factory = EventSinks.installed().get("stdout");
        assertThat(factory.create("o", SinkSettings.of(factory.settings(), Map.of()))).isInstanceOf(StdoutSink.class);
    }

    @Test
    void aPipeThatNobodyReadsBlocksOnlyTheSinkAndAClosedOneEndsIt() throws IOException {
        Pipe pipe = Pipe.open();
        StdoutSink sink = new StdoutSink("s", pipe.sink());
        CompletableFuture<SinkResult> answer = send(sink, "x".repeat(1 << 20));
        ByteBuffer bytes = ByteBuffer.allocate(1 << 17);
        while (bytes.position() < 65536) {
            pipe.source().read(bytes);
        }
        assertThat(answer).isNotDone();
        pipe.source().close();

        assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(SinkEndedException.class).hasMessageContaining("has ended");
        close(sink);
    }

    @Test
    void theCloseInterruptsTheBlock() throws IOException {
        Pipe pipe = Pipe.open();
        StdoutSink sink = new StdoutSink("s", pipe.sink());
        CompletableFuture<SinkResult> answer = send(sink, "x".repeat(1 << 20));
        close(sink);
        await().until(answer::isDone);
        assertThat(answer).isCompletedExceptionally();
        pipe.source().close();
    }

    @Test
    void afterAFailureInMidLineTheNextDocumentBeginsItsOwnLine() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StdoutSink sink = new StdoutSink("s", new WritableByteChannel() {
            private int calls;

            @Override
            public int write(ByteBuffer bytes) throws IOException {
                calls++;
                if (calls == 2) {
                    throw new IOException("No space left on device");
                }
                if (calls == 5) {
                    throw new ClosedChannelException();
                }
                int length = calls == 1 ? 3 : bytes.remaining();
                for (int i = 0; i < length; i++) {
                    out.write(bytes.get());
                }
                return length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // stays open
            }
        });
        assertThatThrownBy(send(sink, "abcdef")::join).hasMessageContaining("No space left").cause()
                .isNotInstanceOf(SinkEndedException.class);
        assertThat(send(sink, "abcdef").join().isAccepted()).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("abc\nabcdef\n");
        assertThatThrownBy(send(sink, "x")::join).hasMessageContaining("standard output is closed");
        close(sink);
    }
}
