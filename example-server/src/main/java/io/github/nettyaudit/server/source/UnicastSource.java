package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.KernelOptions;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.github.nettyaudit.server.stream.StreamHandler;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkCounters;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The kernel sends each record to us alone: this process is its audit daemon. */
final class UnicastSource implements RecordSource {
    /** How long no record may come for the kernel's queue to be taken as empty. */
    private static final long QUIET_MILLIS = 30;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final String name;
    private final KernelChannels channels;
    private final AuditClient control;
    private final KernelSettings settings;
    private final int pid;
    private final Channel data;
    private final AuditNetlinkCounters counters;
    private boolean stopped;

    private UnicastSource(String name, KernelChannels channels, AuditClient control, KernelSettings settings, int pid,
                          Channel data) {
        this.name = name;
        this.pid = pid;
        this.channels = channels;
        this.control = control;
        this.settings = settings;
        this.data = data;
        counters = ((AuditNetlinkChannel) data).counters();
    }

    /**
     * Sets what the options want, registers and turns auditing on. If any of it fails, what was done is undone, but
     * {@code channels} stay open.
     *
     * @param found the kernel's state as it is now
     */
    static UnicastSource open(String name, KernelEndpoint endpoint, KernelChannels channels, AuditClient control,
                              AuditStatus found, KernelOptions options, StreamHandler handler,
                              StreamCounters streamCounters, OperatorLog notices)
            throws ServerException, InterruptedException {
        KernelSettings settings = new KernelSettings(control, found, notices);
        Channel data = null;
        try {
            settings.applyLimits(options);
            AuditDaemonHandler daemon = AuditDaemonHandler.builder(control).pid(endpoint.pid())
                    .registerAgain(options.reregister()).closeTimeout(LONGEST_CLOSE)
                    .calm(calm(streamCounters)).build();
            data = channels.openData(options.receiveBuffer(), 0, daemon, handler);
            KernelReplies.await(daemon.registered());
            settings.enable(options);
            return new UnicastSource(name, channels, control, settings, endpoint.pid(), data);
        } catch (ServerException | RuntimeException e) {
            if (data != null) {
                data.close().await(LONGEST_CLOSE.toMillis() + 1000, TimeUnit.MILLISECONDS);
            }
            settings.restoreEnabled();
            settings.restoreLimits();
            throw e;
        }
    }

    private static BooleanSupplier calm(StreamCounters counters) {
        CongestionGuard watch = new CongestionGuard(true, System.nanoTime());
        return () -> watch.isCalm(counters.records(), counters.socketDrops(), System.nanoTime());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EventLoop loop() {
        return channels.dataLoop();
    }

    @Override
    public AuditNetlinkCounters counters() {
        return counters;
    }

    @Override
    public AuditClient control() {
        return control;
    }

    @Override
    public boolean isDaemon() {
        return true;
    }

    /**
     * Auditing goes off first, if we turned it on: the kernel then makes no more records, and its queue comes to us
     * rather than into the kernel's log. Then we stop being the daemon, and read until nothing comes; that is the
     * daemon handler's part of closing the channel. Where somebody else has become the daemon, nothing is put back.
     */
    @Override
    public boolean stop(Duration patience) throws InterruptedException {
        stopped = true;
        if (settings.areSomebodyElses(pid)) {
            closeData();
            return true;
        }
        boolean asFound = settings.restoreEnabled();
        if (settings.turnsOff() && asFound) {
            awaitQuiet(patience);
        }
        closeData();
        return settings.restoreLimits() && asFound;
    }

    private void closeData() throws InterruptedException {
        data.close().await(LONGEST_CLOSE.toMillis() + 1000, TimeUnit.MILLISECONDS);
    }

    private void awaitQuiet(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        CongestionGuard watch = new CongestionGuard(true, System.nanoTime());
        long last = -1;
        while (System.nanoTime() < end) {
            long now = counters.datagrams();
            boolean calm = watch.isCalm(now, counters.socketDrops(), System.nanoTime());
            if (calm && now == last) {
                return;
            }
            last = now;
            Thread.sleep(QUIET_MILLIS);
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (!stopped) {
            stop(LONGEST_CLOSE); // something has failed before it came to that
        }
        channels.close();
    }
}
