package io.github.nettyaudit.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** How a live test gets the kernel: or is skipped with a reason, or, where live tests are required, fails. */
final class LiveTests {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private LiveTests() {
    }

    static LiveKernel takeKernel() throws IOException {
        LiveKernel.whyUnavailable().ifPresent(LiveTests::skip);
        long start = System.nanoTime();
        LiveKernel kernel = LiveKernel.take(PATIENCE);
        long waited = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        if (waited > 1) {
            System.out.println("Waited " + waited + " s for others who had " + KernelAuditLock.PATH);
        }
        return kernel;
    }

    static void skip(String reason) {
        if (LiveKernel.isRequired()) {
            fail(LiveKernel.ENVIRONMENT + "=require, but " + reason);
        }
        System.out.println("SKIPPED a live test: " + reason);
        Assumptions.abort(reason);
    }
}
