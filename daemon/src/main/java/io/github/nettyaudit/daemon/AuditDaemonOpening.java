package io.github.nettyaudit.daemon;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.daemon.internal.kernel.DataChannel;
import io.github.nettyaudit.daemon.internal.kernel.KernelChannels;
import io.github.nettyaudit.daemon.internal.kernel.KernelUndo;
import io.github.nettyaudit.daemon.internal.kernel.LoopPair;
import io.github.nettyaudit.daemon.internal.kernel.NetworkNamespace;
import io.github.nettyaudit.daemon.internal.kernel.OpenTimeout;
import io.github.nettyaudit.daemon.internal.kernel.Session;
import io.github.nettyaudit.daemon.internal.kernel.SettingsChange;
import io.github.nettyaudit.daemon.internal.rescue.KernelRescue;
import io.github.nettyaudit.daemon.internal.takeover.ReceiveFiles;
import io.github.nettyaudit.daemon.internal.takeover.TakeOver;
import io.github.nettyaudit.daemon.source.CongestionGuard;
import io.github.nettyaudit.daemon.source.KauditdState;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens an {@link AuditDaemon}: once, on a thread of its own. If it fails, everything is undone. */
final class AuditDaemonOpening {
    /** How long the data channel's handler may put off its close; less than the close of the daemon. */
    private static final Duration LONGEST_DEPARTURE = Duration.ofSeconds(3);

    private final EventLoopGroup group;
    private final AuditDaemonOptions options;
    private final ChannelHandler[] handlers;
    private final OpenTimeout timeout;
    private @Nullable TakeOver takeOver;

    AuditDaemonOpening(EventLoopGroup group, AuditDaemonOptions options, ChannelHandler[] handlers) {
        this.group = group;
        this.options = options;
        this.handlers = handlers;
        timeout = new OpenTimeout(options.openTimeout);
    }

    AuditDaemon open() throws Exception {
        AuditNetlinkException unavailable = AuditNetlinkChannel.unavailabilityCause();
        if (unavailable != null) {
            throw unavailable;
        }
        KernelRescue.prepare();
        ReceiveFiles files = options.receiveDirectory == null ? null
                : new ReceiveFiles(options.receiveDirectory, options.notices);
        try (TakeOver left = options.socketStore == null && files == null ? null
                : new TakeOver(options.endpoint, options.socketStore, files, options.notices)) {
            takeOver = left;
            AuditDaemon daemon = openChannels();
            if (files != null) {
                daemon.closed().addListener(closed -> files.close());
            }
            return daemon;
        }
    }

    private AuditDaemon openChannels() throws Exception {
        // the time to load the native libraries is not part of the open timeout
        timeout.begin();
        KernelChannels channels = new KernelChannels(options.endpoint, LoopPair.choose(group),
                options.channelInitializer, timeout);
        KauditdState kauditd = options.endpoint.isLive() ? new KauditdState(Path.of("/proc")) : KauditdState.unknown();
        Session session = new Session(options.endpoint, channels.openControl(), kauditd, options.notices);
        try {
            return switch (options.mode) {
                case DAEMON -> daemon(channels, session, "as asked for");
                case MULTICAST -> multicast(channels, session, statusIfAllowed(session.client()), "as asked for");
                case AUTO -> automatic(channels, session);
            };
        } catch (Throwable e) {
            undo(session, e);
            throw e;
        }
    }

    private void undo(Session session, Throwable cause) throws InterruptedException {
        long deadline = System.nanoTime() + options.closeTimeout.toNanos();
        for (String problem : new KernelUndo(session, deadline).run().problems()) {
            options.notices.accept(problem);
            cause.addSuppressed(new IllegalStateException(problem));
        }
    }

    private AuditDaemon automatic(KernelChannels channels, Session session) throws Exception {
        AuditStatus status;
        try {
            status = get(session.client().status());
        } catch (AuditErrnoException refusal) {
            return multicastRatherThanFail(channels, session, refusal);
        }
        if (takeOver != null && takeOver.isOf(status.pid())) {
            return daemon(channels, session, "process " + status.pid() + ", which was the audit daemon, has ended");
        }
        if (status.pid() != 0 && ProcessHandle.of(status.pid()).isPresent()) {
            return multicast(channels, session, status, process(status.pid()) + " is the audit daemon");
        }
        try {
            return daemon(channels, session, "no audit daemon is registered");
        } catch (AuditErrnoException refusal) {
            if (refusal.errno() != NetlinkErrno.EEXIST) {
                throw refusal;
            }
            return multicast(channels, session, get(session.client().status()), refusal.otherDaemon() == 0
                    ? "another audit daemon is registered" : process(refusal.otherDaemon()) + " is the audit daemon");
        }
    }

    /** A process that may not control may be allowed to read; if not, the first refusal says more. */
    private AuditDaemon multicastRatherThanFail(KernelChannels channels, Session session, AuditErrnoException refusal)
            throws Exception {
        try {
            return multicast(channels, session, null, "this process may only read: " + refusal.getMessage());
        } catch (AuditNetlinkException e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    /** Registers before anything is changed: the registration keeps other daemons away from the settings. */
    private AuditDaemon daemon(KernelChannels channels, Session session, String reason) throws Exception {
        AuditDaemon daemon = new AuditDaemon(options, session, AuditDaemonMode.DAEMON, reason);
        Duration departure = options.closeTimeout.compareTo(LONGEST_DEPARTURE) < 0 ? options.closeTimeout
                : LONGEST_DEPARTURE;
        DataChannel data = channels.openDaemon(AuditDaemonHandler.builder(session.client())
                .registerAgain(options.registerAgain).checkInterval(options.checkInterval).closeTimeout(departure)
                .calm(daemon::isCalm).withUnregistrationFallback(), options.data, takeOver, handlers);
        session.opened(data);
        AuditStatus found = get(session.client().status());
        new SettingsChange(session, options.settings, options.stateDirectory, options.stateFileName(),
                this::get).carryOut(found);
        if (found.enabled() == AuditEnabled.LOCKED) {
            options.notices.accept("the audit configuration is locked until the next boot (enabled=2): records are"
                    + " received, and no setting can be changed");
        }
        daemon.opened(data, guard(session, data, true), get(session.client().status()));
        daemon.stored(takeOver != null && takeOver.isStored());
        return daemon;
    }

    private AuditDaemon multicast(KernelChannels channels, Session session, @Nullable AuditStatus status,
                                  String reason) throws Exception {
        AuditDaemon daemon = new AuditDaemon(options, session, AuditDaemonMode.MULTICAST, reason);
        DataChannel data = channels.openMulticast(options.data, takeOver, handlers);
        session.opened(data);
        if (options.endpoint.isLive() && NetworkNamespace.isKnownToBeForeign()) {
            options.notices.accept("this process is not in the initial network namespace, and the kernel sends copies of"
                    + " records only there, so none will be received: run it there (nsenter -t 1 -n, --network=host of a"
                    + " container, hostNetwork of a pod)");
        }
        if (status != null && status.enabled() == AuditEnabled.OFF) {
            options.notices.accept("auditing is off (enabled=0), and a member of the multicast group does not turn it"
                    + " on: hardly any record will be received");
        }
        daemon.opened(data, guard(session, data, false), status);
        return daemon;
    }

    private static CongestionGuard guard(Session session, DataChannel data, boolean ownsQueue) {
        return new CongestionGuard(session.kauditd(), ownsQueue, data::records,
                data.channel().counters()::socketDrops);
    }

    private @Nullable AuditStatus statusIfAllowed(AuditClient client) throws Exception {
        try {
            return get(client.status());
        } catch (AuditErrnoException refusal) {
            options.notices.accept("the kernel's status is not known: " + refusal.getMessage());
            return null;
        }
    }

    private <T> T get(Future<T> answer) throws Exception {
        return timeout.get(answer, "the last request");
    }

    private static String process(int pid) {
        return "process " + pid + ProcessHandle.of(pid).flatMap(process -> process.info().command())
                .map(command -> " (" + command + ')').orElse("");
    }
}
