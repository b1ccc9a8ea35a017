package io.github.nettyaudit.daemon.internal.rescue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.NetlinkProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KernelRescueTest {
    private final ScriptedKernel kernel = ScriptedKernel.start();

    @AfterEach
    void close() {
        kernel.close();
    }

    private KernelRescue open() throws KernelLinkException {
        return KernelRescue.open(NetlinkProtocol.USERSOCK, kernel.address().portId(),
                System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void asksAndChanges() throws Exception {
        kernel.state().lost((int) 3_000_000_000L); // unsigned
        try (KernelRescue rescue = open()) {
            AuditStatus status = rescue.status();
            assertThat(status.backlogLimit()).isEqualTo(64);
            assertThat(status.lost()).isEqualTo(3_000_000_000L);
            assertThat(status.mask()).isZero();

            rescue.set(AuditStatus.builder().enabled(AuditEnabled.ON).backlogLimit(500).build());
            assertThat(kernel.state().enabled()).isOne();
            assertThat(kernel.state().backlogLimit()).isEqualTo(500);
            assertThat(rescue.status().backlogLimit()).isEqualTo(500);
        }
    }

    @Test
    void anOldKernelsShortStatusIsRead() throws Exception {
        kernel.state().statusLength(32);
        try (KernelRescue rescue = open()) {
            AuditStatus status = rescue.status();
            assertThat(status.backlogLimit()).isEqualTo(64);
            assertThat(status.has(AuditStatusField.BACKLOG_WAIT_TIME)).isFalse();
        }
    }

    @Test
    void aRefusalNamesRequestAndErrno() throws Exception {
        kernel.on(AuditMessageType.SET).error(NetlinkErrno.EPERM);
        try (KernelRescue rescue = open()) {
            assertThatExceptionOfType(KernelRefusalException.class)
                    .isThrownBy(() -> rescue.set(AuditStatus.builder().pid(0).build()))
                    .withMessageContaining("SET failed with EPERM");
        }
    }

    @Test
    void answersOfEarlierRequestsAreNotTaken() throws Exception {
        kernel.on(AuditMessageType.GET).times(1).twice();
        try (KernelRescue rescue = open()) {
            assertThat(rescue.status().enabled()).isEqualTo(AuditEnabled.OFF);
            kernel.state().enabled(1);
            assertThat(rescue.status().enabled()).isEqualTo(AuditEnabled.ON);
        }
    }

    @Test
    void aKernelThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
        kernel.on(AuditMessageType.GET).silent();
        long start = System.nanoTime();
        try (KernelRescue rescue = open()) {
            assertThatExceptionOfType(KernelLinkException.class).isThrownBy(rescue::status)
                    .withMessageContaining("did not answer");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(900),
                Duration.ofSeconds(5));
    }

    @Test
    void descriptorsAreClosed() throws Exception {
        open().close();
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            try (KernelRescue rescue = open()) {
                rescue.status();
            }
        }
        await().until(() -> descriptors() <= before + 5);
    }

    private static long descriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
