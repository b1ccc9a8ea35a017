package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HangupSignalTest {
    private final AtomicInteger outer = new AtomicInteger();
    private final AtomicInteger inner = new AtomicInteger();

    @Test
    void theActionRunsAtEachSignalAndTheOneBeforeComesBack() throws Exception {
        try (HangupSignal first = HangupSignal.handle(outer::incrementAndGet)) {
            try (HangupSignal second = HangupSignal.handle(inner::incrementAndGet)) {
                assertThat(second).isNotSameAs(first);
                hangUp();
                await().until(() -> inner.get() == 1);
                hangUp();
                await().until(() -> inner.get() == 2);
            }
            hangUp();
            await().until(() -> outer.get() == 1);
            assertThat(inner).hasValue(2);
        }
    }

    private static void hangUp() throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(ProcessHandle.current().pid())).start().waitFor())
                .isZero();
    }
}
