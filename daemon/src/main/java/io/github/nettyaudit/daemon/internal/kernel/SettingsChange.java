package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.daemon.internal.lease.SettingsLease;
import io.github.nettyaudit.daemon.internal.lease.StateFile;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes the settings that the options name, after the registration and before any record is made: first the limits,
 * then {@code enabled}. What is found is recorded before it is changed.
 */
public final class SettingsChange {
    /** Waits for an answer. */
    public interface Waiter {
        /** The answer. */
        <T> T get(Future<T> future) throws Exception;
    }

    private final Session session;
    private final Map<AuditSetting, Long> wanted;
    private final @Nullable StateFile file;
    private final Waiter waiter;

    /**
     * @param directory where the state file is kept; {@code null} for nowhere
     * @param fileName  its name
     */
    public SettingsChange(Session session, Map<AuditSetting, Long> wanted, @Nullable Path directory, String fileName,
                          Waiter waiter) {
        this.session = session;
        this.wanted = wanted;
        this.waiter = waiter;
        file = directory == null ? null : new StateFile(directory, fileName, session.notices());
    }

    /** Makes the changes; if it fails, the session's lease says what may have been changed. */
    public void carryOut(AuditStatus found) throws Exception {
        if (found.enabled() == AuditEnabled.LOCKED) {
            sayWhatIsNotChanged(found);
            return;
        }
        List<LeasedSetting> saved = file == null ? List.of() : file.read();
        SettingsLease lease = SettingsLease.plan(found, wanted, saved);
        if (file != null) {
            file.write(lease.leased());
        }
        session.leased(lease, file);
        send(lease, setting -> setting != AuditSetting.ENABLED);
        send(lease, setting -> setting == AuditSetting.ENABLED);
        say(lease, saved, found);
    }

    private void send(SettingsLease lease, Predicate<AuditSetting> which) throws Exception {
        AuditStatus changes = lease.changes(which);
        if (changes != null) {
            waiter.get(session.client().set(changes));
        }
    }

    private void say(SettingsLease lease, List<LeasedSetting> saved, AuditStatus found) {
        if (!saved.isEmpty()) {
            Set<AuditSetting> kept = lease.leased().stream().map(LeasedSetting::setting).collect(Collectors.toSet());
            List<LeasedSetting> atOnce = saved.stream().filter(entry -> entry.setting().in(found) == entry.set()
                    && !kept.contains(entry.setting())).toList();
            session.notices().accept("an earlier process ended without restoring what it had changed in the kernel ("
                    + words(saved) + "); the values that it found are restored at close" + (atOnce.isEmpty() ? ""
                    : ", and these now, because they are not to be changed any more: " + words(atOnce)));
        }
        if (!lease.leased().isEmpty()) {
            session.notices().accept("changed " + words(lease.leased()) + "; restored at close");
        }
    }

    private void sayWhatIsNotChanged(AuditStatus found) {
        String left = wanted.entrySet().stream()
                .filter(entry -> entry.getKey() != AuditSetting.ENABLED && entry.getKey().in(found) != entry.getValue())
                .map(entry -> entry.getKey() + " " + entry.getKey().in(found) + " -> " + entry.getValue())
                .collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            session.notices().accept("the audit configuration is locked (enabled=2), so this is left as it is: " + left);
        }
    }

    private static String words(List<LeasedSetting> settings) {
        return settings.stream().map(LeasedSetting::toString).collect(Collectors.joining(", "));
    }
}
