package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static io.github.nettyaudit.codec.netlink.Datagrams.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.Corpus;
import io.github.nettyaudit.codec.netlink.Datagrams;
import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what a real kernel sent. */
class CapturedDatagramsTest {
    static List<String> captures() {
        return Corpus.CAPTURES;
    }

    private static ByteBuffer header(byte[] datagram) {
        return ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyDatagramIsOneValidMessageWithTheWholePayload(String capture) {
        CodecChannel codec = new CodecChannel();
        for (byte[] datagram : Corpus.datagrams(capture)) {
            ByteBuf buffer = Datagrams.datagram(datagram);
            List<AuditMessage> messages = codec.decode(buffer);
            assertThat(messages).hasSize(1);

            AuditMessage message = messages.get(0);
            assertThat(message).isNotInstanceOf(InvalidAuditMessage.class);
            assertThat(message.header().length()).isEqualTo(header(datagram).getInt(0));
            assertThat(message.type()).isEqualTo(header(datagram).getShort(4));
            assertThat(message.header().flags()).isEqualTo(header(datagram).getShort(6));
            assertThat(message.sequence()).isEqualTo(header(datagram).getInt(8));
            assertThat(message.header().portId()).isEqualTo(header(datagram).getInt(12));
            if (message instanceof AuditRecordMessage record) {
                assertThat(AuditMessageType.isRecord(record.type())).isTrue();
                assertThat(record.text()).startsWith("audit(");
                assertThat(bytes(record.content())).isEqualTo(Arrays.copyOfRange(datagram, 16, datagram.length));
            }
            ReferenceCountUtil.release(message);
            assertThat(buffer.refCnt()).isZero();
        }
        codec.finish();
    }

    @Test
    void theDaemonsCaptureHoldsWhatItsReadmeSays() {
        CodecChannel codec = CodecChannel.untracked();
        Map<String, Integer> count = new TreeMap<>();
        for (byte[] datagram : Corpus.datagrams("live-daemon.nlcap.gz")) {
            for (AuditMessage message : codec.decode(Unpooled.wrappedBuffer(datagram))) {
                count.merge(message.getClass().getSimpleName(), 1, Integer::sum);
                if (message instanceof AuditAcknowledgement acknowledgement) {
                    assertThat(acknowledgement.isSuccess()).isTrue();
                } else if (message instanceof AuditStatusMessage status) {
                    assertThat(status.status().structLength()).isEqualTo(AuditStatusDescriptor.LENGTH);
                    assertThat(status.status().hasFeature(0x7f)).isTrue();
                } else if (message instanceof AuditReplaceMessage replace) {
                    assertThat(replace.pid()).isPositive();
                }
                ReferenceCountUtil.release(message);
            }
        }
        assertThat(count).isEqualTo(new TreeMap<>(Map.of("AuditRecordMessage", 7545, "AuditAcknowledgement", 12,
                "AuditStatusMessage", 2, "AuditSignalInfoMessage", 4, "AuditFeaturesMessage", 1,
                "AuditTtyMessage", 1, "AuditReplaceMessage", 3)));
        codec.finish();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void whatIsEncodedAgainDecodesToTheSame(String capture) {
        CodecChannel codec = CodecChannel.untracked();
        for (byte[] datagram : Corpus.datagrams(capture)) {
            AuditMessage first = codec.decode(Unpooled.wrappedBuffer(datagram)).get(0);
            AuditMessage second = codec.encodeAndDecode(first);
            AuditMessage third = codec.encodeAndDecode(second);
            // the first may have the length that leaves out the header, which is never written
            assertThat(third).isEqualTo(second).hasSameHashCodeAs(second).hasSameClassAs(first);
            if (first instanceof AuditContentMessage<?> holder) {
                assertThat(((AuditContentMessage<?>) third).content()).isEqualTo(holder.content());
            }
            ReferenceCountUtil.release(first);
            ReferenceCountUtil.release(second);
            ReferenceCountUtil.release(third);
        }
        codec.finish();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void noPrefixThrowsOrLosesAByte(String capture) {
        EmbeddedChannel frames = new EmbeddedChannel(new NetlinkFrameDecoder());
        for (byte[] datagram : Corpus.datagrams(capture)) {
            for (int length = 0; length <= datagram.length; length++) {
                assertEveryByteIsThere(frames, datagram, length);
            }
        }
        assertThat(frames.finish()).isFalse();
    }

    @Test
    void noChangedByteThrowsOrLosesAByte() {
        EmbeddedChannel frames = new EmbeddedChannel(new NetlinkFrameDecoder());
        List<byte[]> datagrams = Corpus.datagrams("live-daemon.nlcap.gz");
        Random random = new Random(1364481363);
        for (int round = 0; round < 50_000; round++) {
            byte[] datagram = datagrams.get(random.nextInt(datagrams.size())).clone();
            // mostly in the header: its length and type decide
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int bound = random.nextInt(4) == 0 ? datagram.length : 6;
                datagram[random.nextInt(bound)] = (byte) random.nextInt(256);
            }
            assertEveryByteIsThere(frames, datagram, datagram.length);
        }
        assertThat(frames.finish()).isFalse();
    }

    /** Puts the messages together again: headers, payloads, zeros as padding, must be what came. */
    private static void assertEveryByteIsThere(EmbeddedChannel frames, byte[] bytes, int length) {
        // not from the pool, whose leak tracking would take minutes here; the count is checked below
        ByteBuf datagram = unpooled(bytes, length);
        frames.writeInbound(datagram);
        ByteBuf together = Unpooled.buffer(length);
        for (NetlinkMessage part = frames.readInbound(); part != null; part = frames.readInbound()) {
            if (!(part instanceof InvalidNetlinkMessage)) {
                together.writeBytes(message(part.length(), part.type(), part.flags(), part.sequence(),
                        part.portId()));
            }
            together.writeBytes(part.content(), part.content().readerIndex(), part.content().readableBytes());
            int at = together.writerIndex();
            while (at < length && bytes[at] == 0 && (at & 3) != 0 && frames.inboundMessages().peek() != null) {
                at++;
            }
            together.writeZero(at - together.writerIndex());
            part.release();
        }
        int missing = length - together.writerIndex();
        if (missing < 0 || missing > 3 || !Arrays.equals(bytes, 0, length - missing,
                together.array(), 0, length - missing) || !isZero(bytes, length - missing, length)) {
            assertThat(bytes(together)).isEqualTo(Arrays.copyOf(bytes, length));
        }
        if (datagram.refCnt() != 0) {
            assertThat(datagram.refCnt()).as("references to a datagram of %d bytes", length).isZero();
        }
    }

    /** Not {@code wrappedBuffer}, which makes of no bytes a buffer that cannot be released. */
    private static ByteBuf unpooled(byte[] bytes, int length) {
        return Unpooled.buffer(Math.max(1, length)).writeBytes(bytes, 0, length);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void noPrefixOfAPayloadThrowsOrLosesAByte() {
        CodecChannel codec = CodecChannel.untracked();
        for (Corpus.Transcript transcript : Corpus.transcripts("live-control.jsonl.gz")) {
            for (byte[] request : transcript.requests()) {
                assertPrefixesOfThePayload(codec, request);
            }
            for (Corpus.Answer answer : transcript.answers()) {
                assertPrefixesOfThePayload(codec, answer.datagram());
            }
        }
        codec.finish();
    }

    /** Cuts the payload, with a length in the header that is right. */
    private static void assertPrefixesOfThePayload(CodecChannel codec, byte[] datagram) {
        // of a long payload its first part decides, and the rest is bytes
        for (int length = 0; length <= Math.min(datagram.length - 16, 1100); length += length < 64 ? 1 : 61) {
            byte[] cut = Arrays.copyOf(datagram, 16 + length);
            header(cut).putInt(0, cut.length);
            AuditMessage message = codec.decode(Unpooled.wrappedBuffer(cut)).get(0);
            boolean losesPayload = message instanceof AuditAcknowledgement && length > 20
                    || message instanceof AuditDoneMessage || message instanceof AuditNoopMessage
                    || message instanceof AuditReplaceMessage && length > 4
                    || message instanceof AuditTtyMessage && length > 8
                    || message instanceof AuditFeaturesMessage && length > 16;
            byte[] encoded = codec.encode(message);
            if (message instanceof AuditAcknowledgement) {
                // written as capped: compare from the sequence on
                assertThat(Arrays.copyOfRange(encoded, 8, 36)).isEqualTo(Arrays.copyOfRange(cut, 8, 36));
            } else if (!losesPayload) {
                assertThat(encoded).isEqualTo(concat(cut, new byte[-cut.length & 3]));
            }
        }
    }

    @Test
    void randomGarbageNeverThrows() {
        CodecChannel codec = CodecChannel.untracked();
        Random random = new Random(24287);
        for (int round = 0; round < 100_000; round++) {
            byte[] garbage = new byte[random.nextInt(80)];
            random.nextBytes(garbage);
            if (garbage.length >= 16 && random.nextBoolean()) {
                // a plausible header, so that the payload is looked at
                header(garbage).putInt(0, garbage.length).putShort(4, (short) (random.nextInt(30)
                        + (random.nextBoolean() ? 995 : 0)));
            }
            ByteBuf datagram = unpooled(garbage, garbage.length);
                List<AuditMessage> messages = codec.decode(datagram);
            assertThat(messages).isNotEmpty();
            for (AuditMessage message : messages) {
                assertThat(message.toString()).isNotEmpty();
                ReferenceCountUtil.release(message);
            }
            assertThat(datagram.refCnt()).isZero();
        }
        codec.finish();
    }
}
