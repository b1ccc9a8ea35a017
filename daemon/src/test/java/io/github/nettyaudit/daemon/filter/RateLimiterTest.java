package io.github.nettyaudit.daemon.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final long START = 1_764_172_800_000L;

    private final List<AuditLossEvent> reports = new ArrayList<>();
    private long serial;

    private static RateLimiter limiter(int events, int burst, @Nullable String except) {
        return new RateLimiter(new RateLimit(events, Duration.ofSeconds(1), burst, Duration.ofSeconds(10),
                except == null ? null : FilterExpression.parse(except)), NameService.NONE);
    }

    private boolean admits(RateLimiter limiter, long millis, String rest) {
        AuditEvent event = TestEvents.at(START + millis, ++serial, "SYSCALL arch=c000003e syscall=59 pid=1 " + rest);
        try {
            return limiter.admits(event, EventContext.NONE, millis * 1_000_000, reports::add);
        } finally {
            event.release();
        }
    }

    private int admitted(RateLimiter limiter, long from, long to, long step, String rest) {
        int count = 0;
        for (long millis = from; millis < to; millis += step) {
            count += admits(limiter, millis, rest) ? 1 : 0;
        }
        return count;
    }

    private List<Long> counts() {
        return reports.stream().map(AuditLossEvent::count).toList();
    }

    @Test
    void eachKeyHasABurstAndARate() {
        RateLimiter limiter = limiter(100, 500, null);
        assertThat(admitted(limiter, 0, 1, 1, "key=\"b\"")).isEqualTo(1);
        assertThat(admitted(limiter, 0, 10_000, 1, "key=\"a\"")).isBetween(1498, 1500);
        assertThat(admitted(limiter, 0, 10_000, 20, "key=\"b\"")).as("50 a second").isEqualTo(500);
        assertThat(admitted(limiter, 0, 499, 1, "key=(null)")).as("no key").isEqualTo(499);
    }

    @Test
    void whatIsLeftOutIsReportedBeforeTheNextEventAfterAQuietSecond() {
        RateLimiter limiter = limiter(1, 2, null);
        assertThat(admitted(limiter, 0, 10, 1, "key=\"a\"")).isEqualTo(2);
        assertThat(reports).isEmpty();
        assertThat(admits(limiter, 5000, "key=\"b\"")).isTrue();
        assertThat(reports).as("of another key").isEmpty();
        assertThat(admits(limiter, 5000, "key=\"a\"")).isTrue();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.kind()).isEqualTo(AuditLossKind.RATE_LIMITED);
            assertThat(report.count()).isEqualTo(8);
            assertThat(report.firstSerial()).isEqualTo(3);
            assertThat(report.lastSerial()).isEqualTo(10);
            assertThat(report.time()).isEqualTo("2025-11-26T16:00:00.009Z");
            assertThat(report.detail()).isEqualTo("8 events with the key a, from 2025-11-26T16:00:00.002Z to"
                    + " 2025-11-26T16:00:00.009Z, were left out by the rate limit of 1/s.");
        });
        limiter.end(reports::add);
        assertThat(reports).hasSize(1);
    }

    @Test
    void whileTheLimitIsExceededThereIsAReportEachPeriod() {
        RateLimiter limiter = limiter(10, 10, null);
        int admitted = admitted(limiter, 0, 60_000, 10, "key=\"a\"");
        limiter.end(reports::add);
        assertThat(admitted).isBetween(608, 611);
        assertThat(reports).hasSize(6);
        assertThat(counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(6000 - admitted);
    }

    @Test
    void theClockReportsWhatNoEventFollows() {
        RateLimiter limiter = limiter(1, 1, null);
        admitted(limiter, 0, 5, 1, "key=\"a\"");
        limiter.tick(500_000_000L, reports::add);
        assertThat(reports).isEmpty();
        limiter.tick(1_004_000_000L, reports::add);
        assertThat(counts()).containsExactly(4L);
        limiter.tick(99_000_000_000L, reports::add);
        assertThat(reports).hasSize(1);
    }

    @Test
    void theClockReportsAlsoIfEventsGoOn() {
        RateLimiter limiter = limiter(1, 1, null);
        admitted(limiter, 0, 9_900, 100, "key=\"a\"");
        assertThat(reports).isEmpty();
        limiter.tick(10_100_000_000L, reports::add);
        assertThat(reports).hasSize(1);
    }

    @Test
    void exceptionsAreNotLimitedAndNotCounted() {
        RateLimiter limiter = limiter(1, 1, "uid = 0");
        assertThat(admitted(limiter, 0, 100, 1, "uid=0 key=\"a\"")).isEqualTo(100);
        assertThat(admitted(limiter, 0, 100, 1, "uid=1 key=\"a\"")).isEqualTo(1);
    }

    @Test
    void theNumberOfKeysIsBounded() {
        RateLimiter limiter = limiter(1, 1, null);
        int admitted = 0;
        for (int i = 0; i < RateLimiter.MOST_KEYS + 100; i++) {
            admitted += admits(limiter, 0, "key=\"k" + i + "\"") ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(RateLimiter.MOST_KEYS + 1);
        limiter.end(reports::add);
        assertThat(reports).singleElement().satisfies(report ->
                assertThat(report.detail()).startsWith("99 events with further keys, from "));
    }

    @Test
    void aClockThatGoesBackDoesNotStopEvents() {
        RateLimiter limiter = limiter(10, 10, null);
        assertThat(admitted(limiter, 100_000, 101_000, 100, "key=\"a\"")).isEqualTo(10);
        assertThat(admitted(limiter, 0, 10_000, 100, "key=\"a\"")).isEqualTo(100);
        assertThat(admitted(limiter, 9_000_000, 9_010_000, 1, "key=\"a\"")).isBetween(108, 110);
    }

    @Test
    void aKeyCannotForgeAReport() {
        RateLimiter limiter = limiter(1, 1, null);
        admitted(limiter, 0, 3, 1, "key=6B0A22E4" + "78".repeat(100));
        limiter.end(reports::add);
        assertThat(reports.get(0).detail()).startsWith("2 events with the key k?\"?" + "x".repeat(60) + ", from ");
    }
}
