package io.github.nettyaudit.server.web;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a door has counted. They go on when the door is opened again with other options. Thread-safe. */
public final class WebCounters {
    private final LongAdder requests = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    /**
     * Returns the number of open connections.
     *
     * @return a number
     */
    public int connections() {
        return connections.get();
    }

    /**
     * Returns the number of open streams.
     *
     * @return a number
     */
    public int streams() {
        return streams.get();
    }

    /**
     * Returns the number of requests that were answered, refusals included.
     *
     * @return a number
     */
    public long requests() {
        return requests.sum();
    }

    /**
     * Returns the number of connections that were refused, and of answers with a status of 400 or more.
     *
     * @return a number
     */
    public long refusals() {
        return refusals.sum();
    }

    /**
     * Returns the number of requests that failed in this server, or that it did not answer in time.
     *
     * @return a number
     */
    public long failures() {
        return failures.sum();
    }

    void addConnections(int change) {
        connections.addAndGet(change);
    }

    void addStreams(int change) {
        streams.addAndGet(change);
    }

    void answered(int status) {
        requests.increment();
        if (status >= 400) {
            refusals.increment();
        }
    }

    void refused() {
        refusals.increment();
    }

    void failed() {
        failures.increment();
    }
}
