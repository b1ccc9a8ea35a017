package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static io.github.nettyaudit.codec.netlink.Datagrams.message;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static io.github.nettyaudit.codec.netlink.Datagrams.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditAcknowledgementTest {
    private static final int ATTRIBUTES = NetlinkFlags.ACK_ATTRIBUTES;
    private static final byte[] REQUEST_PAYLOAD = text("the request's payload!!");
    private static final byte[] REQUEST = message(1011, 5, 9, 0, REQUEST_PAYLOAD);
    /** NLMSGERR_ATTR_OFFS, 8 bytes, then NLMSGERR_ATTR_MSG of 9 bytes with its NUL. */
    private static final byte[] TWO_ATTRIBUTES =
            concat(words(8 | 2 << 16, 20), words(13 | 1 << 16), text("bad rule\0"), new byte[3]);

    private final CodecChannel codec = new CodecChannel();

    @AfterEach
    void nothingIsLeftOver() {
        codec.finish();
    }

    private AuditAcknowledgement decode(int flags, int error, byte[]... rest) {
        byte[] payload = concat(words(error), concat(rest));
        return codec.decodeValue(AuditAcknowledgement.class, message(NetlinkControlType.ERROR, flags, 9, 77, payload));
    }

    @Test
    void successRepeatsTheRequestsHeader() {
        AuditAcknowledgement ack = decode(NetlinkFlags.CAPPED, 0, message(39, 1011, 5, 9, 0));
        assertThat(ack.isSuccess()).isTrue();
        assertThat(ack.errno()).isZero();
        assertThat(ack.value()).isZero();
        assertThat(ack.isCapped()).isTrue();
        assertThat(ack.sequence()).isEqualTo(9);
        assertThat(ack.header().portId()).isEqualTo(77);
        assertThat(ack.requestHeader()).isEqualTo(new NetlinkHeader(39, 1011, 5, 9, 0));
        assertThat(ack.explanation()).isNull();
    }

    @Test
    void errorsRepeatTheWholeRequest() {
        AuditAcknowledgement ack = decode(0, -NetlinkErrno.EEXIST, REQUEST);
        assertThat(ack.isSuccess()).isFalse();
        assertThat(ack.errno()).isEqualTo(NetlinkErrno.EEXIST);
        assertThat(ack.value()).isZero();
        assertThat(ack.isCapped()).isFalse();
        assertThat(ack.requestHeader().type()).isEqualTo(1011);
        assertThat(ack.requestHeader().length()).isEqualTo(REQUEST.length);
    }

    @Test
    void errorsMayBeCappedToo() {
        AuditAcknowledgement ack = decode(NetlinkFlags.CAPPED, -22, message(39, 1011, 5, 9, 0));
        assertThat(ack.errno()).isEqualTo(NetlinkErrno.EINVAL);
        assertThat(ack.isCapped()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 26000, Integer.MAX_VALUE, Integer.MIN_VALUE, -4096})
    void otherNumbersAreTheOldValueOfAReset(int error) {
        AuditAcknowledgement ack = decode(NetlinkFlags.CAPPED, error, message(60, 1001, 5, 9, 0));
        assertThat(ack.isSuccess()).isTrue();
        assertThat(ack.errno()).isZero();
        assertThat(ack.value()).isEqualTo(Integer.toUnsignedLong(error));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -4095})
    void errnosReachTo4095(int error) {
        AuditAcknowledgement ack = decode(NetlinkFlags.CAPPED, error, message(60, 1001, 5, 9, 0));
        assertThat(ack.isSuccess()).isFalse();
        assertThat(ack.errno()).isEqualTo(-error);
        assertThat(ack.value()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 19})
    void tooFewBytesAreInvalid(int length) {
        byte[] bytes = message(NetlinkControlType.ERROR, 0, 9, 77, new byte[length]);
        InvalidAuditMessage invalid = codec.decode(InvalidAuditMessage.class, bytes);
        assertThat(invalid.content().readableBytes()).isEqualTo(length);
        assertThat(invalid.cause()).hasMessageContaining("an acknowledgement of " + length + " bytes");
        assertThat(invalid.release()).isTrue();
    }

    @Test
    void readsTheKernelsExplanationBehindTheWholeRequest() {
        assertThat(REQUEST.length % 4).as("the request ends off the alignment").isNotZero();
        byte[] padding = new byte[-REQUEST.length & 3];
        assertThat(decode(ATTRIBUTES, -22, REQUEST, padding, TWO_ATTRIBUTES).explanation()).isEqualTo("bad rule");
    }

    @Test
    void readsTheKernelsExplanationBehindACappedRequest() {
        byte[] header = message(39, 1011, 5, 9, 0);
        assertThat(decode(ATTRIBUTES | NetlinkFlags.CAPPED, -22, header, TWO_ATTRIBUTES).explanation())
                .isEqualTo("bad rule");
        assertThat(decode(NetlinkFlags.CAPPED, -22, header, TWO_ATTRIBUTES).explanation())
                .as("without NLM_F_ACK_TLVS").isNull();
    }

    @Test
    void anExplanationNeedsNoTerminator() {
        byte[] header = message(39, 1011, 5, 9, 0);
        assertThat(decode(ATTRIBUTES | NetlinkFlags.CAPPED, -22, header, words(8 | 1 << 16), text("oops"))
                .explanation()).isEqualTo("oops");
    }

    @Test
    void anExplanationMayBeEmpty() {
        byte[] header = message(39, 1011, 5, 9, 0);
        assertThat(decode(ATTRIBUTES | NetlinkFlags.CAPPED, -22, header, words(4 | 1 << 16)).explanation()).isEmpty();
    }

    @Test
    void attributesFollowAWholeRequestWithoutAPayload() {
        assertThat(decode(ATTRIBUTES, -22, message(16, 1000, 5, 9, 0), TWO_ATTRIBUTES).explanation())
                .isEqualTo("bad rule");
    }

    @Test
    void everyPrefixOfAttributesIsSurvived() {
        byte[] header = message(39, 1011, 5, 9, 0);
        for (int length = 0; length < 17; length++) {
            byte[] prefix = Arrays.copyOf(TWO_ATTRIBUTES, length);
            assertThat(decode(ATTRIBUTES | NetlinkFlags.CAPPED, -22, header, prefix).explanation()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 0xffff})
    void attributesWithALengthThatCannotBeEndTheSearch(int length) {
        byte[] header = message(39, 1011, 5, 9, 0);
        AuditAcknowledgement ack =
                decode(ATTRIBUTES | NetlinkFlags.CAPPED, -22, header, words(length | 2 << 16), TWO_ATTRIBUTES);
        assertThat(ack.explanation()).isNull();
        assertThat(ack.errno()).isEqualTo(22);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 1000, Integer.MAX_VALUE, -1})
    void aRequestLengthThatCannotBeHidesNoError(int length) {
        AuditAcknowledgement ack = decode(ATTRIBUTES, -22, message(length, 1011, 5, 9, 0), TWO_ATTRIBUTES);
        assertThat(ack.errno()).isEqualTo(22);
        assertThat(ack.explanation()).isNull();
        assertThat(ack.requestHeader().length()).isEqualTo(length);
    }

    @Test
    void isWrittenWithoutTheRequestsPayload() {
        AuditAcknowledgement ack = decode(0, -17, REQUEST);
        byte[] header = message(39, 1011, 5, 9, 0);
        assertThat(codec.encode(ack)).isEqualTo(
                message(NetlinkControlType.ERROR, NetlinkFlags.CAPPED, 9, 77, concat(words(-17), header)));
    }

    @Test
    void anExplanationIsWrittenToo() {
        byte[] padding = new byte[-REQUEST.length & 3];
        AuditAcknowledgement ack = decode(ATTRIBUTES, -22, REQUEST, padding, TWO_ATTRIBUTES);
        AuditAcknowledgement again = (AuditAcknowledgement) codec.encodeAndDecode(ack);
        assertThat(again.explanation()).isEqualTo("bad rule");
        assertThat(again.isCapped()).isTrue();
        assertThat(again.error()).isEqualTo(-22);
        assertThat(again.requestHeader()).isEqualTo(ack.requestHeader());
        assertThat(codec.encodeAndDecode(again)).isEqualTo(again);
    }

    @Test
    void aScriptedKernelAnswersARequest() {
        NetlinkHeader request = new NetlinkHeader(60, AuditMessageType.SET, 5, 0xffffffff, 0);
        AuditAcknowledgement ack = AuditAcknowledgement.of(request, 8071, 5);
        assertThat(ack.value()).isEqualTo(5);
        assertThat(codec.encodeAndDecode(ack)).isEqualTo(ack);
        assertThat(ack.sequence()).isEqualTo(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> ack.withHeader(request));
    }
}
