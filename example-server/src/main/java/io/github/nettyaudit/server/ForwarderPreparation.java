package io.github.nettyaudit.server;

import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.transport.AuditNetlinkChannel;

/**
 * Loads beside the configuration what every forwarder needs, and what takes the most time at its start. What fails here
 * fails again where it is needed, and is reported there.
 */
final class ForwarderPreparation {
    private ForwarderPreparation() {
    }

    /** Starts to load, and returns at once. */
    static void start() {
        start("audit-start-socket", AuditNetlinkChannel::unavailabilityCause);
        start("audit-start-sinks", () -> {
            NormalizationTable.builtIn();
            EventSinks.installed();
        });
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((one, failure) -> { });
        thread.start();
    }
}
