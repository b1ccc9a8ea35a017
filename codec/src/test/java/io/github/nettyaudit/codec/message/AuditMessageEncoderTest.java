package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.message;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditMessageEncoderTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new AuditMessageEncoder());

    @AfterEach
    void nothingIsLeftOver() {
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void requestsAskForAnAcknowledgement() {
        channel.writeOutbound(AuditEmptyRequest.of(AuditMessageType.LIST_RULES));
        NetlinkMessage written = channel.readOutbound();
        assertThat(written.toHeader()).isEqualTo(new NetlinkHeader(16, AuditMessageType.LIST_RULES, 5, 0, 0));
    }

    @Test
    void buffersPassOnWithoutACopy() {
        ByteBuf rule = datagram(new byte[AuditRuleDescriptor.FIXED_LENGTH]);
        channel.writeOutbound(AuditRuleMessage.add(rule));
        NetlinkMessage written = channel.readOutbound();
        assertThat(written.content()).isSameAs(rule);
        assertThat(written.length()).isEqualTo(1056);
        assertThat(written.release()).isTrue();
    }

    @Test
    void anotherHeaderKeepsTheContent() {
        ByteBuf rule = datagram(new byte[AuditRuleDescriptor.FIXED_LENGTH]);
        AuditRuleMessage message = AuditRuleMessage.delete(rule)
                .withHeader(new NetlinkHeader(7, AuditMessageType.DEL_RULE, 1, 0xfffffffe, 3));
        assertThat(message.header().toHeader())
                .isEqualTo(new NetlinkHeader(1056, AuditMessageType.DEL_RULE, 1, 0xfffffffe, 3));
        assertThat(message.content()).isSameAs(rule);
        assertThat(message.release()).isTrue();
    }

    @Test
    void anotherHeaderMustBeOfTheMessagesType() {
        NetlinkHeader get = new NetlinkHeader(16, AuditMessageType.GET, 5, 1, 0);
        NetlinkHeader list = new NetlinkHeader(16, AuditMessageType.LIST_RULES, 5, 1, 0);
        NetlinkHeader record = new NetlinkHeader(16, AuditMessageType.SYSCALL, 5, 1, 0);
        assertThat(AuditEmptyRequest.of(AuditMessageType.TRIM).withHeader(get).header()).isEqualTo(get);
        assertThatIllegalArgumentException().isThrownBy(() -> AuditEmptyRequest.of(AuditMessageType.ADD_RULE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditStatusMessage.set(AuditStatus.resetLost()).withHeader(list))
                .withMessage("type: LIST_RULES (expected: GET or SET)");
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditDoneMessage(get));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditNoopMessage(get));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditOverrunMessage(get));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditReplaceMessage(get, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditSignalInfoMessage(get, 1, 1, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditTtyMessage(get, new AuditTtyStatus(true, true)));
        assertThatIllegalArgumentException().isThrownBy(() ->
                new AuditFeaturesMessage(get, AuditFeatures.change(1, true, false)));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditTtyStatus(1, 1, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditTtyStatus(1, 0, 6));

        AuditRuleMessage rule = AuditRuleMessage.add(datagram(text("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> rule.withHeader(record));
        assertThat(rule.release()).isTrue();
        AuditMakeEquivalentMessage equivalent = AuditMakeEquivalentMessage.of("/a", "/b");
        assertThatIllegalArgumentException().isThrownBy(() -> equivalent.withHeader(record));
        assertThat(equivalent.release()).isTrue();
    }

    @Test
    void messagesOfUserSpaceEndWithNul() {
        channel.writeOutbound(AuditRecordMessage.user(1112, "op=login acct=\"ä\""));
        NetlinkMessage written = channel.readOutbound();
        assertThat(bytes(written.content())).isEqualTo(text("op=login acct=\"ä\"\0"));
        assertThat(written.type()).isEqualTo(1112);
        assertThat(written.flags()).isEqualTo(5);
        assertThat(written.release()).isTrue();
    }

    @Test
    void statusIsLeftToTheStatusCodec() {
        AuditStatusMessage status = AuditStatusMessage.set(AuditStatus.resetLost());
        channel.writeOutbound(status);
        assertThat(channel.<Object>readOutbound()).isSameAs(status);
    }

    @Test
    void passesOnWhatIsNoAuditMessage() {
        NetlinkMessage raw = new NetlinkMessage(1000, 5, 1, 0);
        channel.writeOutbound("text", raw);
        assertThat(channel.<Object>readOutbound()).isEqualTo("text");
        assertThat(channel.<Object>readOutbound()).isSameAs(raw);
    }

    @Test
    void anInvalidFrameHasNoHeaderToReplace() {
        CodecChannel codec = new CodecChannel();
        InvalidAuditMessage invalid = codec.decode(InvalidAuditMessage.class, message(99, 1000, 5, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> invalid.withHeader(invalid.header()));
        assertThat(invalid.release()).isTrue();
        codec.finish();
    }
}
