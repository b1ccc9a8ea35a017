package io.github.nettyaudit.daemon.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OpenTimeoutTest {
    private final OpenTimeout timeout = new OpenTimeout(Duration.ofMillis(20));

    @Test
    void aStepThatHasEndedHasItsResultAlsoAfterTheTime() throws Exception {
        assertThat(timeout.get(ImmediateEventExecutor.INSTANCE.newSucceededFuture(7), "a step")).isEqualTo(7);
    }

    @Test
    void whatAStepFailedWithIsThrown() {
        timeout.begin();
        IOException failure = new IOException("refused");
        assertThatThrownBy(() -> timeout.get(ImmediateEventExecutor.INSTANCE.newFailedFuture(failure), "a step"))
                .isSameAs(failure);
        AssertionError error = new AssertionError("broken");
        assertThatThrownBy(() -> timeout.get(ImmediateEventExecutor.INSTANCE.newFailedFuture(error), "a step"))
                .isSameAs(error);
    }

    @Test
    void theMessageNamesTheTimeAndTheStepThatHasWaited() {
        timeout.begin();
        assertThatThrownBy(() -> timeout.get(ImmediateEventExecutor.INSTANCE.newPromise(), "the registration"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("the audit daemon is not open after the open timeout of 20 ms;"
                        + " the registration has waited \\d+ ms\\. .*");
        assertThat(timeout.remainingNanos()).isEqualTo(1);
    }
}
