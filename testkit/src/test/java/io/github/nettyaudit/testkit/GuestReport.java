package io.github.nettyaudit.testkit;

import io.netty.util.concurrent.Future;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Runs the checks of a guest one after the other and prints how each ended, {@code ok} or {@code FAILED}. No test
 * framework: on an emulated processor the start of one would take longer than the checks.
 */
public final class GuestReport {
    /** An emulated processor is some thirty times slower than the host's, and the host may have other work. */
    private static final int PATIENCE_SECONDS = 180;
    private static final int POLL_MILLIS = 20;

    private final PrintStream output;
    private int passed;
    private int failed;

    /** @param output gets a line for each check */
    public GuestReport(PrintStream output) {
        this.output = output;
    }

    /** A check: returns what is worth knowing besides, or throws. */
    public interface Check {
        /** @return a remark, may be empty */
        String run() throws Exception;
    }

    /** Runs the check; one that fails does not keep the next from being run. */
    public void check(String what, Check check) {
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
    public boolean end() {
        output.println("guest: " + passed + " ok, " + failed + " FAILED");
        return failed == 0;
    }

    /** Fails the check if the condition does not hold. */
    public static void expect(boolean condition, Object whatIs) {
        if (!condition) {
            throw new AssertionError(whatIs);
        }
    }

    /** Fails the check if the two are not equal. */
    public static void expectEqual(Object expected, Object is) {
        expect(expected.equals(is), is + " (expected: " + expected + ')');
    }

    /** The future's value; throws its failure. */
    public static <T> T get(Future<T> future) throws Exception {
        await(future);
        if (future.cause() instanceof Exception failure) {
            throw failure;
        }
        return future.getNow();
    }

    /** Waits until the future has ended, no matter how. */
    public static void await(Future<?> future) throws InterruptedException {
        expect(future.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "no answer in " + PATIENCE_SECONDS + " s");
    }

    /** Waits until the condition holds. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(() -> what, condition);
    }

    /** Waits until the condition holds; if it does not, the description is made then. */
    static void await(Supplier<String> what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                throw new AssertionError("not in " + PATIENCE_SECONDS + " s: " + what.get());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
