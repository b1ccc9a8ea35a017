package io.github.nettyaudit.daemon.internal.lease;

import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The text of a {@link StateFile}:
 * <pre>
 * netty-audit state 1
 * boot e5735260-4c03-4746-8ac1-ac17f010b57d
 * owner 4711-2f6b9c01a8d37e55
 * enabled 0 1
 * backlog_limit 64 8192
 * end
 * </pre>
 * One line for each changed setting: its name, the value that was found, the value that was set.
 *
 * @param boot    the boot that it belongs to
 * @param owner   the daemon that wrote it: process id and a random number
 * @param entries the changed settings
 */
record SavedState(String boot, String owner, List<LeasedSetting> entries) {
    private static final String HEADER = "netty-audit state 1";
    private static final String END = "end";
    private static final long MOST_ENABLED = 1; // 2 locks the configuration; nobody restores that

    String format() {
        StringBuilder text = new StringBuilder(HEADER).append("\nboot ").append(boot).append("\nowner ").append(owner)
                .append('\n');
        for (LeasedSetting entry : entries) {
            text.append(entry.setting()).append(' ').append(entry.found()).append(' ').append(entry.set())
                    .append('\n');
        }
        return text.append(END).append('\n').toString();
    }

    /** @throws IllegalArgumentException if the text is not what {@link #format} makes; the message says why */
    static SavedState parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 4 || !lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException("it does not begin with \"" + HEADER + '"');
        }
        if (!lines.get(lines.size() - 1).equals(END) || !text.endsWith("\n")) {
            throw new IllegalArgumentException("it is cut off: its last line is not \"" + END + '"');
        }
        List<LeasedSetting> entries = new ArrayList<>();
        Set<AuditSetting> seen = EnumSet.noneOf(AuditSetting.class);
        for (String line : lines.subList(3, lines.size() - 1)) {
            LeasedSetting entry = entry(line);
            if (!seen.add(entry.setting())) {
                throw new IllegalArgumentException("it has two lines for " + entry.setting());
            }
            entries.add(entry);
        }
        return new SavedState(value("boot", lines.get(1)), value("owner", lines.get(2)), entries);
    }

    private static String value(String name, String line) {
        if (!line.matches(name + " [0-9A-Za-z-]{1,100}")) {
            throw new IllegalArgumentException("a line is not \"" + name + " VALUE\"");
        }
        return line.substring(name.length() + 1);
    }

    private static LeasedSetting entry(String line) {
        if (!line.matches("[a-z_]{1,40} [0-9]{1,10} [0-9]{1,10}")) {
            throw new IllegalArgumentException("a line is not \"SETTING FOUND SET\"");
        }
        String[] words = line.split(" ");
        AuditSetting setting = Arrays.stream(AuditSetting.values()).filter(known -> known.toString().equals(words[0]))
                .findFirst().orElseThrow(() -> new IllegalArgumentException("it names an unknown setting"));
        LeasedSetting entry = new LeasedSetting(setting, Long.parseLong(words[1]), Long.parseLong(words[2]));
        boolean mayBeRestored = switch (setting) {
            case ENABLED, FAILURE -> entry.found() <= MOST_ENABLED;
            default -> true;
        };
        if (!mayBeRestored) {
            throw new IllegalArgumentException("it would restore " + setting + " to " + entry.found());
        }
        return entry;
    }

    static SavedState of(String boot, String owner, Collection<LeasedSetting> entries) {
        return new SavedState(boot, owner, List.copyOf(entries));
    }
}
