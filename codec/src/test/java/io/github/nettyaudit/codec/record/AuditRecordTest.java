package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditRecordTest {
    private static final FieldName AUID = FieldName.of("auid");
    private static final FieldName KEY = FieldName.of("key");

    private final AuditRecord record = new AuditRecord();

    private AuditRecord wrap(int type, String fields) {
        return record.wrap(type, buffer("audit(1364481363.243:24287): " + fields));
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private List<String> fields() {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < record.fieldCount(); i++) {
            fields.add(record.name(i) + '=' + record.raw(i));
        }
        return fields;
    }

    @Test
    void theHeaderComesFirst() {
        wrap(AuditMessageType.SYSCALL, "arch=c000003e");
        assertThat(record.hasStamp()).isTrue();
        assertThat(record.type()).isEqualTo(1300);
        assertThat(record.seconds()).isEqualTo(1364481363);
        assertThat(record.milliseconds()).isEqualTo(243);
        assertThat(record.serial()).isEqualTo(24287);
        assertThat(record.node()).isNull();
        assertThat(record.typeText()).isNull();
    }

    @Test
    void aUserMessageNeverShadowsTheKernel() {
        wrap(AuditMessageType.FIRST_USER_MSG, "pid=1 uid=0 auid=1000 ses=1 msg='op=x auid=0 key=\"y\" res=success'");
        assertThat(record.raw(record.find(AUID))).isEqualTo("1000");
        assertThat(record.findNext(AUID, record.find(AUID))).isEqualTo(-1);
        assertThat(record.raw(record.findUser(AUID))).isEqualTo("0");
        assertThat(record.find(KEY)).isEqualTo(-1);
        assertThat(record.space(record.find(AUID))).isEqualTo(FieldSpace.KERNEL);
        assertThat(record.space(record.findUser(AUID))).isEqualTo(FieldSpace.USER);
        assertThat(record.raw(record.fieldCount() - 1)).isEqualTo("success");
    }

    @Test
    void aUserPartWithoutAFieldOfItsOwnAtItsStartIsTheUsersToo() {
        wrap(AuditMessageType.USER_AVC, "pid=1 auid=1000 msg='avc:  denied  { send_msg } for auid=0 exe=\"/x\"'");
        assertThat(record.raw(record.find(AUID))).isEqualTo("1000");
        assertThat(record.raw(record.findUser(AUID))).isEqualTo("0");
    }

    @Test
    void aSecondSeparatorInsideOfAUserMessageIsNoEnrichment() {
        String line = "type=USER_LOGIN msg=audit(1364481363.243:24287): pid=1 uid=1000 ";
        record.wrapLine(buffer(line + "msg='op=x\u001dUID=\"root\"'"));
        assertThat(record.enrichedCount()).isZero();
        record.wrapLine(buffer(line + "msg='op=x\u001dUID=\"a\"'\u001dUID=\"alice\""));
        assertThat(record.enrichedCount()).isOne();
        assertThat(record.raw(record.findEnriched(FieldName.of("UID")))).isEqualTo("\"alice\"");
    }

    @Test
    void readsALineWithNodeAndEnrichment() {
        record.wrapLine(buffer("node=host.example type=SOCKADDR msg=audit(1364481363.243:24287): saddr=0200"
                + "\u001dSADDR={ saddr_fam=inet laddr=1.2.3.4 lport=5 }"));
        assertThat(record.node()).isEqualTo("host.example");
        assertThat(record.typeText()).isEqualTo("SOCKADDR");
        assertThat(record.type()).isEqualTo(AuditMessageType.SOCKADDR);
        assertThat(fields()).containsExactly("saddr=0200");
        assertThat(record.name(1)).isEqualTo("SADDR");
        assertThat(record.raw(1)).isEqualTo("{ saddr_fam=inet laddr=1.2.3.4 lport=5 }");
        assertThat(record.space(1)).isEqualTo(FieldSpace.ENRICHED);
    }

    @Test
    void severalKeysAreSeveralFields() {
        wrap(AuditMessageType.SYSCALL, "a0=1 key=" + hex("one\1two words\1\1three"));
        assertThat(fields()).containsExactly("a0=1", "key=\"one\"", "key=" + hex("two words"), "key=\"three\"");
        int first = record.find(KEY);
        assertThat(record.findNext(KEY, record.findNext(KEY, first))).isEqualTo(3);
        wrap(AuditMessageType.SYSCALL, "key=(null)");
        assertThat(fields()).containsExactly("key=(null)");
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        text.chars().forEach(c -> hex.append(String.format("%02X", c)));
        return hex.toString();
    }

    @Test
    void anAccessVectorHasAResultAndPermissions() {
        wrap(AuditMessageType.AVC, "avc:  denied  { read write } for  pid=1 comm=\"x\" scontext=a:b:c:s0-s0:c0.c1,c3");
        assertThat(fields()).containsExactly("seresult=denied", "seperms=read,write", "pid=1", "comm=\"x\"",
                "scontext=a:b:c:s0-s0:c0.c1,c3");
    }

    @Test
    void bodiesThatBreakOffAnywhereGiveTheFieldsBefore() {
        String text = "audit(1364481363.243:24287): arch=c000003e msg='op=x' key=\"y\"";
        for (int length = 0; length <= text.length(); length++) {
            record.wrap(AuditMessageType.SYSCALL, buffer(text.substring(0, length)));
            assertThat(record.hasStamp()).isEqualTo(length >= 27);
            assertThat(record.fieldCount()).isBetween(0, 3);
        }
        assertThat(fields()).containsExactly("arch=c000003e", "op=x", "key=\"y\"");
    }

    @Test
    void whatFollowsANulIsNoText() {
        wrap(AuditMessageType.SYSCALL, "a=1 b=2\0 c=3");
        assertThat(fields()).containsExactly("a=1", "b=2");
    }

    @Test
    void fieldsOutliveTheBuffer() {
        ByteBuf buffer = buffer("audit(1364481363.243:24287): a=1 b=2");
        record.wrap(AuditMessageType.SYSCALL, buffer);
        assertThat(record.fieldCount()).isEqualTo(2);
        buffer.release();
        assertThat(fields()).containsExactly("a=1", "b=2");
    }

    @Test
    void thousandsOfFieldsAreFound() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append("name_of_field").append(i).append('=').append(i).append(' ');
        }
        wrap(AuditMessageType.EXECVE, text.toString());
        assertThat(record.fieldCount()).isEqualTo(5_000);
        assertThat(record.find(FieldName.of("name_of_field4999"))).isEqualTo(4_999);
        assertThat(record.name(17)).isEqualTo("name_of_field17");
    }
}
