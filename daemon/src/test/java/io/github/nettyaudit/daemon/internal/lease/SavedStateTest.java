package io.github.nettyaudit.daemon.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedStateTest {
    private static final String HEAD = "netty-audit state 1\nboot b-1\nowner 7-f\n";

    @Test
    void isReadAsItWasWritten() {
        SavedState state = new SavedState("e5735260-4c03", "4711-2f6b", List.of(
                new LeasedSetting(AuditSetting.ENABLED, 0, 1),
                new LeasedSetting(AuditSetting.BACKLOG_WAIT_TIME, 4294967295L, 0)));

        assertThat(state.format()).isEqualTo("netty-audit state 1\nboot e5735260-4c03\nowner 4711-2f6b\nenabled 0 1\n"
                + "backlog_wait_time 4294967295 0\nend\n");
        assertThat(SavedState.parse(state.format())).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "x", "netty-audit state 2\nboot b\nowner o\nend\n", "\u0000\u0000\u0000\u0000",
        HEAD + "enabled 0 1\n", // cut off
        HEAD + "enabled 0 1\nend", // cut off
        HEAD + "enabled 0 1\nenabled 0 1\nend\n",
        HEAD + "enabled 2 1\nend\n", // would lock the kernel
        HEAD + "failure 2 1\nend\n", // would let it panic
        HEAD + "enabled -1 1\nend\n",
        HEAD + "enabled 0 99999999999\nend\n",
        HEAD + "backlog_limit 64 4294967296\nend\n",
        HEAD + "colour 0 1\nend\n",
        HEAD + "enabled 0\nend\n",
        HEAD + "enabled 0 1 \nend\n",
        "netty-audit state 1\nboot \nowner 7\nend\n",
        "netty-audit state 1\nowner 7\nboot b\nend\n",
        "netty-audit state 1\nboot b b\nowner 7\nend\n"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> SavedState.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).{10,}");
    }
}
