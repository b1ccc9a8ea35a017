package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.delivery.DeadLetterOptions;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code delivery} of a sink: batches, retries, and what is refused.
 *
 * @param options     bounds and times
 * @param deadLetters where to keep what the sink refuses for good; {@code null} to count it only
 */
public record DeliverySection(DeliveryOptions options, @Nullable DeadLetterOptions deadLetters) {
    private static final DeliveryOptions PRESET = DeliveryOptions.DEFAULTS;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final SettingKey<Integer> DOCUMENTS = SettingKey.number("batch-documents", 1, 100_000,
            "how many documents are sent together at most").preset(PRESET.batchDocuments());
    private static final SettingKey<Long> BYTES = SettingKey.size("batch-size", 1, 64 << 20,
            "how many bytes are sent together at most").preset((long) PRESET.batchBytes());
    private static final SettingKey<Duration> DELAY = SettingKey.duration("batch-delay", Duration.ZERO,
            Duration.ofMinutes(1), "how long a document waits for others").preset(PRESET.batchDelay());
    private static final SettingKey<Integer> IN_FLIGHT = SettingKey.number("in-flight", 1, 1000,
            "how many batches are sent without an answer at most").preset(PRESET.inFlight());
    private static final SettingKey<Duration> RETRY_LEAST = SettingKey.duration("retry-first", SHORTEST, LONGEST,
            "the pause after the first failure").preset(PRESET.retryLeast());
    private static final SettingKey<Duration> RETRY_MOST = SettingKey.duration("retry-longest", SHORTEST, LONGEST,
            "the longest pause after a failure").preset(PRESET.retryMost());
    private static final SettingKey<Duration> TIMEOUT = SettingKey.duration("answer-timeout", SHORTEST, LONGEST,
            "how long the sink may take to answer").preset(PRESET.answerTimeout());
    private static final SettingKey<Path> DEAD_LETTERS = Keys.file("dead-letters",
            "a file for what the sink refuses for good");

    static DeliverySection read(@Nullable YamlValue value) {
        YamlMap map = value == null ? null : value.map("{ batch-documents: 500 }");
        if (map == null) {
            return new DeliverySection(PRESET, null);
        }
        Duration least = map.get(RETRY_LEAST);
        Duration most = map.get(RETRY_MOST);
        if (most.compareTo(least) < 0) {
            map.problem("has a retry-longest that is shorter than retry-first");
            most = least;
        }
        DeliveryOptions options = PRESET.withBatch(map.get(DOCUMENTS), map.get(BYTES).intValue(), map.get(DELAY))
                .withInFlight(map.get(IN_FLIGHT)).withRetries(least, most).withAnswerTimeout(map.get(TIMEOUT));
        Path deadLetters = map.find(DEAD_LETTERS);
        map.end();
        return new DeliverySection(options, deadLetters == null ? null : DeadLetterOptions.of(deadLetters));
    }
}
