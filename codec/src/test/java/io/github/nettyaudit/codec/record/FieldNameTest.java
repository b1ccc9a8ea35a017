package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FieldNameTest {
    @Test
    void namesAreEqualByTheirText() {
        FieldName name = FieldName.of("auid");
        assertThat(name).isEqualTo(FieldName.AUID).hasSameHashCodeAs(FieldName.AUID).hasToString("auid")
                .isNotEqualTo(FieldName.UID).isNotEqualTo("auid").isNotEqualTo(null);
        assertThat(name.hashCode()).isNotEqualTo(FieldName.UID.hashCode());
    }

    @Test
    void theKeyIsTheFirstEightBytes() {
        assertThat(FieldName.of("").key()).isZero();
        assertThat(FieldName.of("ab").key()).isEqualTo('a' | 'b' << 8);
        assertThat(FieldName.of("abcdefgh").key()).isEqualTo(0x6867666564636261L);
        assertThat(FieldName.of("abcdefghi").key()).isEqualTo(0x6867666564636261L);
        assertThat(FieldName.of("\u00e9").key()).isEqualTo(0xa9c3L);
        assertThat(FieldName.of("\u00e9").length()).isEqualTo(2);
    }

    @Test
    void untrustedStringsAreThoseOfTheKernel() {
        assertThat(FieldName.COMM.isUntrusted()).isTrue();
        assertThat(FieldName.PID.isUntrusted()).isFalse();
    }

    @Test
    void longNamesDifferInTheirLastByte() {
        AuditRecord record = new AuditRecord();
        byte[] text = "audit(1.2:3): abcdefghi=1 abcdefghijk=2 abcdefgh=3 abcdefghij=4".getBytes(StandardCharsets.UTF_8);
        record.wrap(1300, Unpooled.wrappedBuffer(text));
        assertThat(record.number(FieldName.of("abcdefgh"), 0)).isEqualTo(3);
        assertThat(record.number(FieldName.of("abcdefghi"), 0)).isEqualTo(1);
        assertThat(record.number(FieldName.of("abcdefghij"), 0)).isEqualTo(4);
        assertThat(record.number(FieldName.of("abcdefghijk"), 0)).isEqualTo(2);
        assertThat(record.number(FieldName.of("abcdefghx"), 0)).isZero();
        assertThat(record.number(FieldName.of("abcdefghix"), 0)).isZero();
        assertThat(record.number(FieldName.of("abcdefghijx"), 0)).isZero();
    }
}
