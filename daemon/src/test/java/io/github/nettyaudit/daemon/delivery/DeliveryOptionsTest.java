package io.github.nettyaudit.daemon.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliveryOptionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final DeliveryOptions defaults = DeliveryOptions.DEFAULTS;

    @Test
    void eachValueIsSetAlone() {
        DeliveryOptions options = defaults.withBatch(1, 2, SECOND).withInFlight(3).withInOrder(false)
                .withRetries(SECOND, MINUTE).withAnswerTimeout(Duration.ofSeconds(2))
                .withCommitInterval(Duration.ofSeconds(3));

        assertThat(options).isEqualTo(new DeliveryOptions(1, 2, SECOND, 3, false, SECOND, MINUTE,
                Duration.ofSeconds(2), Duration.ofSeconds(3)));
        assertThat(defaults).isEqualTo(new DeliveryOptions(1000, 1 << 20, Duration.ZERO, 4, true,
                Duration.ofMillis(200), Duration.ofSeconds(30), MINUTE, SECOND));
    }

    @Test
    void limits() {
        defaults.withBatch(1, 1, Duration.ZERO).withInFlight(1).withRetries(SECOND, SECOND);
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withBatch(0, 1, SECOND))
                .withMessage("batchDocuments: 0 (expected: >= 1)");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withBatch(1, 0, SECOND))
                .withMessage("batchBytes: 0 (expected: >= 1)");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withBatch(1, 1, Duration.ofNanos(-1)))
                .withMessage("batchDelay: PT-0.000000001S (expected: >= 0)");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withInFlight(0))
                .withMessage("inFlight: 0 (expected: >= 1)");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withRetries(Duration.ZERO, SECOND))
                .withMessage("retryLeast: PT0S (expected: > 0)");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withRetries(Duration.ofNanos(-1), SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withRetries(MINUTE, SECOND))
                .withMessage("retryMost: PT1S (expected: >= retryLeast, PT1M)");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withAnswerTimeout(Duration.ZERO))
                .withMessageStartingWith("answerTimeout: ");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withCommitInterval(Duration.ZERO))
                .withMessageStartingWith("commitInterval: ");
    }

    @Test
    void deadLetters() {
        Path file = Path.of("dead.json");
        assertThat(DeadLetterOptions.of(file)).isEqualTo(new DeadLetterOptions(file, 16 << 20, 4));
        assertThat(new DeadLetterOptions(file, 1, 0).file()).isEqualTo(file);
        assertThatIllegalArgumentException().isThrownBy(() -> new DeadLetterOptions(file, 0, 0))
                .withMessageStartingWith("maxBytes: 0, kept: 0 ");
        assertThatIllegalArgumentException().isThrownBy(() -> new DeadLetterOptions(file, 1, -1));
    }
}
