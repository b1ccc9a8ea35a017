package io.github.nettyaudit.codec.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditStatusTest {
    @Test
    void settersSetTheirBitInTheMask() {
        assertThat(AuditStatus.builder().enabled(AuditEnabled.ON).build().mask()).isEqualTo(0x1);
        assertThat(AuditStatus.builder().failureMode(AuditFailureMode.PANIC).build().mask()).isEqualTo(0x2);
        assertThat(AuditStatus.builder().pid(0).build().mask()).isEqualTo(0x4);
        assertThat(AuditStatus.builder().rateLimit(0).build().mask()).isEqualTo(0x8);
        assertThat(AuditStatus.builder().backlogLimit(0).build().mask()).isEqualTo(0x10);
        assertThat(AuditStatus.builder().backlogWaitTime(0).build().mask()).isEqualTo(0x20);
        AuditStatus several = AuditStatus.builder().enabled(AuditEnabled.LOCKED).failureMode(AuditFailureMode.SILENT)
                .rateLimit(1).backlogLimit(2).backlogWaitTime(3).pid(4).build();
        assertThat(several.mask()).isEqualTo(0x3f);
    }

    @Test
    void countersAndFeaturesOfAReplySetNoBit() {
        AuditStatus reply = AuditStatus.builder()
                .lost(1).backlog(2).featureBitmap(0x7f).backlogWaitTimeActual(4).build();
        assertThat(reply.mask()).isZero();
        assertThat(reply.lost()).isEqualTo(1);
        assertThat(reply.backlog()).isEqualTo(2);
        assertThat(reply.featureBitmap()).isEqualTo(0x7f);
        assertThat(reply.backlogWaitTimeActual()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(AuditStatusField.class)
    void onlyTheFieldsThatARequestCanSetGetTheirBit(AuditStatusField field) {
        boolean reset = field == AuditStatusField.LOST || field == AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL;
        AuditStatus status = AuditStatus.builder().set(field, 0).build();
        assertThat(status.mask()).isEqualTo(reset ? 0 : field.maskBit());
    }

    @Test
    void resetsHaveTheirBitAlone() {
        assertThat(AuditStatus.resetLost().mask()).isEqualTo(0x40);
        assertThat(AuditStatus.resetBacklogWaitTimeActual().mask()).isEqualTo(0x80);
        for (AuditStatusField field : AuditStatusField.values()) {
            if (field != AuditStatusField.MASK) {
                assertThat(AuditStatus.resetLost().get(field)).isZero();
                assertThat(AuditStatus.resetBacklogWaitTimeActual().get(field)).isZero();
            }
        }
    }

    @Test
    void maskOverridesWhatTheSettersDid() {
        AuditStatus reply = AuditStatus.builder().enabled(AuditEnabled.ON).pid(7).mask(0).build();
        assertThat(reply.mask()).isZero();
        assertThat(reply.enabled()).isEqualTo(AuditEnabled.ON);
        assertThat(reply.pid()).isEqualTo(7);
    }

    @Test
    void numbersAreUnsigned() {
        AuditStatus status = AuditStatus.builder().rateLimit(0xffffffffL).backlogLimit(0x80000000L)
                .lost(0xfffffffeL).backlog(0xfffffffdL).backlogWaitTime(0xfffffffcL)
                .backlogWaitTimeActual(0xfffffffbL).build();
        assertThat(status.rateLimit()).isEqualTo(4294967295L);
        assertThat(status.backlogLimit()).isEqualTo(2147483648L);
        assertThat(status.lost()).isEqualTo(4294967294L);
        assertThat(status.backlog()).isEqualTo(4294967293L);
        assertThat(status.backlogWaitTime()).isEqualTo(4294967292L);
        assertThat(status.backlogWaitTimeActual()).isEqualTo(4294967291L);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0x100000000L, Long.MIN_VALUE, Long.MAX_VALUE})
    void numbersBeyond32BitsAreRefused(long value) {
        AuditStatusBuilder builder = AuditStatus.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.backlogLimit(value))
                .withMessageContaining("BACKLOG_LIMIT: " + value);
        assertThat(builder.build().mask()).as("mask after a refused value").isZero();
    }

    @ParameterizedTest
    @CsvSource({"24,LOST", "28,BACKLOG", "32,FEATURE_BITMAP", "36,BACKLOG_WAIT_TIME", "40,BACKLOG_WAIT_TIME_ACTUAL"})
    void shorterStructsLackTheLastFields(int length, AuditStatusField firstAbsent) {
        AuditStatusBuilder builder = AuditStatus.builder().structLength(length);
        for (AuditStatusField field : AuditStatusField.values()) {
            builder.set(field, 5);
        }
        AuditStatus status = builder.build();
        assertThat(status.structLength()).isEqualTo(length);
        for (AuditStatusField field : AuditStatusField.values()) {
            boolean there = field.compareTo(firstAbsent) < 0;
            assertThat(status.has(field)).as(field.name()).isEqualTo(there);
            if (field != AuditStatusField.MASK) {
                assertThat(status.get(field)).as(field.name()).isEqualTo(there ? 5 : 0);
            }
        }
        assertThat(status.toString()).doesNotContain(firstAbsent.name() + ":");
    }

    @ParameterizedTest
    @ValueSource(ints = {-4, 1, 30, 43, 48})
    void structLengthsAreThoseOfKernels(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> AuditStatus.builder().structLength(length));
    }

    @ParameterizedTest
    @EnumSource(AuditStatusField.class)
    void fieldsLieInTheOrderOfTheStruct(AuditStatusField field) {
        assertThat(field.offset()).isEqualTo(field.ordinal() * 4);
        assertThat(Integer.bitCount(field.maskBit())).isLessThanOrEqualTo(1);
    }

    @Test
    void featureBitsAreThoseOfTheKernel() {
        AuditStatus status = AuditStatus.builder().featureBitmap(0x55).build();
        assertThat(status.hasFeature(AuditFeatureBitmap.BACKLOG_LIMIT)).isTrue();
        assertThat(status.hasFeature(AuditFeatureBitmap.BACKLOG_WAIT_TIME)).isFalse();
        assertThat(status.hasFeature(AuditFeatureBitmap.EXECUTABLE_PATH)).isTrue();
        assertThat(status.hasFeature(AuditFeatureBitmap.EXCLUDE_EXTEND)).isFalse();
        assertThat(status.hasFeature(AuditFeatureBitmap.SESSIONID_FILTER)).isTrue();
        assertThat(status.hasFeature(AuditFeatureBitmap.LOST_RESET)).isFalse();
        assertThat(status.hasFeature(AuditFeatureBitmap.FILTER_FS)).isTrue();
        assertThat(status.hasFeature(AuditFeatureBitmap.BACKLOG_LIMIT | AuditFeatureBitmap.LOST_RESET)).isFalse();
    }

    @Test
    void enumsKnowTheirNumbersAndKeepUnknownOnes() {
        for (AuditEnabled enabled : new AuditEnabled[] {AuditEnabled.OFF, AuditEnabled.ON, AuditEnabled.LOCKED}) {
            assertThat(AuditEnabled.of(enabled.value())).isEqualTo(enabled);
        }
        for (int value = 0; value < 3; value++) {
            assertThat(AuditEnabled.of(value).value()).isEqualTo(value);
            assertThat(AuditFailureMode.of(value).value()).isEqualTo(value);
        }
        AuditStatus newer = AuditStatus.builder().set(AuditStatusField.ENABLED, 3)
                .set(AuditStatusField.FAILURE, 0xffffffffL).build();
        assertThat(newer.enabled()).isEqualTo(AuditEnabled.UNKNOWN);
        assertThat(newer.enabledValue()).isEqualTo(3);
        assertThat(newer.failureMode()).isEqualTo(AuditFailureMode.UNKNOWN);
        assertThat(newer.failureValue()).isEqualTo(-1);
        assertThatIllegalStateException().isThrownBy(AuditEnabled.UNKNOWN::value);
        assertThatIllegalStateException().isThrownBy(AuditFailureMode.UNKNOWN::value);
    }

    @Test
    void equalMeansTheSameFieldsAndTheSameLength() {
        AuditStatusBuilder builder = AuditStatus.builder().pid(1);
        AuditStatus status = builder.build();
        assertThat(status).isEqualTo(AuditStatus.builder().pid(1).build())
                .hasSameHashCodeAs(AuditStatus.builder().pid(1).build())
                .isNotEqualTo(AuditStatus.builder().pid(2).build())
                .isNotEqualTo(AuditStatus.builder().pid(1).structLength(40).build());
        builder.pid(2);
        assertThat(status.pid()).as("the builder's later changes").isEqualTo(1);
    }

    @Test
    void printsNumbersAsPeopleReadThem() {
        assertThat(AuditStatus.builder().backlogLimit(0xffffffffL).structLength(24).build()).hasToString(
                "AuditStatus(MASK: 0x10, ENABLED: 0, FAILURE: 0, PID: 0, RATE_LIMIT: 0, BACKLOG_LIMIT: 4294967295)");
    }
}
