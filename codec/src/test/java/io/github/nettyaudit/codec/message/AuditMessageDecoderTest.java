package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.message;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static io.github.nettyaudit.codec.netlink.Datagrams.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditMessageDecoderTest {
    private final CodecChannel codec = new CodecChannel();

    @AfterEach
    void nothingIsLeftOver() {
        codec.finish();
    }

    @ParameterizedTest
    @ValueSource(ints = {
        0, 5, 15, 16, 999, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1020, 1099, 1100, 1199, 1200, 1300, 1320,
        1328, 1330, 1999, 2000, 2100, 2999, 3000, 0xffff})
    void recordsAndUnknownTypesKeepTheirPayload(int type) {
        AuditRecordMessage record = codec.decode(AuditRecordMessage.class, message(type, 0x8000, 3, 4, text("text")));
        assertThat(record.type()).isEqualTo(type);
        assertThat(record.header().flags()).isEqualTo(0x8000);
        assertThat(record.sequence()).isEqualTo(3);
        assertThat(record.header().portId()).isEqualTo(4);
        assertThat(record.text()).isEqualTo("text");
        assertThat(record.release()).isTrue();
    }

    @Test
    void noHandlerCopiesARecord() {
        ByteBuf datagram = datagram(message(13, AuditMessageType.SYSCALL, 0, 0, 0, text("audit(1.2:3):")));
        int start = datagram.readerIndex();
        AuditRecordMessage record = (AuditRecordMessage) codec.decode(datagram).get(0);

        ByteBuf content = record.content();
        assertThat(content.memoryAddress() + content.readerIndex()).isEqualTo(datagram.memoryAddress() + start + 16);
        datagram.setByte(start + 16, 'A');
        assertThat(record.text()).isEqualTo("Audit(1.2:3):");
        assertThat(content).as("no wrapper either").isSameAs(datagram);
        assertThat(record.release()).isTrue();
        assertThat(datagram.refCnt()).isZero();
    }

    @Test
    void noHandlerCopiesARuleOfAListingThatIsPadded() {
        byte[] rule = message(AuditMessageType.LIST_RULES, NetlinkFlags.MULTI, 1, 0, new byte[1041]);
        ByteBuf datagram = datagram(concat(rule, new byte[3]));
        int start = datagram.readerIndex();
        AuditRuleMessage message = (AuditRuleMessage) codec.decode(datagram).get(0);
        assertThat(message.content().memoryAddress() + message.content().readerIndex())
                .isEqualTo(datagram.memoryAddress() + start + 16);
        assertThat(message.content().readableBytes()).isEqualTo(1041);
        assertThat(message.release()).isTrue();
        assertThat(datagram.refCnt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1010, 1013, 1014, 1016, 1017, 1019})
    void requestsWithoutAPayload(int type) {
        AuditEmptyRequest request =
                codec.decodeValue(AuditEmptyRequest.class, message(type, 5, 0xffffffff, 7));
        assertThat(request.header()).isEqualTo(new NetlinkHeader(16, type, 5, 0xffffffff, 7));
        assertThat(request.header()).isExactlyInstanceOf(NetlinkHeader.class);
        assertThat(codec.encodeAndDecode(request)).isEqualTo(request);
    }

    @Test
    void sequenceZeroIsASequence() {
        assertThat(codec.decodeValue(AuditEmptyRequest.class, message(1000, 5, 0, 0)).sequence()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1011,0", "1012,1039", "1013,1", "1015,0", "1015,7", "1016,3", "1016,5", "1017,7", "1018,0", "1018,15",
            "1019,1", "1010,7", "1329,0", "1329,3", "2,19", "1000,3", "1001,45"})
    void whatIsShorterThanItsStructIsInvalidWithItsBytes(int type, int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 0x55);
        byte[] datagram = message(type, 5, 42, 7, payload);
        InvalidAuditMessage invalid = codec.decode(InvalidAuditMessage.class, datagram);
        assertThat(invalid.type()).isEqualTo(type);
        assertThat(invalid.sequence()).isEqualTo(42);
        assertThat(invalid.isFrameInvalid()).isFalse();
        assertThat(bytes(invalid.content())).isEqualTo(payload);
        assertThat(invalid.cause()).isInstanceOf(AuditMessageException.class).hasMessageContaining(length + " bytes");
        assertThat(codec.encode(invalid)).isEqualTo(concat(datagram, new byte[-length & 3]));
    }

    @Test
    void brokenFramesAreInvalidWithAllTheirBytes() {
        byte[] datagram = message(99, 1000, 5, 42, 7, text("abcd"));
        InvalidAuditMessage invalid = codec.decode(InvalidAuditMessage.class, datagram);
        assertThat(invalid.isFrameInvalid()).isTrue();
        assertThat(invalid.sequence()).isEqualTo(42);
        assertThat(bytes(invalid.content())).isEqualTo(datagram);
        assertThat(invalid.toString()).contains("nlmsg_len 99 does not fit the 20 bytes left");
        assertThat(codec.encode(invalid)).isEqualTo(datagram);
    }

    @Test
    void emptyDatagramsAreInvalid() {
        InvalidAuditMessage invalid = codec.decode(InvalidAuditMessage.class);
        assertThat(invalid.content().isReadable()).isFalse();
        assertThat(invalid.release()).isTrue();
    }

    @Test
    void theEndOfAListing() {
        AuditDoneMessage done = codec.decodeValue(AuditDoneMessage.class,
                message(NetlinkControlType.DONE, NetlinkFlags.MULTI, 5, 0));
        assertThat(done.sequence()).isEqualTo(5);
        assertThat(codec.encodeAndDecode(done)).isEqualTo(done);
        // other netlink families send a status with it
        assertThat(codec.decodeValue(AuditDoneMessage.class, message(3, 2, 5, 0, words(0))).sequence()).isEqualTo(5);
    }

    @Test
    void noopAndOverrun() {
        AuditNoopMessage noop = codec.decodeValue(AuditNoopMessage.class, message(1, 0, 5, 6));
        assertThat(codec.encodeAndDecode(noop)).isEqualTo(noop);
        AuditOverrunMessage overrun = codec.decodeValue(AuditOverrunMessage.class, message(4, 0, 5, 6));
        assertThat(codec.encodeAndDecode(overrun)).isEqualTo(overrun);
        assertThat(codec.decodeValue(AuditOverrunMessage.class, message(4, 0, 5, 6, words(1))).sequence()).isEqualTo(5);
    }

    @Test
    void features() {
        byte[] datagram = message(AuditMessageType.GET_FEATURE, 0, 8, 0, words(1, -1, 3, 2));
        AuditFeaturesMessage message = codec.decodeValue(AuditFeaturesMessage.class, datagram);
        AuditFeatures features = message.features();
        assertThat(features).isEqualTo(new AuditFeatures(1, -1, 3, 2));
        assertThat(features.isOn(AuditFeatures.ONLY_UNSET_LOGIN_UID | AuditFeatures.LOGIN_UID_IMMUTABLE)).isTrue();
        assertThat(features.isLocked(AuditFeatures.LOGIN_UID_IMMUTABLE)).isTrue();
        assertThat(features.isLocked(AuditFeatures.ONLY_UNSET_LOGIN_UID)).isFalse();
        assertThat(codec.encode(message)).isEqualTo(datagram);
    }

    @Test
    void featuresOfANewerKernelMayBeLonger() {
        byte[] datagram = message(AuditMessageType.GET_FEATURE, 0, 8, 0, words(2, 3, 4, 5, 6));
        assertThat(codec.decodeValue(AuditFeaturesMessage.class, datagram).features())
                .isEqualTo(new AuditFeatures(2, 3, 4, 5));
    }

    @Test
    void changesOfFeatures() {
        assertThat(AuditFeatures.change(2, true, false)).isEqualTo(new AuditFeatures(1, 2, 2, 0));
        assertThat(AuditFeatures.change(2, false, true)).isEqualTo(new AuditFeatures(1, 2, 0, 2));
        AuditFeaturesMessage request = AuditFeaturesMessage.set(AuditFeatures.change(1, true, true));
        assertThat(codec.encode(request)).isEqualTo(message(AuditMessageType.SET_FEATURE, 5, 0, 0, words(1, 1, 1, 1)));
    }

    @Test
    void terminalStatusOfEitherLength() {
        byte[] today = message(AuditMessageType.TTY_GET, 0, 8, 0, words(1, 1));
        AuditTtyMessage message = codec.decodeValue(AuditTtyMessage.class, today);
        assertThat(message.status()).isEqualTo(new AuditTtyStatus(true, true));
        assertThat(message.status().isEnabled()).isTrue();
        assertThat(message.status().logsPasswords()).isTrue();
        assertThat(codec.encode(message)).isEqualTo(today);

        byte[] old = message(AuditMessageType.TTY_SET, 5, 8, 0, words(2));
        AuditTtyMessage shorter = codec.decodeValue(AuditTtyMessage.class, old);
        assertThat(shorter.status().enabledValue()).isEqualTo(2);
        assertThat(shorter.status().logsPasswords()).isFalse();
        assertThat(shorter.status().structLength()).isEqualTo(4);
        assertThat(codec.encode(shorter)).isEqualTo(old);

        byte[] longer = message(AuditMessageType.TTY_GET, 0, 8, 0, words(0, 1, 2));
        assertThat(codec.decodeValue(AuditTtyMessage.class, longer).status())
                .isEqualTo(new AuditTtyStatus(false, true));
    }

    @Test
    void signalInfoWithAndWithoutAContext() {
        byte[] plain = message(AuditMessageType.SIGNAL_INFO, 0, 8, 0, words(-1, 5929));
        AuditSignalInfoMessage message = codec.decodeValue(AuditSignalInfoMessage.class, plain);
        assertThat(message.uid()).isEqualTo(-1);
        assertThat(message.pid()).isEqualTo(5929);
        assertThat(message.context()).isEmpty();
        assertThat(codec.encode(message)).isEqualTo(plain);

        byte[] context = concat(text("system_u:system_r:init_t:s0"), new byte[] {(byte) 0xff, 0});
        AuditSignalInfoMessage labelled = codec.decodeValue(AuditSignalInfoMessage.class,
                message(AuditMessageType.SIGNAL_INFO, 0, 8, 0, concat(words(1000, 1), context)));
        assertThat(labelled.context()).isEqualTo("system_u:system_r:init_t:s0\u00ff\0");
        assertThat(codec.encodeAndDecode(labelled)).isEqualTo(labelled);
    }

    @Test
    void challengeOfTheDaemonsPlace() {
        byte[] datagram = message(AuditMessageType.REPLACE, 0, 0, 0, words(8126));
        AuditReplaceMessage replace = codec.decodeValue(AuditReplaceMessage.class, datagram);
        assertThat(replace.pid()).isEqualTo(8126);
        assertThat(codec.encode(replace)).isEqualTo(datagram);
    }

    @Test
    void makeEquivalent() {
        byte[] payload = concat(words(4, 6), text("/mnt"), text("/other"));
        byte[] datagram = message(AuditMessageType.MAKE_EQUIV, 5, 0, 0, payload);
        AuditMakeEquivalentMessage message = codec.decode(AuditMakeEquivalentMessage.class, datagram);
        assertThat(message.tree()).isEqualTo("/mnt");
        assertThat(message.equivalent()).isEqualTo("/other");

        AuditMakeEquivalentMessage made = AuditMakeEquivalentMessage.of("/mnt", "/other");
        assertThat(made).isEqualTo(message);
        assertThat(codec.encode(made)).isEqualTo(concat(datagram, new byte[2]));
        assertThat(message.release()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0,4", "4,0", "5,4", "8,1", "-1,1", "2147483647,2147483647", "1,-1"})
    void makeEquivalentWithPathsThatAreNotThereIsInvalid(int tree, int equivalent) {
        InvalidAuditMessage invalid = codec.decode(InvalidAuditMessage.class,
                message(AuditMessageType.MAKE_EQUIV, 5, 0, 0, concat(words(tree, equivalent), text("/a/b/c/d"))));
        assertThat(invalid.content().readableBytes()).isEqualTo(16);
        assertThat(invalid.release()).isTrue();
    }

    @Test
    void severalAnswersInOneDatagram() {
        List<AuditMessage> messages = codec.decode(datagram(concat(
                message(2, NetlinkFlags.CAPPED, 1, 7, concat(words(0), message(1000, 5, 1, 0))),
                message(1000, 0, 1, 0, words(0, 1, 2)),
                message(1016, 0, 2, 0, words(1, 0)),
                message(1300, 0, 0, 0, text("audit(1.2:3):")), new byte[3],
                message(3, 2, 4, 0))));
        assertThat(messages).extracting(Object::getClass).extracting(Class::getSimpleName).containsExactly(
                "AuditAcknowledgement", "AuditStatusMessage", "AuditTtyMessage", "AuditRecordMessage",
                "AuditDoneMessage");
        messages.forEach(ReferenceCountUtil::release);
    }

    @Test
    void passesOnWhatIsNoNetlinkMessage() {
        EmbeddedChannel channel = new EmbeddedChannel(new AuditMessageDecoder());
        AuditNoopMessage decoded = new AuditNoopMessage(new NetlinkHeader(16, 1, 0, 0, 0));
        channel.writeInbound("text", decoded);
        assertThat(channel.<Object>readInbound()).isEqualTo("text");
        assertThat(channel.<Object>readInbound()).isSameAs(decoded);
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void withoutTheStatusCodecAStatusStaysBytes() {
        EmbeddedChannel channel = new EmbeddedChannel(new AuditMessageDecoder());
        ByteBuf payload = datagram(words(0, 1));
        channel.writeInbound(new NetlinkMessage(1000, 0, 1, 0, payload));
        AuditRecordMessage message = channel.readInbound();
        assertThat(message.content()).isSameAs(payload);
        assertThat(message.release()).isTrue();
        assertThat(channel.finish()).isFalse();
    }
}
