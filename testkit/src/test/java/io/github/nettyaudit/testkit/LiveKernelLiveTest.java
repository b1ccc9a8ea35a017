package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveKernelLiveTest {
    @BeforeEach
    void needTheKernel() {
        LiveKernel.whyUnavailable().ifPresent(LiveTests::skip);
    }

    @WaitsForTheKernel
    @Test
    void putsBackWhatATestChanged() throws IOException {
        LiveKernelStatus before;
        try (LiveKernel kernel = LiveTests.takeKernel()) {
            before = kernel.status();
            int rules = kernel.rules().size();
            kernel.setEnabled(true);
            kernel.setBacklogLimit(1234);
            kernel.setBacklogWaitTime(17);
            kernel.setRateLimit(99_999);
            kernel.addRule(AuditRules.harmless(1));
            kernel.addRule(AuditRules.harmless(2));

            LiveKernelStatus changed = kernel.status();
            assertThat(changed.enabled()).isEqualTo(1);
            assertThat(changed.backlogLimit()).isEqualTo(1234);
            assertThat(changed.backlogWaitTime()).isEqualTo(17);
            assertThat(changed.rateLimit()).isEqualTo(99_999);
            assertThat(kernel.rules()).hasSize(rules + 2);

            kernel.restore();
            assertThat(kernel.rules()).hasSize(rules);
        }
        try (LiveKernel kernel = LiveTests.takeKernel()) {
            LiveKernelStatus after = kernel.status();
            assertThat(after.enabled()).isEqualTo(before.enabled());
            assertThat(after.backlogLimit()).isEqualTo(before.backlogLimit());
            assertThat(after.backlogWaitTime()).isEqualTo(before.backlogWaitTime());
            assertThat(after.rateLimit()).isEqualTo(before.rateLimit());
            assertThat(after.failure()).isEqualTo(before.failure());
        }
    }

    @WaitsForTheKernel
    @Test
    void restoresInTheShutdownHookWhenNobodyCloses() throws Exception {
        try (LiveKernel kernel = LiveTests.takeKernel()) {
            assertThat(kernel.status().backlogLimit()).isNotEqualTo(LeavesWithoutClosing.BACKLOG_LIMIT);
        }
        Process child = ChildJvm.start(LeavesWithoutClosing.class);
        assertThat(child.waitFor()).isEqualTo(LeavesWithoutClosing.EXIT_CODE);

        try (LiveKernel kernel = LiveTests.takeKernel()) {
            assertThat(kernel.status().backlogLimit()).isNotEqualTo(LeavesWithoutClosing.BACKLOG_LIMIT);
            assertThat(kernel.rules()).doesNotContain(AuditRules.harmless(3));
        }
    }

    @WaitsForTheKernel
    @Test
    void putsBackWhatAKilledProgramHasChanged() throws Exception {
        LiveKernelStatus before;
        int rules;
        try (LiveKernel kernel = LiveTests.takeKernel()) {
            before = kernel.status();
            rules = kernel.rules().size();
        }
        Process child = ChildJvm.start(IsKilled.class);
        assertThat(child.getInputStream().read()).isEqualTo(IsKilled.CHANGED);
        child.destroyForcibly().waitFor();

        try (LiveKernel kernel = LiveTests.takeKernel()) {
            LiveKernelStatus after = kernel.status();
            assertThat(after.enabled()).isEqualTo(before.enabled());
            assertThat(after.backlogLimit()).isEqualTo(before.backlogLimit());
            assertThat(kernel.rules()).hasSize(rules);
        }
    }

    @WaitsForTheKernel
    @Test
    void doesNothingTwiceAndNothingAfterwards() throws IOException {
        LiveKernel kernel = LiveTests.takeKernel();
        kernel.close();
        kernel.close();

        KernelAuditLock.acquire(Duration.ofMinutes(5)).close();
    }

    @WaitsForTheKernel
    @Test
    void tellsTheKernelsErrors() throws IOException {
        try (LiveKernel kernel = LiveTests.takeKernel()) {
            byte[] rule = AuditRules.harmless(4);
            kernel.addRule(rule);
            assertThatThrownBy(() -> kernel.addRule(rule))
                    .isInstanceOfSatisfying(KernelRequestException.class, e -> assertThat(e.errno()).isEqualTo(17));
            kernel.deleteRule(rule);
            assertThatThrownBy(() -> kernel.deleteRule(rule)).hasMessageContaining("errno 2");
        }
    }

    /** The program of a child process that takes the kernel, changes it, and exits. */
    static final class LeavesWithoutClosing {
        static final int BACKLOG_LIMIT = 4321;
        static final int EXIT_CODE = 7;

        public static void main(String... arguments) throws IOException {
            LiveKernel kernel = LiveKernel.take(Duration.ofMinutes(5));
            kernel.setBacklogLimit(BACKLOG_LIMIT);
            kernel.addRule(AuditRules.harmless(3));
            if (kernel.status().backlogLimit() == BACKLOG_LIMIT) {
                System.exit(EXIT_CODE);
            }
        }
    }

    /** The program of a child process that takes the kernel, changes it, and is killed. */
    static final class IsKilled {
        static final int CHANGED = '+';

        public static void main(String... arguments) throws IOException {
            LiveKernel kernel = LiveKernel.take(Duration.ofMinutes(5));
            kernel.setEnabled(true);
            kernel.setBacklogLimit(4322);
            kernel.addRule(AuditRules.harmless(5));
            System.out.write(CHANGED);
            System.out.flush();
            while (System.in.read() >= 0) {
                // until it is killed
            }
        }
    }
}
