package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the messages have in common as values: another header, other content, equality, text, lengths, bits. */
class AuditMessageValuesTest {
    private static NetlinkHeader header(int type) {
        return new NetlinkHeader(16, type, 0, 1, 2);
    }

    private static NetlinkMessage message(int type, ByteBuf content) {
        return new NetlinkMessage(type, 0, 1, 2, content);
    }

    @Test
    void anotherHeaderReplacesNothingElse() {
        List<AuditMessage> messages = List.of(
                new AuditDoneMessage(header(NetlinkControlType.DONE)),
                new AuditNoopMessage(header(NetlinkControlType.NOOP)),
                new AuditOverrunMessage(header(NetlinkControlType.OVERRUN)),
                new AuditReplaceMessage(header(AuditMessageType.REPLACE), 7),
                new AuditSignalInfoMessage(header(AuditMessageType.SIGNAL_INFO), 1000, 7, "init_t"),
                new AuditTtyMessage(header(AuditMessageType.TTY_GET), new AuditTtyStatus(true, false)),
                new AuditFeaturesMessage(header(AuditMessageType.GET_FEATURE), new AuditFeatures(1, 3, 1, 2)),
                new AuditStatusMessage(header(AuditMessageType.GET), AuditStatus.resetLost()),
                new AuditAcknowledgement(header(NetlinkControlType.ERROR), -1, header(AuditMessageType.SET), "why"));
        for (AuditMessage message : messages) {
            NetlinkHeader other = new NetlinkHeader(20, message.type(), 2, 3, 4);
            AuditMessage changed = message.withHeader(other);
            assertThat(changed.header()).isEqualTo(other);
            assertThat(changed).isNotEqualTo(message);
            assertThat(changed.withHeader(message.header())).isEqualTo(message);
        }
    }

    @Test
    void anotherHeaderKeepsTheBuffer() {
        ByteBuf text = datagram(text("audit(1.2:3):"));
        AuditRecordMessage record = new AuditRecordMessage(message(AuditMessageType.SYSCALL, text));
        InvalidAuditMessage invalid = new InvalidAuditMessage(message(AuditMessageType.GET_FEATURE, text),
                new AuditMessageException("why"));
        NetlinkHeader other = new NetlinkHeader(0, AuditMessageType.PATH, 2, 3, 4);
        AuditRecordMessage changed = record.withHeader(other);
        InvalidAuditMessage changedInvalid = invalid.withHeader(other);
        assertThat(changed.header().toHeader()).isEqualTo(changedInvalid.header().toHeader())
                .isEqualTo(new NetlinkHeader(29, AuditMessageType.PATH, 2, 3, 4));
        assertThat(changed.content()).isSameAs(changedInvalid.content()).isSameAs(text);
        assertThat(changedInvalid.cause()).isSameAs(invalid.cause());

        AuditMakeEquivalentMessage equivalent = AuditMakeEquivalentMessage.of("/mnt", "/other");
        NetlinkHeader request = new NetlinkHeader(0, AuditMessageType.MAKE_EQUIV, 1, 9, 0);
        AuditMakeEquivalentMessage sent = equivalent.withHeader(request);
        assertThat(sent.header().toHeader()).isEqualTo(new NetlinkHeader(34, AuditMessageType.MAKE_EQUIV, 1, 9, 0));
        assertThat(sent.equivalent()).isEqualTo("/other");
        assertThat(text.release()).isTrue();
        assertThat(equivalent.release()).isTrue();
    }

    @Test
    void copiesKeepTheirClassAndTheirContent() {
        AuditRecordMessage record =
                new AuditRecordMessage(message(AuditMessageType.SYSCALL, datagram(text("audit(1.2:3):"))));
        InvalidAuditMessage invalid = new InvalidAuditMessage(
                message(AuditMessageType.GET_FEATURE, datagram(text("x"))), new AuditMessageException("why"));
        AuditRecordMessage recordCopy = record.copy();
        InvalidAuditMessage invalidCopy = invalid.copy();
        assertThat(recordCopy).isEqualTo(record).isNotSameAs(record);
        assertThat(recordCopy.content()).isNotSameAs(record.content());
        assertThat(invalidCopy).isEqualTo(invalid);
        assertThat(invalidCopy.cause()).hasMessage("why");
        for (AuditContentMessage<?> each : List.of(record, recordCopy, invalid, invalidCopy)) {
            assertThat(each.release()).isTrue();
        }
    }

    @Test
    void hashCodesAreThoseOfTheContent() {
        NetlinkMessage message = message(AuditMessageType.SYSCALL, datagram(text("audit(1.2:3):")));
        assertThat(new AuditRecordMessage(message)).hasSameHashCodeAs(message);
        assertThat(AuditStatus.builder().pid(1).build().hashCode())
                .isNotEqualTo(AuditStatus.builder().pid(2).build().hashCode());
        assertThat(message.release()).isTrue();
    }

    @Test
    void textsNameTheTypeAndShowNoReleasedBytes() {
        AuditRecordMessage record = new AuditRecordMessage(message(AuditMessageType.CWD, datagram(text("cwd=\"/\""))));
        assertThat(record).hasToString("AuditRecordMessage(CWD, text: cwd=\"/\")");
        assertThat(record.release()).isTrue();
        assertThat(record).hasToString("AuditRecordMessage(CWD, text: released)");
        AuditRuleMessage rule = AuditRuleMessage.add(datagram(new byte[2]));
        assertThat(rule.toString()).startsWith("AuditRuleMessage(ADD_RULE, NetlinkMessage(").endsWith("2 bytes 0000))");
        assertThat(rule.release()).isTrue();
    }

    @Test
    void requestsStateTheirLength() {
        assertThat(AuditEmptyRequest.of(AuditMessageType.GET).header().length()).isEqualTo(16);
        assertThat(AuditStatusMessage.set(AuditStatus.resetLost()).header().length()).isEqualTo(60);
        assertThat(AuditFeaturesMessage.set(AuditFeatures.change(1, true, false)).header().length()).isEqualTo(32);
        assertThat(AuditTtyMessage.set(new AuditTtyStatus(true, true)).header().length()).isEqualTo(24);
    }

    @Test
    void severalFeaturesAreOnOrLockedIfAllOfThemAre() {
        AuditFeatures features = new AuditFeatures(1, 3, AuditFeatures.LOGIN_UID_IMMUTABLE,
                AuditFeatures.ONLY_UNSET_LOGIN_UID);
        int both = AuditFeatures.ONLY_UNSET_LOGIN_UID | AuditFeatures.LOGIN_UID_IMMUTABLE;
        assertThat(features.isOn(both)).isFalse();
        assertThat(features.isOn(AuditFeatures.ONLY_UNSET_LOGIN_UID)).isFalse();
        assertThat(features.isOn(AuditFeatures.LOGIN_UID_IMMUTABLE)).isTrue();
        assertThat(features.isLocked(both)).isFalse();
        assertThat(features.isLocked(AuditFeatures.ONLY_UNSET_LOGIN_UID)).isTrue();
        AuditFeatures all = new AuditFeatures(1, both, both, both);
        assertThat(all.isOn(AuditFeatures.LOGIN_UID_IMMUTABLE)).isTrue();
        assertThat(all.isLocked(AuditFeatures.LOGIN_UID_IMMUTABLE)).isTrue();
    }

    @Test
    void aTerminalStatusIsOffWithZero() {
        assertThat(new AuditTtyStatus(false, true).isEnabled()).isFalse();
        assertThat(new AuditTtyStatus(true, false).logsPasswords()).isFalse();
    }

    @Test
    void aStatusMayHaveNoFieldAtAll() {
        AuditStatus status = AuditStatus.builder().structLength(0).build();
        assertThat(status.structLength()).isZero();
        assertThat(status.has(AuditStatusField.MASK)).isFalse();
        assertThat(status).hasToString("AuditStatus()");
    }

    @Test
    void anExceptionOfTheDecoderHasNoStackTrace() {
        AuditMessageException exception = new AuditMessageException("why");
        assertThat(exception.getStackTrace()).isEmpty();
        assertThat(exception.fillInStackTrace()).isSameAs(exception);
    }
}
