package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;

/** Rules could not be loaded, because the audit configuration is locked until the next boot ({@code enabled=2}). */
public final class RulesLockedException extends ServerException {
    /** What is so, in words for the operator. */
    public static final String LOCKED = "the audit configuration is locked (-e 2) until the next boot";
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param plan how the rules that are loaded differ from those that were to be loaded
     */
    public RulesLockedException(String plan) {
        super(ExitCode.KERNEL_REFUSES, LOCKED + ": nothing was changed (" + plan + ')');
    }

    /**
     * Returns whether this is why rules could not be loaded.
     *
     * @param failure what a {@link RuleLoader} has reported
     * @return whether it is such an exception, or has one as its cause
     */
    public static boolean isCauseOf(ServerException failure) {
        return failure instanceof RulesLockedException || failure.getCause() instanceof RulesLockedException;
    }
}
