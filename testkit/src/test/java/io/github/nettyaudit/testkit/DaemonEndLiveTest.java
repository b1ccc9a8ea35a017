package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However the channels of a daemon end, the real kernel is left as it was found. */
class DaemonEndLiveTest {
    private LiveKernel kernel;

    @WaitsForTheKernel
    @BeforeEach
    void take() throws IOException {
        kernel = LiveTests.takeKernel();
    }

    @AfterEach
    void restore() {
        if (kernel != null) {
            kernel.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theKernelIsLeftAsItWasFound(DaemonChannels.End end) throws InterruptedException {
        LiveKernelStatus found = kernel.status();
        assertThat(found.enabled()).isZero();
        DaemonChannels daemon = DaemonChannels.open();
        assertThat(kernel.status().pid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(kernel.status().enabled()).isOne();

        end.run(daemon);

        assertThat(kernel.status().pid()).isZero();
        assertThat(kernel.status().enabled()).isZero();
        assertThat(daemon.collector.kinds()).filteredOn(kind -> kind != Kind.CHECK_FAILED) // without control channel
                .containsExactly(Kind.REGISTERED, Kind.UNREGISTERED);
        assertThat(daemon.collector.errors).isEmpty();
    }
}
