package io.github.nettyaudit.daemon;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditDaemonOptionsTest {
    private final AuditDaemonOptionsBuilder builder = AuditDaemonOptions.builder();

    /** A longer one would overflow where it is added to the present time, at the close at the latest. */
    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT24H0.000000001S", "PT2562047788015215H30M7S"})
    void aTimeoutOutsideOfItsRangeIsRefusedWithTheRange(Duration timeout) {
        assertThatThrownBy(() -> builder.closeTimeout(timeout)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("close timeout: " + timeout + " (expected: > 0 and <= PT24H)");
        assertThatThrownBy(() -> builder.openTimeout(timeout)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("open timeout: " + timeout + " (expected: > 0 and <= PT24H)");
    }

    @Test
    void bothEndsOfTheRangeAreAccepted() {
        assertThatCode(() -> builder.closeTimeout(Duration.ofNanos(1)).openTimeout(Duration.ofNanos(1))
                .closeTimeout(Duration.ofDays(1)).openTimeout(Duration.ofDays(1))).doesNotThrowAnyException();
    }
}
