package io.github.nettyaudit.server;

import io.github.nettyaudit.server.exit.ExitCode;
import java.time.Duration;

/** A run of the program that lasts until something ends it. */
interface EndableRun {
    /** Ends the run; the first reason is the one reported. May be called by any thread, also before the run begins. */
    void end(ExitCode code, String reason);

    /** The longest time that {@link #run} takes after {@link #end}. */
    Duration longestEnd();

    /** Runs until {@link #end}; blocks. Problems have been reported to the operator when it returns. */
    ExitCode run() throws InterruptedException;
}
