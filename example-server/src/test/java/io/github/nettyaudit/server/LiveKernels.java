package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.nettyaudit.testkit.LiveKernel;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;

/** The live kernel for tests that load rules. */
final class LiveKernels {
    private LiveKernels() {
    }

    /** Takes the kernel for a test; skips the test, or fails it if it is required, where that cannot be had. */
    static LiveKernel take() throws IOException {
        LiveKernel.whyUnavailable().ifPresent(reason -> {
            if (LiveKernel.isRequired()) {
                fail(LiveKernel.ENVIRONMENT + "=require, but " + reason);
            }
            System.out.println("SKIPPED a live test: " + reason);
            Assumptions.abort(reason);
        });
        LiveKernel kernel = LiveKernel.take(Duration.ofMinutes(15));
        assertThat(kernel.rules()).as("rules that are loaded already").isEmpty();
        return kernel;
    }
}
