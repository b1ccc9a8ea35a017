package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.daemon.internal.lease.SettingsLease.Restoration;
import io.github.nettyaudit.daemon.internal.lease.StateFile;
import io.github.nettyaudit.daemon.internal.rescue.ClientLink;
import io.github.nettyaudit.daemon.internal.rescue.KernelLink;
import io.github.nettyaudit.daemon.internal.rescue.KernelLinkException;
import io.github.nettyaudit.daemon.internal.rescue.KernelRefusalException;
import io.github.nettyaudit.daemon.internal.rescue.KernelRescue;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Restores the kernel and closes both channels, in this order: auditing off, if we had turned it on, so that the kernel
 * makes no more records and the last ones are read; the other settings; the registration, while the data channel is
 * still read, so that a full socket cannot stop us; the channels. Restoring comes before the end of the registration
 * because the registration keeps other daemons out until then.
 *
 * <p>Requests go through the control channel; if that or its event loop has ended, through a socket of its own. Used
 * once, on one thread; blocks for a bounded time.
 */
public final class KernelUndo {
    /** What the way around the event loops may take beyond the deadline. */
    public static final Duration RESCUE_TIME = Duration.ofSeconds(2);

    private static final int RESCUES = 3;
    private static final long RESCUE_PAUSE_MILLIS = 100;
    private static final long QUIET_MILLIS = 30;
    /** So many records within so many looks mean that the kernel's queue may be full. */
    private static final int FAST_RECORDS = 10;
    private static final int FAST_LOOKS = 4;
    private static final long LAST_QUESTION_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Session session;
    private final long deadlineNanos;
    private final List<LeasedSetting> restored = new ArrayList<>();
    private final List<LeasedSetting> left = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** @param deadlineNanos when to stop waiting ({@link System#nanoTime()}) */
    public KernelUndo(Session session, long deadlineNanos) {
        this.session = session;
        this.deadlineNanos = deadlineNanos;
    }

    /** Undoes everything that the session has done. */
    public Undone run() throws InterruptedException {
        DataChannel data = session.data();
        if (data != null && (data.isRegistered() || !session.lease().leased().isEmpty())) {
            leaveKernel();
        } else if (data != null && session.mayAsk()) {
            askOnceMore();
        }
        closeData();
        close(session.client().channel());
        return new Undone(List.copyOf(restored), List.copyOf(left), List.copyOf(problems));
    }

    /** Closes the channels and leaves the registration and the settings to the next process. */
    public Undone handOver() throws InterruptedException {
        DataChannel data = session.data();
        if (data != null && data.isReading()) {
            data.channel().eventLoop().submit(() ->
                    data.channel().pipeline().get(AuditDaemonHandler.class).leaveRegistered()).await();
        }
        left.addAll(session.lease().leased());
        closeData();
        close(session.client().channel());
        return new Undone(List.copyOf(restored), List.copyOf(left), List.copyOf(problems));
    }

    /** Only for the kernel's counters, which may have risen since the last look. */
    private void askOnceMore() throws InterruptedException {
        long deadline = Math.min(deadlineNanos, System.nanoTime() + LAST_QUESTION_NANOS);
        try {
            session.statusReceived(new ClientLink(session.client(), deadline).status());
        } catch (KernelLinkException | KernelRefusalException e) {
            // then the counters stay as they were
        }
    }

    private void leaveKernel() throws InterruptedException {
        try {
            ClientLink link = new ClientLink(session.client(), deadlineNanos);
            if (session.lease().turnsAuditingOff() && !session.mayAsk() && recordsComeFast()) {
                turnOffFirst(link);
            }
            int daemon = restore(link);
            if (!closeData() && daemon == session.pid()) { // otherwise the channel's own handler has done that
                unregister(link);
            }
            return;
        } catch (KernelLinkException | OutOfMemoryError ended) {
            // the other way
        } catch (KernelRefusalException e) {
            problems.add(String.valueOf(e.getMessage()));
            return;
        }
        String reason = "";
        long end = Math.max(deadlineNanos, System.nanoTime()) + RESCUE_TIME.toNanos();
        for (int attempt = 0; attempt < RESCUES; attempt++) {
            try (KernelRescue rescue = KernelRescue.open(session.endpoint().protocol(),
                    session.endpoint().kernel().portId(), end)) {
                if (restore(rescue) == session.pid()) {
                    unregister(rescue);
                }
                awaitQuiet();
                return;
            } catch (KernelLinkException | KernelRefusalException | OutOfMemoryError e) {
                reason = String.valueOf(e.getMessage());
                Thread.sleep(RESCUE_PAUSE_MILLIS); // memory may be free again then
            }
        }
        problems.add("the kernel could not be left as it was found (" + changed() + "): " + reason);
    }

    private boolean recordsComeFast() throws InterruptedException {
        DataChannel data = session.data();
        if (data == null) {
            return false;
        }
        long before = data.records();
        for (int look = 0; look < FAST_LOOKS; look++) {
            Thread.sleep(QUIET_MILLIS);
            if (data.records() - before >= FAST_RECORDS) {
                return true;
            }
        }
        return false;
    }

    /**
     * Turns auditing off without asking for the status before, because the kernel must not be asked while it is
     * congested. Records come to this channel, so auditing is on and this process is the daemon. If the kernel is locked
     * it refuses, and what follows finds out.
     */
    private void turnOffFirst(KernelLink link) throws KernelLinkException, InterruptedException {
        AuditStatus presumed = AuditStatus.builder().enabled(AuditEnabled.ON).mask(0).build();
        Restoration restoration = session.lease().restoration(presumed, setting -> setting == AuditSetting.ENABLED);
        if (restoration.changes() == null) {
            return;
        }
        try {
            link.set(restoration.changes());
        } catch (KernelRefusalException e) {
            return;
        }
        restored.addAll(restoration.restored());
        session.lease().giveUp(AuditSetting.ENABLED);
        awaitQuiet();
    }

    private String changed() {
        List<String> changes = session.lease().leased().stream().map(LeasedSetting::toString).toList();
        return changes.isEmpty() ? "this process may still be registered" : "changed: " + String.join(", ", changes);
    }

    /** Restores the settings; returns the process that the kernel considers the daemon. */
    private int restore(KernelLink link) throws KernelLinkException, KernelRefusalException, InterruptedException {
        AuditStatus status = link.status();
        session.statusReceived(status);
        if (status.pid() != 0 && status.pid() != session.pid()) {
            session.notices().accept("process " + status.pid() + " has become the audit daemon meanwhile; the kernel's"
                    + " settings are left to it");
            giveUpAll();
        } else if (status.enabled() == AuditEnabled.LOCKED) {
            leaveLocked();
        } else {
            if (restore(link, status, setting -> setting == AuditSetting.ENABLED)) {
                awaitQuiet();
            }
            restore(link, status, setting -> setting != AuditSetting.ENABLED);
        }
        updateFile();
        return status.pid();
    }

    private void leaveLocked() {
        List<LeasedSetting> leased = session.lease().leased();
        if (!leased.isEmpty()) {
            session.notices().accept("the audit configuration is locked until the next boot (enabled=2), so this stays"
                    + " changed: " + String.join(", ", leased.stream().map(LeasedSetting::toString).toList()));
            giveUpAll();
        }
    }

    private void giveUpAll() {
        left.addAll(session.lease().leased());
        session.lease().giveUpAll();
    }

    /** Returns whether auditing has been turned off. */
    private boolean restore(KernelLink link, AuditStatus status, Predicate<AuditSetting> which)
            throws KernelLinkException, InterruptedException {
        Restoration restoration = session.lease().restoration(status, which);
        restoration.changedByOthers().forEach(entry -> session.notices().accept(entry.setting() + " is left as it is,"
                + " because another program has changed it to " + entry.setting().in(status) + " (found "
                + entry.found() + ", set " + entry.set() + ')'));
        left.addAll(restoration.changedByOthers());
        AuditStatus changes = restoration.changes();
        if (changes == null) {
            return false;
        }
        boolean turnsOff = session.lease().turnsAuditingOff();
        try {
            link.set(changes);
        } catch (KernelRefusalException e) {
            problems.add("the kernel could not be left as it was found (changed: " + String.join(", ",
                    restoration.restored().stream().map(LeasedSetting::toString).toList()) + "): " + e.getMessage());
            return false;
        }
        restored.addAll(restoration.restored());
        restoration.restored().forEach(entry -> session.lease().giveUp(entry.setting()));
        return turnsOff;
    }

    private void unregister(KernelLink link) throws KernelLinkException, InterruptedException {
        try {
            link.set(AuditStatus.builder().pid(0).build());
        } catch (KernelRefusalException e) {
            problems.add("the registration as the audit daemon could not be ended: " + e.getMessage());
        }
    }

    /** A setting that could not be restored stays in the file, so that the next daemon tries again. */
    private void updateFile() {
        StateFile file = session.stateFile();
        if (file != null) {
            file.writeIfOwned(session.lease().leased());
        }
    }

    /** Waits until the kernel has sent what it had made; it makes nothing more. */
    private void awaitQuiet() throws InterruptedException {
        DataChannel data = session.data();
        long last = -1;
        while (data != null && data.isReading() && System.nanoTime() < deadlineNanos) {
            long now = data.channel().counters().datagrams();
            boolean calm = switch (session.kauditd().read()) {
                case BUSY -> false;
                case IDLE, ASLEEP, UNKNOWN -> true;
            };
            if (calm && now == last) {
                return;
            }
            last = now;
            Thread.sleep(QUIET_MILLIS);
        }
    }

    /** Returns whether the data channel has closed in good order and the kernel knows that. */
    private boolean closeData() throws InterruptedException {
        DataChannel data = session.data();
        if (data == null) {
            return true;
        }
        boolean reading = data.isReading();
        close(data.channel());
        return reading && !data.channel().isOpen() && !data.isRegistered();
    }

    /** A channel on an event loop that has ended cannot be closed; its socket stays open until the process ends. */
    private void close(Channel channel) throws InterruptedException {
        if (channel.isOpen() && !channel.eventLoop().isShuttingDown()) {
            long patience = Math.max(TimeUnit.MILLISECONDS.toNanos(500), deadlineNanos - System.nanoTime());
            channel.close().await(patience, TimeUnit.NANOSECONDS);
        }
    }
}
