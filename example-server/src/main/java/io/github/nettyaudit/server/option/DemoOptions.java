package io.github.nettyaudit.server.option;

import picocli.CommandLine.Option;

/** The options of the demo source. */
public final class DemoOptions {
    @Option(names = "--demo-rate", paramLabel = "N", order = 31, defaultValue = "10",
            description = "Records per second. Default: 10")
    int rate;

    @Option(names = "--demo-count", paramLabel = "N", order = 32, defaultValue = "0",
            description = "End the server after this number of records; 0 = never. The record about the end of the"
                + " registration comes in addition. Default: 0")
    long count;

    /**
     * Returns the number of records per second.
     *
     * @return a number, at least 1
     */
    public int rate() {
        return rate;
    }

    /**
     * Returns the number of records after which the server ends.
     *
     * @return a number; 0 if it does not end by itself
     */
    public long count() {
        return count;
    }
}
