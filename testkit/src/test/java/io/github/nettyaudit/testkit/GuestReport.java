package io.github.nettyaudit.testkit;

import io.netty.util.concurrent.Future;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the checks of a guest one after the other and prints how each ended, {@code ok} or {@code FAILED}. No test
 * framework: on an emulated processor the start of one would take longer than the checks.
 */
final class GuestReport {
    /** An emulated processor is some thirty times slower than the host's, and the host may have other work. */
    private static final int PATIENCE_SECONDS = 180;
    private static final int POLL_MILLIS = 20;

    private final PrintStream output;
    private int passed;
    private int failed;

    GuestReport(PrintStream output) {
        this.output = output;
    }

    /** A check: returns what is worth knowing besides, or throws. */
    interface Check {
        String run() throws Exception;
    }

    /** Runs the check; one that fails does not keep the next from being run. */
    void check(String what, Check check) {
        try {
            String remark = check.run();
            passed++;
            output.println("ok      " + what + (remark.isEmpty() ? "" : ": " + remark));
        } catch (Exception | AssertionError failure) {
            failed++;
            output.println("FAILED  " + what + ": " + failure);
        }
    }

    /** Prints the line that the script looks for. @return whether all passed */
    boolean end() {
        output.println("guest: " + passed + " ok, " + failed + " FAILED");
        return failed == 0;
    }

    static void expect(boolean condition, Object whatIs) {
        if (!condition) {
            throw new AssertionError(whatIs);
        }
    }

    static void expectEqual(Object expected, Object is) {
        expect(expected.equals(is), is + " (expected: " + expected + ')');
    }

    /** The future's value; throws its failure. */
    static <T> T get(Future<T> future) throws Exception {
        await(future);
        if (future.cause() instanceof Exception failure) {
            throw failure;
        }
        return future.getNow();
    }

    /** Waits until the future has ended, no matter how. */
    static void await(Future<?> future) throws InterruptedException {
        expect(future.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "no answer in " + PATIENCE_SECONDS + " s");
    }

    /** Waits until the condition holds. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            expect(System.nanoTime() < end, "not in " + PATIENCE_SECONDS + " s: " + what);
            Thread.sleep(POLL_MILLIS);
        }
    }
}
