package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.message;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static io.github.nettyaudit.codec.netlink.Datagrams.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditRuleMessageTest {
    private final CodecChannel codec = new CodecChannel();

    @AfterEach
    void nothingIsLeftOver() {
        codec.finish();
    }

    /** Every word tells where it is, so that a wrong offset shows. */
    private static byte[] rule(int flags) {
        int[] words = new int[260];
        for (int i = 0; i < words.length; i++) {
            words[i] = 1000 + i;
        }
        words[0] = flags;
        words[1] = 2;
        words[2] = 3;
        words[259] = 7;
        return concat(words(words), text("abc/key"));
    }

    @Test
    void readsEveryPlaceOfTheStruct() {
        AuditRuleMessage message = codec.decode(AuditRuleMessage.class,
                concat(message(AuditMessageType.LIST_RULES, NetlinkFlags.MULTI, 6, 0, rule(0x14)), new byte[1]));
        assertThat(message.filter()).isEqualTo(4);
        assertThat(message.isPrepend()).isTrue();
        assertThat(message.action()).isEqualTo(2);
        assertThat(message.fieldCount()).isEqualTo(3);
        assertThat(message.bufferLength()).isEqualTo(7);
        ByteBuf content = message.content();
        for (int i = 0; i < 64; i++) {
            assertThat(AuditRuleDescriptor.maskWord(content, i)).isEqualTo(1003 + i);
            assertThat(AuditRuleDescriptor.field(content, i)).isEqualTo(1067 + i);
            assertThat(AuditRuleDescriptor.value(content, i)).isEqualTo(1131 + i);
            assertThat(AuditRuleDescriptor.operator(content, i)).isEqualTo(1195 + i);
        }
        assertThat(content.readableBytes()).as("the padding is gone").isEqualTo(1047);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> AuditRuleDescriptor.field(content, 64));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> AuditRuleDescriptor.maskWord(content, -1));
        assertThat(message.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1011, 1012, 1013})
    void theShortestRuleHasNoStrings(int type) {
        byte[] datagram = message(type, 5, 6, 0, new byte[1040]);
        AuditRuleMessage message = codec.decode(AuditRuleMessage.class, datagram);
        assertThat(message.isPrepend()).isFalse();
        assertThat(codec.encode(message)).isEqualTo(datagram);
    }

    @Test
    void isAValue() {
        AuditRuleMessage part = AuditRuleMessage.part(9, datagram(rule(4)));
        AuditRuleMessage copy = part.copy();
        assertThat(copy).isEqualTo(part).hasSameHashCodeAs(part);
        AuditRuleMessage again = (AuditRuleMessage) codec.encodeAndDecode(part);
        assertThat(again).isEqualTo(copy);
        assertThat(again.header().hasFlag(NetlinkFlags.MULTI)).isTrue();
        copy.content().setByte(copy.content().readerIndex(), 5);
        assertThat(copy).isNotEqualTo(again);
        assertThat(part.retain().retain(2).touch().touch("hint").refCnt()).isEqualTo(4);
        assertThat(part.release(3)).isFalse();
        AuditRuleMessage replaced = again.replace(datagram(rule(1)));
        assertThat(replaced.filter()).isEqualTo(1);
        assertThat(bytes(again.duplicate().content())).isEqualTo(rule(4));
        AuditRuleMessage retained = again.retainedDuplicate();
        retained.release();
        assertThat(part.release()).isTrue();
        assertThat(copy.release()).isTrue();
        assertThat(again.release()).isTrue();
        assertThat(replaced.release()).isTrue();
    }

    @Test
    void allMethodsCanBeCalledByReflection() throws ReflectiveOperationException {
        for (String method : List.of("content", "header", "copy", "duplicate", "retainedDuplicate", "refCnt", "retain",
                "touch", "release")) {
            Method declared = AuditRecordMessage.class.getMethod(method);
            assertThat(Modifier.isPublic(declared.getDeclaringClass().getModifiers())).as(method).isTrue();
            AuditRecordMessage record = new AuditRecordMessage(new NetlinkMessage(1300, 0, 0, 0, datagram(new byte[9])));
            Object result = declared.invoke(record);
            if (result instanceof AuditRecordMessage other && other != record) {
                other.release();
            }
            if (record.refCnt() > 0) {
                record.release(record.refCnt());
            }
        }
    }

    @Test
    void otherTypesAreNoRules() {
        NetlinkMessage other = new NetlinkMessage(new NetlinkHeader(16, 1000, 0, 0, 0), datagram(new byte[1040]));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditRuleMessage(other))
                .withMessage("type: GET (expected: ADD_RULE, DEL_RULE or LIST_RULES)");
        assertThat(other.release()).isTrue();
    }

    @Test
    void recordsAndRulesOfTheSameBytesAreNotEqual() {
        NetlinkMessage message = new NetlinkMessage(1011, 0, 0, 0, datagram(new byte[1040]));
        assertThat(new AuditRuleMessage(message)).isNotEqualTo(new AuditRecordMessage(message));
        assertThat(message.release()).isTrue();
    }
}
