package io.github.nettyaudit.daemon.sink.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkBatchBuilder;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bytes of messages. */
class MessageEncoderTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final int PRIORITY = Facility.AUTHPRIV.priority(Severity.INFO);

    private static MessageHeader header(boolean hasMark) {
        return new Rfc5424Header(PRIORITY, "netty-audit", "audit@32473", hasMark);
    }

    private static SinkBatch batch(DocumentOrigin origin, String... lines) {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (String line : lines) {
            builder.buffer().writeCharSequence(line + '\n', StandardCharsets.UTF_8);
            builder.add(origin);
        }
        return builder.build();
    }

    private static String encode(MessageHeader header, @Nullable Framing framing, SinkBatch batch) {
        return new MessageEncoder(header, framing, 8192, false).encode(batch).bytes().toString(StandardCharsets.UTF_8);
    }

    private static String rfc5424(DocumentOrigin origin) {
        ByteBuf output = Unpooled.buffer();
        header(false).write(origin, output);
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aMessageHasTimeHostProgramAndTheIdOfItsEvent() {
        SinkBatch batch = Numbered.batch(7, "{\"a\":1}", "{\"b\":2}");
        assertThat(encode(header(false), null, batch)).isEqualTo(
                "<86>1 2026-11-22T07:40:17.007Z web1 netty-audit " + PID + " - [audit@32473 id=\"web1/1795333217.007:7\"] {\"a\":1}"
                + "<86>1 2026-11-22T07:40:17.008Z web1 netty-audit " + PID
                + " - [audit@32473 id=\"web1/1795333217.008:8\"] {\"b\":2}");
    }

    @Test
    void framesAreCountedInBytesOrEndWithANewline() {
        SinkBatch batch = Numbered.batch(1, "ü", "y");
        String counted = encode(header(false), Framing.OCTET_COUNTING, batch);
        int head = rfc5424(Numbered.origin(1)).length();
        assertThat(counted).startsWith(head + 2 + " <86>1 2026").contains("] ü" + (head + 1) + " <86>1 ").endsWith("] y");
        assertThat(encode(header(false), Framing.NEWLINE, batch)).endsWith("] y\n").contains("] ü\n<86>1 ");
    }

    @Test
    void theMarkOfUtf8IsWrittenIfItIsWanted() {
        assertThat(encode(header(true), null, Numbered.batch(1, "{}"))).endsWith("] \ufeff{}");
    }

    @Test
    void whatAHostNameHasCannotEndAFieldAParameterOrAFrame() {
        DocumentOrigin odd = new DocumentOrigin(9, "a b\"]\\\n\u00e9", 1000, 5, 3, false);
        assertThat(rfc5424(odd)).isEqualTo("<86>1 1970-01-01T00:16:40.005Z a_b\"]\\__ netty-audit " + PID
                + " - [audit@32473 id=\"a b\\\"\\]\\\\_\u00e9/1000.005:3#9\"] ");
        assertThat(rfc5424(new DocumentOrigin(9, null, 1000, 0, 3, true))).contains("Z - netty-audit ");
        assertThat(rfc5424(new DocumentOrigin(9, "h".repeat(300), 1000, 0, 3, true))).contains(' ' + "h".repeat(255) + ' ');
        assertThat(rfc5424(new DocumentOrigin(9, "h", Long.MAX_VALUE, 0, 3, true))).startsWith("<86>1 - h netty-audit ");
    }

    @Test
    void withoutStructuredDataAHyphenStandsForIt() {
        assertThat(encode(new Rfc5424Header(0, "a", null, false), null, Numbered.batch(1, "x")))
                .endsWith(" web1 a " + PID + " - - x");
    }

    @Test
    void theLocalFormIsThatOfSyslog3() {
        LocalHeader header = new LocalHeader(PRIORITY, "netty-audit", ZoneId.of("Europe/Berlin"));
        DocumentOrigin origin = new DocumentOrigin(1, "web1", 1_794_000_000L, 7, 1, true); // 2026-11-06T21:20:00Z
        assertThat(encode(header, null, batch(origin, "x")))
                .isEqualTo("<86>Nov  6 22:20:00 netty-audit[" + PID + "]: x");
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedAndTheOthersAreSent() {
        MessageEncoder encoder = new MessageEncoder(header(false), Framing.NEWLINE, 1024, false);
        EncodedBatch encoded = encoder.encode(Numbered.batch(1, "one", "x".repeat(2000), "three"));
        assertThat(encoded.size()).isEqualTo(2);
        assertThat(encoded.bytes().toString(StandardCharsets.UTF_8)).containsPattern("(?s)one\n<86>.*three\n$");
        assertThat(encoded.message(1).toString(StandardCharsets.UTF_8)).startsWith("<86>1 ").endsWith("three\n");
        assertThat(encoded.result().outcome(0)).isEqualTo(SinkOutcome.ACCEPTED);
        assertThat(encoded.result().outcome(1)).isEqualTo(SinkOutcome.REFUSED);
        int size = rfc5424(Numbered.origin(2)).length() + 2000;
        assertThat(encoded.result().reason(1)).isEqualTo("the message has " + size
                + " bytes, and max-message-size is 1024: raise it if the receiver takes larger ones");
    }

    @Test
    void aMessageOfTheLargestSizeIsSentWhole() {
        int head = rfc5424(Numbered.origin(1)).length();
        MessageEncoder encoder = new MessageEncoder(header(false), null, 1024, true);
        EncodedBatch encoded = encoder.encode(Numbered.batch(1, "x".repeat(1024 - head)));
        assertThat(encoded.bytes().readableBytes()).isEqualTo(1024);
        assertThat(encoded.bytes().toString(StandardCharsets.UTF_8)).endsWith("xxx");
    }

    @Test
    void aMessageIsCutBeforeACharacterAndSaysHowMuchIsMissing() {
        MessageEncoder encoder = new MessageEncoder(header(false), null, 1024, true);
        for (String shift : new String[] {"", "x", "xx"}) {
            String text = shift + "€".repeat(1000);
            EncodedBatch encoded = encoder.encode(Numbered.batch(1, text));
            String message = encoded.bytes().toString(StandardCharsets.UTF_8);
            assertThat(encoded.result().isAccepted()).isTrue();
            assertThat(encoded.bytes().readableBytes()).isBetween(1024 - 40 - 3, 1024);
            String kept = message.substring(message.indexOf("] ") + 2, message.indexOf('…'));
            assertThat(text).startsWith(kept);
            int missing = text.getBytes(StandardCharsets.UTF_8).length - kept.getBytes(StandardCharsets.UTF_8).length;
            assertThat(message).endsWith("€…[" + missing + " bytes were cut off]");
        }
    }

    @Test
    void settingsThatContradictEachOtherAreNamed() {
        Map<String, Map<String, ?>> wrong = Map.of(
                "address: is the path of a socket, which needs transport: unix", Map.of("address", "/dev/log"),
                "address: is no path, which transport: unix needs", Map.of("address", "a:1", "transport", "unix"),
                "transport: is not tls, but keys of tls are set", Map.of("address", "a", "transport", "tcp",
                        "tls.server-name", "b"),
                "tls.enabled: is false, but transport is tls", Map.of("address", "a", "tls.enabled", "false"),
                "framing: goes with transport: tls or tcp", Map.of("address", "a", "transport", "udp", "framing", "newline"),
                "max-message-size: is larger than a datagram, which has at most 65507 bytes",
                Map.of("address", "a", "transport", "udp", "max-message-size", "64KiB"));
        wrong.forEach((message, settings) -> assertThatThrownBy(() -> Numbered.sink(settings)).hasMessage(message));
        for (String address : new String[] {"a:0", "a:65536", "a:b", "::1", "", "a b", "[::1", "/" + "x".repeat(107)}) {
            assertThatThrownBy(() -> Numbered.sink(Map.of("address", address))).as(address)
                    .hasMessageStartingWith("address: ");
        }
        assertThat(ReceiverAddress.parse("[::1]")).isEqualTo(new ReceiverAddress("::1", 0));
        assertThat(new ReceiverAddress("::1", 0).withPort(601)).hasToString("[::1]:601");
        assertThat(ReceiverAddress.parse("logs.example:1514")).hasToString("logs.example:1514");
    }
}
