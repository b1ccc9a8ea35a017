package io.github.nettyaudit.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the operator is told of the readiness, look by look. */
class ReadyNoticesTest {
    private final List<String> warnings = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final ReadyNotices notices = new ReadyNotices(warnings::add, said::add);
    private long second;

    private void look(int seconds, String... reasons) {
        for (int i = 0; i < seconds; i++) {
            notices.look(new Health(List.of(), List.of(reasons)), TimeUnit.SECONDS.toNanos(++second));
        }
    }

    @Test
    void tellsTheBeginningAndTheEndOnce() {
        look(5);
        look(3, "the ring is full", "a sink is down");
        look(3, "a sink is down");
        look(9);
        assertThat(warnings).containsExactly("not ready: the ring is full; a sink is down");
        assertThat(said).as("it may come again").isEmpty();
        look(1, "a sink is down");
        look(9);
        assertThat(said).isEmpty();
        look(20);
        assertThat(said).containsExactly("ready again, after 15 seconds");
        look(1, "a sink is down");
        assertThat(warnings).hasSize(2);
    }

    @Test
    void aFurtherReasonIsToldAndOneWithOtherNumbersIsNot() {
        look(1, "106 datagrams were lost");
        look(1, "343 datagrams were lost");
        look(1, "343 datagrams were lost", "30163 events are missing");
        look(1, "the sink b is 61 seconds behind", "30163 events are missing");
        look(1, "the sink c is 61 seconds behind", "30164 events are missing");
        assertThat(warnings).containsExactly("not ready: 106 datagrams were lost", "not ready: 30163 events are missing",
                "not ready: the sink b is 61 seconds behind", "not ready: the sink c is 61 seconds behind");
    }

    @Test
    void aServerThatDoesNotLiveIsNotReady() {
        notices.look(new Health(List.of("the event loop 1 is stuck"), List.of("more")), 1);
        assertThat(warnings).containsExactly("not ready: the event loop 1 is stuck; more");
    }
}
