package io.github.nettyaudit.daemon.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which secrets on command lines are replaced by {@value #MARK}. The command lines are the arguments of EXECVE records,
 * PROCTITLE, and {@code cmd} of the messages of programs, such as USER_CMD.
 *
 * <p>A pattern is what stands before a secret, and {@value #MARK} in its place: {@code --password=***}. It begins where
 * a word begins; with an asterisk in front, anywhere: {@code *token=***}; with {@code --*}, in an option whose name ends
 * so: {@code --*password ***}, but not {@code --no-password}. A blank stands for blanks and for the end of an
 * argument: {@code --password ***}. Letters of both cases are the same, unless the pattern ends with the names of
 * programs: {@code -p*** of mysql, mariadb}. {@code ://***} is the password of a URL. The names of
 * {@link #presets()} stand for several patterns.
 *
 * <p>A pattern that ends with a quotation mark and a colon is the name of a member of a JSON object, or the end of one:
 * {@code *password":***}.
 *
 * <p>The secret goes to the end of the argument if the pattern begins in its first word, otherwise to the end of the
 * quotation or of the word.
 *
 * <p>Immutable and thread-safe.
 */
public final class Redaction {
    /** What stands in the place of a secret, whatever its length. */
    public static final String MARK = "***";
    private static final int BYTES = 256;

    private final RedactionPattern[][] byFirst = new RedactionPattern[BYTES][];
    private final long[] firstTwo = new long[BYTES * BYTES / Long.SIZE];

    private Redaction(List<RedactionPattern> patterns) {
        for (int first = 0; first < BYTES; first++) {
            int wanted = first;
            byFirst[first] = patterns.stream().filter(pattern -> RedactionPattern.fold(pattern.prefix()[0]) == wanted)
                    .sorted(Comparator.comparingInt(pattern -> -pattern.prefix().length)).toArray(RedactionPattern[]::new);
        }
        for (RedactionPattern pattern : patterns) {
            int first = RedactionPattern.fold(pattern.prefix()[0]);
            byte second = pattern.prefix()[1];
            if (second == ' ') {
                allow(first, 0);
                allow(first, '\t');
            }
            allow(first, RedactionPattern.fold(second));
        }
    }

    private void allow(int first, int second) {
        int pair = first << Byte.SIZE | second;
        firstTwo[pair / Long.SIZE] |= 1L << pair;
    }

    /**
     * Reads patterns.
     *
     * @param words each a pattern, or the name of a preset
     * @return the redaction
     * @throws IllegalArgumentException if a word is neither; the message says what is allowed
     */
    public static Redaction of(List<String> words) {
        List<RedactionPattern> patterns = new ArrayList<>();
        words.forEach(word -> patterns.addAll(RedactionPattern.of(word)));
        return new Redaction(patterns);
    }

    /**
     * Returns the names of presets.
     *
     * @return the names; {@code standard} is all of them
     */
    public static List<String> presets() {
        return RedactionPresets.names();
    }

    /**
     * Makes a redactor.
     *
     * @return a new redactor, for one thread
     */
    public Redactor newRedactor() {
        return new Redactor(this);
    }

    /** Whether patterns may begin with two bytes. */
    boolean mayBegin(byte one, byte next) {
        int pair = RedactionPattern.fold(one) << Byte.SIZE | RedactionPattern.fold(next);
        return (firstTwo[pair / Long.SIZE] & 1L << pair) != 0;
    }

    /** The patterns that begin with a byte, the longest first. */
    RedactionPattern[] beginningWith(byte first) {
        return byFirst[RedactionPattern.fold(first)];
    }
}
