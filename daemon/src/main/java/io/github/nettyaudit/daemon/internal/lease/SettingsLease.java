package io.github.nettyaudit.daemon.internal.lease;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusBuilder;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The settings that one daemon has changed, and the values that were found. Decides only: it sends no request.
 *
 * <p>Thread-safe.
 */
public final class SettingsLease {
    /** Concurrent, so that {@link #size} needs no lock. */
    private final Map<AuditSetting, LeasedSetting> leased = new ConcurrentSkipListMap<>();
    private final Map<AuditSetting, Long> changes = new EnumMap<>(AuditSetting.class);

    private SettingsLease() {
    }

    /** A lease of nothing. */
    public static SettingsLease none() {
        return new SettingsLease();
    }

    /**
     * Plans the changes. A value that an earlier process had set and did not restore counts as found only if another
     * program has changed it since; otherwise the value that the earlier process had found does. What is not wanted any more
     * is as it was found at once, but for auditing, which is turned off at close only.
     *
     * @param now    the kernel's status
     * @param wanted the wanted values; settings that are absent are to be as found
     * @param saved  what an earlier process of this boot had changed and not restored
     */
    public static SettingsLease plan(AuditStatus now, Map<AuditSetting, Long> wanted, Collection<LeasedSetting> saved) {
        SettingsLease lease = new SettingsLease();
        Map<AuditSetting, LeasedSetting> earlier = new EnumMap<>(AuditSetting.class);
        saved.forEach(entry -> earlier.put(entry.setting(), entry));
        for (AuditSetting setting : AuditSetting.values()) {
            long present = setting.in(now);
            LeasedSetting entry = earlier.get(setting);
            long found = entry != null && entry.set() == present ? entry.found() : present;
            long value = setting == AuditSetting.ENABLED ? enabled(present, found, wanted.get(setting))
                    : wanted.getOrDefault(setting, found);
            if (value != found) {
                lease.leased.put(setting, new LeasedSetting(setting, found, value));
            }
            if (value != present) {
                lease.changes.put(setting, value);
            }
        }
        return lease;
    }

    /** What is on, or locked, stays so: a start does not turn auditing off, also if that was on by an earlier process only. */
    private static long enabled(long present, long found, @Nullable Long wanted) {
        return found != AuditEnabled.OFF.value() ? found : wanted == null ? present : wanted;
    }

    /** The change that carries out the plan, of the settings that the predicate accepts; {@code null} if none. */
    public synchronized @Nullable AuditStatus changes(Predicate<AuditSetting> which) {
        return status(changes, which);
    }

    /** What has been changed and not been given up, in the order of the kernel's fields. */
    public synchronized List<LeasedSetting> leased() {
        return List.copyOf(leased.values());
    }

    /** How many settings have been changed and not been given up. */
    public int size() {
        return leased.size();
    }

    /** Whether {@link #restoration} would turn auditing off, after which the kernel makes no more records. */
    public synchronized boolean turnsAuditingOff() {
        LeasedSetting enabled = leased.get(AuditSetting.ENABLED);
        return enabled != null && enabled.found() == AuditEnabled.OFF.value();
    }

    /** Leaves a setting as it is from now on: another program has changed it, or is to keep it. */
    public synchronized void giveUp(AuditSetting setting) {
        leased.remove(setting);
    }

    /** Leaves everything as it is. */
    public synchronized void giveUpAll() {
        leased.clear();
    }

    /**
     * What is to be restored. Settings that other programs have changed are given up.
     *
     * @param now   the kernel's status
     * @param which the settings in question
     */
    public synchronized Restoration restoration(AuditStatus now, Predicate<AuditSetting> which) {
        Map<AuditSetting, Long> values = new EnumMap<>(AuditSetting.class);
        List<LeasedSetting> restored = new ArrayList<>();
        List<LeasedSetting> changedByOthers = new ArrayList<>();
        for (LeasedSetting entry : List.copyOf(leased.values())) {
            if (!which.test(entry.setting())) {
                continue;
            }
            if (entry.setting().in(now) == entry.set()) {
                values.put(entry.setting(), entry.found());
                restored.add(entry);
            } else {
                leased.remove(entry.setting());
                if (entry.setting().in(now) != entry.found()) {
                    changedByOthers.add(entry);
                }
            }
        }
        return new Restoration(status(values, which), restored, changedByOthers);
    }

    private static @Nullable AuditStatus status(Map<AuditSetting, Long> values, Predicate<AuditSetting> which) {
        AuditStatusBuilder builder = AuditStatus.builder();
        boolean empty = true;
        for (Map.Entry<AuditSetting, Long> value : values.entrySet()) {
            if (which.test(value.getKey())) {
                builder.set(value.getKey().field(), value.getValue());
                empty = false;
            }
        }
        return empty ? null : builder.build();
    }

    /**
     * What a close has to do.
     *
     * @param changes         the change to send; {@code null} if there is none
     * @param restored        the settings that it restores
     * @param changedByOthers settings that are left alone, because another program has changed them
     */
    public record Restoration(@Nullable AuditStatus changes, List<LeasedSetting> restored,
                              List<LeasedSetting> changedByOthers) {
    }
}
