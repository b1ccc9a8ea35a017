package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventAssemblerOptionsTest {
    private static EventAssemblerOptionsBuilder builder() {
        return EventAssemblerOptions.live().toBuilder();
    }

    private static void refuses(Consumer<EventAssemblerOptionsBuilder> setter, String message) {
        assertThatThrownBy(() -> setter.accept(builder()))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void theOptionsForTheKernelAndForLogsAreTheDocumentedOnes() {
        EventAssemblerOptions live = EventAssemblerOptions.live();
        assertThat(live.eventTime()).isFalse();
        assertThat(live.proctitleEndsEvent()).isFalse();
        assertThat(live.includeEoe()).isFalse();
        assertThat(live.detectGaps()).isTrue();
        EventAssemblerOptions log = EventAssemblerOptions.log();
        assertThat(log.eventTime()).isTrue();
        assertThat(log.proctitleEndsEvent()).isTrue();
        assertThat(log.includeEoe()).isTrue();
        assertThat(log.detectGaps()).isFalse();
        for (EventAssemblerOptions options : new EventAssemblerOptions[] {live, log}) {
            assertThat(options.maxEvents()).isEqualTo(4_096);
            assertThat(options.maxRecordsPerEvent()).isEqualTo(2_048);
            assertThat(options.maxBytesPerEvent()).isEqualTo(8 * 1_024 * 1_024);
            assertThat(options.maxTotalBytes()).isEqualTo(64 * 1_024 * 1_024);
            assertThat(options.maxHosts()).isEqualTo(4_096);
            assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(options.timeoutRecords()).isEqualTo(256);
        }
    }

    @Test
    void aBuilderStartsWithTheOptionsAndChangesOneAtATime() {
        EventAssemblerOptions options = builder().maxEvents(1).maxRecordsPerEvent(2).maxBytesPerEvent(3)
                .maxTotalBytes(4).maxHosts(6).timeoutRecords(7).timeout(Duration.ofSeconds(5)).eventTime(true)
                .proctitleEndsEvent(true).includeEoe(true).detectGaps(false).build();
        EventAssemblerOptions copy = options.toBuilder().build();
        assertThat(copy).usingRecursiveComparison().isEqualTo(options);
        assertThat(copy.maxEvents()).isEqualTo(1);
        assertThat(copy.maxRecordsPerEvent()).isEqualTo(2);
        assertThat(copy.maxBytesPerEvent()).isEqualTo(3);
        assertThat(copy.maxTotalBytes()).isEqualTo(4);
        assertThat(copy.maxHosts()).isEqualTo(6);
        assertThat(copy.timeoutRecords()).isEqualTo(7);
        assertThat(copy.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(copy.eventTime()).isTrue();
        assertThat(copy.proctitleEndsEvent()).isTrue();
        assertThat(copy.includeEoe()).isTrue();
        assertThat(copy.detectGaps()).isFalse();
        assertThat(copy.toBuilder().includeEoe(false).build().includeEoe()).isFalse();
        assertThat(EventAssemblerOptions.live().maxEvents()).isEqualTo(EventAssemblerOptions.MAX_EVENTS);
    }

    @Test
    void numbersBeyondTheirBoundsAreRefused() {
        refuses(builder -> builder.maxEvents(0), "maxEvents: 0 (expected: 1 to 16777216)");
        refuses(builder -> builder.maxEvents(16_777_217), "maxEvents: 16777217 (expected: 1 to 16777216)");
        refuses(builder -> builder.maxRecordsPerEvent(0), "maxRecordsPerEvent: 0 (expected: 1 to 2147483647)");
        refuses(builder -> builder.maxBytesPerEvent(-1), "maxBytesPerEvent: -1 (expected: 1 to 2147483647)");
        refuses(builder -> builder.maxTotalBytes(0), "maxTotalBytes: 0 (expected: 1 to 9223372036854775807)");
        refuses(builder -> builder.maxHosts(0), "maxHosts: 0 (expected: 1 to 1048576)");
        refuses(builder -> builder.maxHosts(1_048_577), "maxHosts: 1048577 (expected: 1 to 1048576)");
        refuses(builder -> builder.timeoutRecords(-1), "timeoutRecords: -1 (expected: 0 to 65536)");
        refuses(builder -> builder.timeoutRecords(65_537), "timeoutRecords: 65537 (expected: 0 to 65536)");
        refuses(builder -> builder.timeout(Duration.ofNanos(999_999)),
                "timeout: PT0.000999999S (expected: PT0.001S to PT24H)");
        refuses(builder -> builder.timeout(Duration.ofDays(1).plusNanos(1)),
                "timeout: PT24H0.000000001S (expected: PT0.001S to PT24H)");
    }

    @Test
    void theBoundsThemselvesAreAccepted() {
        assertThat(builder().maxEvents(16_777_216).build().maxEvents()).isEqualTo(16_777_216);
        assertThat(builder().maxHosts(1_048_576).build().maxHosts()).isEqualTo(1_048_576);
        assertThat(builder().timeoutRecords(0).build().timeoutRecords()).isZero();
        assertThat(builder().timeoutRecords(65_536).build().timeoutRecords()).isEqualTo(65_536);
        assertThat(builder().maxTotalBytes(Long.MAX_VALUE).build().maxTotalBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(builder().timeout(Duration.ofMillis(1)).build().timeout()).isEqualTo(Duration.ofMillis(1));
        assertThat(builder().timeout(Duration.ofDays(1)).build().timeout()).isEqualTo(Duration.ofDays(1));
    }
}
