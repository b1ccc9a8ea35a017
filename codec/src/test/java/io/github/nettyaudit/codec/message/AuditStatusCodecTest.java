package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.message;
import static io.github.nettyaudit.codec.netlink.Datagrams.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkFrameException;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditStatusCodecTest {
    private static final int[] FIELDS = {0, 1, 2, 8071, 100, 8192, 0xfffffff0, 3, 0x7f, 15000, 0x80000001};

    private final EmbeddedChannel channel = new EmbeddedChannel(new AuditStatusCodec());

    @AfterEach
    void nothingIsLeftOver() {
        assertThat(channel.finish()).isFalse();
    }

    private AuditStatusMessage decode(int type, int... fields) {
        ByteBuf payload = datagram(words(fields));
        channel.writeInbound(new NetlinkMessage(type, 0, 7, 0, payload));
        assertThat(payload.refCnt()).isZero();
        return channel.readInbound();
    }

    @Test
    void readsEveryFieldOfAReply() {
        AuditStatusMessage message = decode(AuditMessageType.GET, FIELDS);
        assertThat(message.type()).isEqualTo(AuditMessageType.GET);
        assertThat(message.sequence()).isEqualTo(7);
        assertThat(message.header()).isExactlyInstanceOf(NetlinkHeader.class);

        AuditStatus status = message.status();
        assertThat(status.mask()).isZero();
        assertThat(status.enabled()).isEqualTo(AuditEnabled.ON);
        assertThat(status.failureMode()).isEqualTo(AuditFailureMode.PANIC);
        assertThat(status.pid()).isEqualTo(8071);
        assertThat(status.rateLimit()).isEqualTo(100);
        assertThat(status.backlogLimit()).isEqualTo(8192);
        assertThat(status.lost()).isEqualTo(0xfffffff0L);
        assertThat(status.backlog()).isEqualTo(3);
        assertThat(status.featureBitmap()).isEqualTo(0x7f);
        assertThat(status.backlogWaitTime()).isEqualTo(15000);
        assertThat(status.backlogWaitTimeActual()).isEqualTo(0x80000001L);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 24, 28, 32, 36, 40, 44})
    void knowsWhichFieldsAStructOfAnOlderKernelLacks(int length) {
        AuditStatus status = decode(AuditMessageType.GET, Arrays.copyOf(FIELDS, length / 4)).status();
        assertThat(status.structLength()).isEqualTo(length);
        for (AuditStatusField field : AuditStatusField.values()) {
            assertThat(status.has(field)).as(field.name()).isEqualTo(field.offset() < length);
            assertThat(status.get(field)).as(field.name())
                    .isEqualTo(field.offset() < length ? FIELDS[field.ordinal()] : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 64, 4096})
    void keepsTheFieldsOfANewerKernel(int length) {
        int[] fields = Arrays.copyOf(FIELDS, length / 4);
        Arrays.fill(fields, 11, fields.length, 0xabcdef01);
        AuditStatusMessage message = decode(AuditMessageType.GET, fields);
        assertThat(message.status().backlogWaitTimeActual()).isEqualTo(0x80000001L);

        channel.writeOutbound(message);
        NetlinkMessage written = channel.readOutbound();
        assertThat(bytes(written.content())).isEqualTo(words(fields));
        assertThat(written.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 31, 33, 43, 45, 46, 47, 49})
    void aPayloadThatEndsWithinAFieldIsInvalid(int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 9);
        ByteBuf content = datagram(payload);
        channel.writeInbound(new NetlinkMessage(AuditMessageType.SET, 5, 7, 0, content));

        InvalidAuditMessage message = channel.readInbound();
        assertThat(message.isFrameInvalid()).isFalse();
        assertThat(message.type()).isEqualTo(AuditMessageType.SET);
        assertThat(message.sequence()).isEqualTo(7);
        assertThat(message.content()).isSameAs(content);
        assertThat(message.cause()).isInstanceOf(AuditMessageException.class)
                .hasMessage("a status of " + length + " bytes (expected: a multiple of 4)");
        assertThat(message.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0xff, 0x8000, 0xffffffff})
    void everyMaskPassesBothWays(int mask) {
        int[] fields = FIELDS.clone();
        fields[0] = mask;
        AuditStatusMessage message = decode(AuditMessageType.SET, fields);
        assertThat(message.type()).isEqualTo(AuditMessageType.SET);
        assertThat(message.status().mask()).isEqualTo(mask);

        channel.writeOutbound(message);
        NetlinkMessage written = channel.readOutbound();
        assertThat(bytes(written.content())).isEqualTo(words(fields));
        assertThat(written.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x7f, 0xffffffff})
    void everyFeatureBitmapPasses(int features) {
        int[] fields = FIELDS.clone();
        fields[8] = features;
        AuditStatus status = decode(AuditMessageType.GET, fields).status();
        assertThat(status.featureBitmap()).isEqualTo(features);
        assertThat(status.hasFeature(features)).isTrue();
        assertThat(status.hasFeature(AuditFeatureBitmap.LOST_RESET)).isEqualTo((features & 0x20) != 0);
    }

    @Test
    void writesARequestOfTodaysLength() {
        AuditStatus status = AuditStatus.builder().enabled(AuditEnabled.ON).backlogWaitTime(15000).build();
        AuditStatusMessage message = AuditStatusMessage.set(status)
                .withHeader(new NetlinkHeader(0, AuditMessageType.SET, 5, 0xffffffff, 9));
        channel.writeOutbound(message);

        NetlinkMessage written = channel.readOutbound();
        assertThat(written.type()).isEqualTo(AuditMessageType.SET);
        assertThat(written.flags()).isEqualTo(5);
        assertThat(written.sequence()).isEqualTo(-1);
        assertThat(written.portId()).isEqualTo(9);
        assertThat(written.length()).isEqualTo(60);
        assertThat(bytes(written.content())).isEqualTo(words(0x21, 1, 0, 0, 0, 0, 0, 0, 0, 15000, 0));
        assertThat(written.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 36, 40, 44})
    void writesTheLengthsOfOlderKernels(int length) {
        channel.writeOutbound(AuditStatusMessage.set(
                AuditStatus.builder().enabled(AuditEnabled.ON).pid(5).structLength(length).build()));

        NetlinkMessage written = channel.readOutbound();
        assertThat(bytes(written.content()))
                .isEqualTo(concat(words(5, 1, 0, 5), new byte[length - 16]));
        assertThat(written.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {AuditMessageType.GET, AuditMessageType.SET})
    void leavesRequestsWithoutAPayloadToTheNextDecoder(int type) {
        NetlinkMessage request = new NetlinkMessage(type, 5, 1, 0);
        channel.writeInbound(request);
        assertThat(channel.<Object>readInbound()).isSameAs(request);
    }

    @Test
    void passesOnEverythingElse() {
        NetlinkMessage other = new NetlinkMessage(AuditMessageType.TTY_GET, 5, 1, 0, datagram(words(1, 0)));
        InvalidNetlinkMessage invalid = new InvalidNetlinkMessage(new NetlinkHeader(99, AuditMessageType.GET, 0, 0, 0),
                datagram(message(99, AuditMessageType.GET, 0, 0, 0)), new NetlinkFrameException("test"));
        channel.writeInbound(other, invalid, "text");
        channel.writeOutbound("text");

        assertThat(channel.<Object>readInbound()).isSameAs(other);
        assertThat(channel.<Object>readInbound()).isSameAs(invalid);
        assertThat(channel.<Object>readInbound()).isEqualTo("text");
        assertThat(channel.<Object>readOutbound()).isEqualTo("text");
        assertThat(other.release()).isTrue();
        assertThat(invalid.release()).isTrue();
    }
}
