package io.github.nettyaudit.daemon.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderGateTest {
    private final OrderGate gate = new OrderGate();

    @Test
    void withoutAFailureEverythingPasses() {
        assertThat(gate.admits(0)).isTrue();
        assertThat(gate.admits(100)).isTrue();
        assertThat(gate.admits(50)).isTrue();
    }

    @Test
    void whatFollowsAFailedDocumentWaitsForIt() {
        gate.close(30, "the third");
        gate.close(20, "the first");
        gate.close(25, "the second");
        assertThat(gate.cause()).isEqualTo("the first");

        assertThat(gate.admits(100)).isFalse();
        assertThat(gate.admits(21)).isFalse();
        assertThat(gate.admits(20)).isTrue();
        assertThat(gate.admits(100)).isTrue();
    }

    @Test
    void aBatchThatComesAgainPassesBecauseTheFailedDocumentIsGone() {
        gate.close(20, "full");

        assertThat(gate.admits(100)).isFalse();
        assertThat(gate.admits(200)).isFalse();
        assertThat(gate.admits(100)).isTrue();
        assertThat(gate.admits(200)).isTrue();
    }
}
