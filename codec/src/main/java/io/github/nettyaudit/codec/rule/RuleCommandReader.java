package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditFailureMode;
import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusBuilder;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.rule.RuleLineReader.Next;
import java.util.List;
import java.util.Set;

/** Reads the options of a line that are not parts of a rule. */
final class RuleCommandReader {
    private static final Set<String> SIGNALS = Set.of("term", "stop", "hup", "reload", "usr1", "rotate", "usr2",
            "resume", "cont", "state");
    /** auditctl leaves the version of the struct open, and the kernel does not look at it. */
    private static final int UNSPECIFIED_VERSION = 0;

    private final RuleOptionReader options;
    private final RuleState rule;
    private final List<AuditRuleCommand> commands;

    /** @param commands gets the commands */
    RuleCommandReader(RuleOptionReader options, RuleState rule, List<AuditRuleCommand> commands) {
        this.options = options;
        this.rule = rule;
        this.commands = commands;
    }

    /** Reads one option. */
    Next read(RuleOption option) {
        switch (option.letter()) {
            case 'e' -> status(AuditStatus.builder().enabled(AuditEnabled.values()[zeroToTwo(option)]));
            case 'f' -> status(AuditStatus.builder().failureMode(AuditFailureMode.values()[zeroToTwo(option)]));
            case 'b' -> status(AuditStatus.builder().set(AuditStatusField.BACKLOG_LIMIT, number(option)));
            case 'r' -> status(AuditStatus.builder().set(AuditStatusField.RATE_LIMIT, number(option)));
            case RuleOption.BACKLOG_WAIT_TIME -> status(
                    AuditStatus.builder().set(AuditStatusField.BACKLOG_WAIT_TIME, number(option)));
            default -> {
                return lastCommand(option);
            }
        }
        return Next.MORE;
    }

    private void status(AuditStatusBuilder changes) {
        commands.add(new AuditRuleCommand.SetStatus(changes.build()));
    }

    private static int zeroToTwo(RuleOption option) {
        String value = option.text();
        if (value.length() != 1 || value.charAt(0) < '0' || value.charAt(0) > '2') {
            throw option.wrong("no such setting: " + value, option.letter() == 'e' ? "0 (off), 1 (on) or 2 (locked)"
                    : "0 (silent), 1 (printk) or 2 (panic)");
        }
        return value.charAt(0) - '0';
    }

    private long number(RuleOption option) {
        String value = option.text();
        CNumber number = CNumber.unsigned(value);
        if (!RuleText.startsWithDigit(value) || number.overflow()) {
            throw option.wrong(value + " is not a number", "a number from 0 to 4294967295");
        }
        long bits = number.value() & 0xFFFFFFFFL;
        if (!number.isWhole(value) || bits != number.value()) {
            rule.warnings.add(option.name() + ' ' + value + " is read as the number " + bits);
        }
        return bits;
    }

    private Next lastCommand(RuleOption option) {
        switch (option.letter()) {
            case 't' -> {
                return stop(new AuditRuleCommand.Trim());
            }
            case 'q' -> {
                return stop(equivalent(option));
            }
            case 'm' -> {
                return stop(message(option));
            }
            case RuleOption.RESET_WAIT_TIME -> {
                return stop(new AuditRuleCommand.ResetBacklogWaitTimeActual());
            }
            case RuleOption.RESET_LOST -> commands.add(new AuditRuleCommand.ResetLost());
            case RuleOption.LOGIN_UID_IMMUTABLE -> commands.add(new AuditRuleCommand.SetFeatures(new AuditFeatures(
                    UNSPECIFIED_VERSION, AuditFeatures.LOGIN_UID_IMMUTABLE, AuditFeatures.LOGIN_UID_IMMUTABLE,
                    AuditFeatures.LOGIN_UID_IMMUTABLE)));
            case 'i' -> commands.add(new AuditRuleCommand.IgnoreErrors(false));
            case 'c' -> commands.add(new AuditRuleCommand.IgnoreErrors(true));
            case 'D' -> commands.add(new AuditRuleCommand.DeleteAll(key(option)));
            case 'l' -> commands.add(listing(option));
            case 's' -> commands.add(new AuditRuleCommand.ShowStatus(interpreted(option)));
            case 'R' -> throw option.wrong("a rule file cannot include another one",
                    "the lines of the file, or the file as an argument of its own");
            case RuleOption.SIGNAL -> commands.add(signal(option));
            default -> commands.add(new AuditRuleCommand.NotForTheKernel(option.name()));
        }
        return Next.LAST;
    }

    private Next stop(AuditRuleCommand command) {
        commands.add(command);
        return Next.STOP;
    }

    private AuditRuleCommand listing(RuleOption option) {
        return isFollowedBy("-i", 2) ? interpretedListing() : new AuditRuleCommand.ListRules(key(option), false);
    }

    private AuditRuleCommand interpretedListing() {
        options.skip(1);
        return new AuditRuleCommand.ListRules("", true);
    }

    private boolean interpreted(RuleOption option) {
        if (isFollowedBy("-i", 2)) {
            options.skip(1);
            return true;
        }
        if (options.size() > 2) {
            throw option.wrong("too many words", "-s alone or -s -i");
        }
        return false;
    }

    /** The key of {@code -D -k KEY} and {@code -l -k KEY}; empty without. */
    private String key(RuleOption option) {
        if (options.size() == 1) {
            return "";
        }
        RuleWord key = isFollowedBy("-k", 3) ? options.second() : null;
        if (key == null) {
            throw option.wrong("too many words", option.name() + " alone or " + option.name() + " -k KEY");
        }
        RuleKeys.check(key.text());
        return key.text();
    }

    private boolean isFollowedBy(String word, int size) {
        RuleWord following = options.following();
        return options.size() == size && following != null && following.text().equals(word);
    }

    private AuditRuleCommand equivalent(RuleOption option) {
        if (rule.hasSystemCalls) {
            throw option.wrong("-q after system calls", "-q without -S");
        }
        String[] parts = option.text().split(",", -1);
        if (parts.length != 2 || parts[1].isEmpty()) {
            throw option.wrong(option.text() + " is not two paths", "MOUNT-POINT,SUBTREE");
        }
        return new AuditRuleCommand.MakeEquivalent(parts[0], parts[1]);
    }

    private AuditRuleCommand message(RuleOption option) {
        if (options.size() > 2) {
            throw option.wrong("too many words", "-m and one text, in quotes if it has blanks");
        }
        if (option.text().chars().anyMatch(character -> character < ' ')) {
            throw option.wrong("control characters in the text", "a text without them");
        }
        return new AuditRuleCommand.Message(option.text());
    }

    private static AuditRuleCommand signal(RuleOption option) {
        if (!SIGNALS.contains(RuleText.lowerCase(option.text()))) {
            throw option.wrong("no such signal: " + option.text(), "TERM, HUP, USR1, USR2, CONT, stop, reload, rotate,"
                    + " resume or state");
        }
        return new AuditRuleCommand.NotForTheKernel(option.name() + ' ' + option.text());
    }
}
