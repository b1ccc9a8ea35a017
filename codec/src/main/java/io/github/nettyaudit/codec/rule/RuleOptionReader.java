package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads options from words as {@code getopt_long(3)} does: letters may be joined, and long names abbreviated. */
final class RuleOptionReader {
    private static final String OPTIONS = "one of -a -A -d -D -w -W -S -F -C -p -k -b -e -f -r -c -i -l -s -m -q -t"
            + " --backlog_wait_time --loginuid-immutable --reset-lost --reset_backlog_wait_time_actual";

    private final List<RuleWord> words;
    private final List<RuleWord> others = new ArrayList<>();
    private int next;
    /** Whether more letters follow the one of an option that takes no argument, in the word before {@link #next}. */
    private boolean joined;

    RuleOptionReader(List<RuleWord> words) {
        this.words = words;
    }

    /** Returns the next option; null if there is none left. */
    @Nullable RuleOption next() {
        while (next < words.size()) {
            RuleWord word = words.get(next++);
            if (word.text().equals("--")) {
                others.addAll(words.subList(next, words.size()));
                next = words.size();
            } else if (word.text().startsWith("--")) {
                return longName(word);
            } else if (word.text().startsWith("-") && word.text().length() > 1) {
                return letter(word);
            } else {
                others.add(word);
            }
        }
        return null;
    }

    private RuleOption letter(RuleWord word) {
        char letter = word.text().charAt(1);
        String name = "-" + letter;
        int column = word.column();
        joined = word.text().length() > 2;
        if (letter > ' ' && RuleOption.WITHOUT_ARGUMENT.indexOf(letter) >= 0) {
            return new RuleOption(letter, name, null, column);
        }
        if (letter <= ' ' || RuleOption.WITH_ARGUMENT.indexOf(letter) < 0) {
            throw AuditRuleException.of("no such option", OPTIONS).at(name, column);
        }
        RuleWord argument = joined ? word.from(2) : argument(name, column);
        joined = false;
        return new RuleOption(letter, name, argument, column);
    }

    private RuleWord argument(String name, int column) {
        if (next == words.size()) {
            throw AuditRuleException.of("its value is missing", "a value after it").at(name, column);
        }
        return words.get(next++);
    }

    private RuleOption longName(RuleWord word) {
        int equals = word.text().indexOf('=');
        String name = word.text().substring(2, equals < 0 ? word.text().length() : equals);
        Character letter = RuleOption.LONG.get(name);
        if (letter == null) {
            List<String> candidates = RuleOption.LONG.keySet().stream().filter(key -> key.startsWith(name)).toList();
            if (candidates.size() != 1) {
                throw AuditRuleException.of("no such option", OPTIONS).at("--" + name, word.column());
            }
            letter = RuleOption.LONG.get(candidates.get(0));
        }
        boolean takesArgument = RuleOption.WITH_ARGUMENT.indexOf(letter) >= 0;
        if (equals >= 0 && !takesArgument) {
            throw AuditRuleException.of("it takes no value", "the option alone").at("--" + name, word.column());
        }
        RuleWord argument = !takesArgument ? null : equals >= 0 ? word.from(equals + 1)
                : argument("--" + name, word.column());
        return new RuleOption(letter, "--" + name, argument, word.column());
    }

    /** Returns how many words the line has. */
    int size() {
        return words.size();
    }

    /** Returns the word after those that were read; null if there is none, or if letters of the last word are left. */
    @Nullable RuleWord following() {
        return !joined && next < words.size() ? words.get(next) : null;
    }

    /** Skips the next two words and returns the second; null if there are fewer. */
    @Nullable RuleWord second() {
        if (words.size() - next < 2) {
            return null;
        }
        skip(2);
        return words.get(next - 1);
    }

    /** Skips words that belong to the last option although they look like options. */
    void skip(int count) {
        next += count;
    }

    /** @throws AuditRuleException if there are words that belong to no option, or options after the last one */
    void checkEnd() {
        if (joined) {
            RuleWord word = words.get(next - 1);
            throw AuditRuleException.of("no option can be joined to the one before it", "a blank between them")
                    .at(word.text(), word.column(2));
        }
        RuleWord left = !others.isEmpty() ? others.get(0) : following();
        if (left != null) {
            throw AuditRuleException.of("a word that belongs to no option: " + left.text(),
                    "an option such as -k or -F before it, or quotes around a value with blanks")
                    .at(null, left.column());
        }
    }
}
