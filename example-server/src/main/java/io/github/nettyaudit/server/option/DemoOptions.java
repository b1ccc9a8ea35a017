package io.github.nettyaudit.server.option;

import picocli.CommandLine.Option;

/** What the command line says about the made-up source. */
public final class DemoOptions {
    @Option(names = "--demo-rate", paramLabel = "N", order = 31, defaultValue = "10",
            description = "Records a second. Default: 10")
    int rate;

    @Option(names = "--demo-count", paramLabel = "N", order = 32, defaultValue = "0",
            description = "End after so many records; 0 = never. Default: 0")
    long count;

    /** Records a second. */
    public int rate() {
        return rate;
    }

    /** Records until the server ends; 0 = it does not. */
    public long count() {
        return count;
    }
}
