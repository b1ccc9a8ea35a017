package io.github.nettyaudit.server.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A subscriber that chooses its format; the connection and the loop are those of an EmbeddedChannel. */
class SubscriberFormatTest {
    private static final int LIMIT = 64 * 1024;
    private static final DropReport REPORT = (sink, records, events, total) ->
            Unpooled.copiedBuffer(records + " dropped, " + total + " in all\n", StandardCharsets.US_ASCII);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final SubscriberStream usual = new SubscriberStream("usual", channel.eventLoop(), LIMIT, REPORT);
    private final SubscriberStream other = new SubscriberStream("other", channel.eventLoop(), LIMIT,
            (sink, records, events, total) -> Unpooled.copiedBuffer("other: " + total + '\n', StandardCharsets.US_ASCII));
    private final SubscriberServer server = new SubscriberServer(List.of(usual, other), usual, 2,
            stream -> Unpooled.EMPTY_BUFFER, stream -> Unpooled.copiedBuffer(stream.format() + " begins\n",
                    StandardCharsets.US_ASCII));

    @AfterEach
    void nothingLeaks() {
        channel.finishAndReleaseAll();
    }

    private void offer(SubscriberStream stream, String line) {
        ByteBuf lines = Unpooled.copiedBuffer(line + '\n', StandardCharsets.US_ASCII);
        stream.offer(new LineBatch(lines, 1, 0));
        channel.runPendingTasks();
        if (channel.isOpen()) {
            assertThat(lines.refCnt()).isLessThanOrEqualTo(2); // the other one is the outbound message
        }
        lines.release();
    }

    private void send(String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        channel.writeInbound(bytes);
        assertThat(bytes.refCnt()).isZero();
    }

    private String received() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            text.append(next.toString(StandardCharsets.UTF_8));
            next.release();
        }
        return text.toString();
    }

    @Test
    void oneThatSendsNothingGetsTheUsualStreamAtOnce() {
        server.accept(channel);
        offer(usual, "1");
        offer(other, "2");
        assertThat(received()).isEqualTo("1\n");
        assertThat(other.wantsLines()).isFalse();
    }

    @Test
    void theChosenStreamBeginsAfterTheAnswer() {
        server.accept(channel);
        offer(usual, "1");
        send("FORMAT  Oth");
        offer(usual, "2");
        send("er\r\n");
        offer(usual, "3");
        offer(other, "4");
        assertThat(received()).isEqualTo("1\n2\nother begins\n4\n");
        assertThat(usual.wantsLines()).isFalse();
        assertThat(server.subscribers()).isOne();
        channel.close();
        assertThat(server.subscribers()).isZero();
    }

    /** A batch that was on its way when the subscriber chose comes too late, and not in the middle. */
    @Test
    void aBatchOnItsWayIsOfTheStreamThatWasLeft() {
        server.accept(channel);
        ByteBuf lines = Unpooled.copiedBuffer("1\n", StandardCharsets.US_ASCII);
        usual.offer(new LineBatch(lines, 1, 0));
        send("format other\n");
        assertThat(lines.refCnt()).isOne();
        lines.release();
        assertThat(received()).isEqualTo("other begins\n");
    }

    @Test
    void onlyTheFirstLineCounts() {
        server.accept(channel);
        send("format other\nformat usual\nnonsense\n");
        send("format usual\n");
        offer(other, "1");
        offer(usual, "2");
        assertThat(received()).isEqualTo("other begins\n1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"format json\n", "format\n", "format other usual\n", "fromat other\n", "GET / HTTP/1.1\r\n\r\n",
        "\u0000\u0001\n", "                                                                 format other\n",
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"})
    void anotherFirstLineIsAnsweredAndTheConnectionClosed(String line) {
        server.accept(channel);
        send(line);
        offer(usual, "1");
        assertThat(received()).matches("\\{\"event\":\"refused\",\"sec\":\\d+,\"milli\":\\d+,\"reason\":\"the first line that a"
                + " subscriber sends, if it sends one, must be 'format NAME' with one of usual, other\"}\n");
        assertThat(channel.isOpen()).isFalse();
        assertThat(server.subscribers()).isZero();
    }

    @Test
    void aLineWithoutNewlineCountsAtTheEndOfTheInput() {
        server.accept(channel);
        send("format other");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(received()).isEqualTo("other begins\n");
    }

    @Test
    void otherInputWithoutNewlineIsThrownAway() {
        server.accept(channel);
        send("\n\nhello");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        offer(usual, "1");
        assertThat(received()).isEqualTo("1\n");
    }

    /** The report of what is missing comes in its place, in the format of what is missing. */
    @Test
    void whatWasDroppedBeforeIsReportedBefore() {
        server.accept(channel);
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1, 2));
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        offer(usual, "1");
        offer(usual, "2");
        send("format other\n");
        offer(other, "3");
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        offer(other, "4");
        assertThat(received()).isEqualTo("2 dropped, 2 in all\nother begins\nother: 3\n4\n");
        assertThat(usual.droppedRecords()).isEqualTo(2);
        assertThat(other.droppedRecords()).isOne();
    }
}
