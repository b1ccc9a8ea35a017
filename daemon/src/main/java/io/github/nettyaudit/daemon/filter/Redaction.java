package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.daemon.filter.RedactionPattern.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
 * <p>{@code -[sSk]u ***} is an option of one letter, alone or written together with letters of those in brackets
 * before it. {@code <name>} stands for a part of the word that stays, up to the character after it:
 * {@code -U <name>%*** of smbclient}. Words after the name of a program must be in the command, too:
 * {@code -p *** of docker login}. A pattern without anything before the secret is the last operand of a command:
 * {@code *** of vault login}; {@code <name> ***} is the last of two or more, and {@code <name>/***} the first of that
 * form. {@code echo *** | chpasswd} is what echo writes for a command.
 *
 * <p>The secret goes to the end of the argument if the pattern begins in its first word, otherwise to the end of the
 * quotation or of the word.
 *
 * <p>The preset {@code keystrokes}, which is not part of the others, replaces all that was typed, in TTY and USER_TTY
 * records.
 *
 * <p>Immutable and thread-safe.
 */
public final class Redaction {
    /** What stands in the place of a secret, whatever its length. */
    public static final String MARK = "***";
    /** The name of the preset that replaces what was typed. */
    static final String KEYSTROKES = "keystrokes";
    private static final int BYTES = 256;
    /** What two bytes may begin, besides patterns of all programs. */
    private static final int WORD_OF_PROGRAM = 1;
    private static final int PART_OF_PROGRAM = 2;
    private static final int PROGRAM_WITH_OPERAND = 4;
    private static final RedactionPattern[] NONE = {};
    private static final Comparator<RedactionPattern> LONGEST_FIRST =
            Comparator.comparingInt(pattern -> -pattern.prefix().length);

    /** Those of all programs, by their first two bytes. */
    private final RedactionPattern[][][] byTwo = new RedactionPattern[BYTES][][];
    private final RedactionPattern[][] byProgram;
    private final RedactionPattern[][] operands;
    private final List<String> names;
    private final ProgramTable table;
    private final byte[] uses = new byte[BYTES * BYTES];
    private final long[] firstTwo = new long[BYTES * BYTES / Long.SIZE];
    private final boolean hidesKeystrokes;

    private Redaction(List<RedactionPattern> patterns, boolean hidesKeystrokes) {
        this.hidesKeystrokes = hidesKeystrokes;
        names = patterns.stream().filter(pattern -> pattern.isOfPrograms() || pattern.secret() == Secret.OPERAND)
                .flatMap(pattern -> pattern.programs().stream()).map(Program::name).distinct().toList();
        table = new ProgramTable(names);
        byProgram = new RedactionPattern[names.size()][];
        operands = new RedactionPattern[names.size()][];
        for (int program = 0; program < names.size(); program++) {
            String name = names.get(program);
            byProgram[program] = patterns.stream().filter(pattern -> pattern.isOfPrograms() && pattern.isOf(name))
                    .sorted(LONGEST_FIRST).toArray(RedactionPattern[]::new);
            operands[program] = patterns.stream().filter(pattern -> pattern.secret() == Secret.OPERAND)
                    .filter(pattern -> pattern.isOf(name)).toArray(RedactionPattern[]::new);
        }
        patterns.stream().sorted(LONGEST_FIRST).forEach(this::index);
    }

    private void index(RedactionPattern pattern) {
        if (pattern.secret() == Secret.OPERAND) {
            pattern.programs().forEach(program -> begins(program.name().getBytes(StandardCharsets.UTF_8), pattern));
        } else {
            begins(pattern.prefix(), pattern);
            pattern.flags().chars().forEach(flag -> begins(new byte[] {'-', (byte) flag}, pattern));
        }
    }

    private void begins(byte[] prefix, RedactionPattern pattern) {
        int first = RedactionPattern.fold(prefix[0]);
        if (prefix.length == 1) { // the name of a program
            for (int second = 0; second < BYTES; second++) {
                allow(first, second, pattern);
            }
        } else if (prefix[1] == ' ') {
            for (int second : new int[] {' ', '\t', '\\', 0}) {
                allow(first, second, pattern);
            }
        } else {
            allow(first, RedactionPattern.fold(prefix[1]), pattern);
        }
    }

    private void allow(int first, int second, RedactionPattern pattern) {
        int pair = first << Byte.SIZE | second;
        firstTwo[pair / Long.SIZE] |= 1L << pair;
        if (pattern.secret() == Secret.OPERAND) {
            uses[pair] |= PROGRAM_WITH_OPERAND;
        } else if (pattern.isOfPrograms()) {
            uses[pair] |= pattern.place() == RedactionPattern.Place.WORD ? WORD_OF_PROGRAM : PART_OF_PROGRAM;
        } else {
            if (byTwo[first] == null) {
                byTwo[first] = new RedactionPattern[BYTES][];
                Arrays.fill(byTwo[first], NONE);
            }
            RedactionPattern[] before = byTwo[first][second];
            byTwo[first][second] = Arrays.copyOf(before, before.length + 1);
            byTwo[first][second][before.length] = pattern;
        }
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
        return new Redaction(patterns, words.contains(KEYSTROKES));
    }

    /**
     * Returns the names of presets.
     *
     * @return the names; {@code standard} is all of them but {@code keystrokes}
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

    /** The first index from one on at which patterns may begin, by two bytes; the limit, if there is none before it. */
    int next(byte[] text, int from, int limit) {
        int one = RedactionPattern.fold(text[from]);
        for (int at = from; at < limit; at++) {
            int two = RedactionPattern.fold(text[at + 1]);
            int pair = one << Byte.SIZE | two;
            if ((firstTwo[pair / Long.SIZE] & 1L << pair) != 0) {
                return at;
            }
            one = two;
        }
        return limit;
    }

    /** The patterns of all programs that may begin with two bytes, the longest first. */
    RedactionPattern[] beginningWith(byte one, byte next) {
        RedactionPattern[][] second = byTwo[RedactionPattern.fold(one)];
        return second == null ? NONE : second[RedactionPattern.fold(next)];
    }

    private int uses(byte one, byte next) {
        return uses[RedactionPattern.fold(one) << Byte.SIZE | RedactionPattern.fold(next)];
    }

    /** Whether patterns of programs may begin with two bytes. */
    boolean mayBeginOfProgram(byte one, byte next, boolean isWord) {
        return (uses(one, next) & (isWord ? WORD_OF_PROGRAM | PART_OF_PROGRAM : PART_OF_PROGRAM)) != 0;
    }

    /** Whether the name of a program with operands may begin with two bytes. */
    boolean mayBeginProgram(byte one, byte next) {
        return (uses(one, next) & PROGRAM_WITH_OPERAND) != 0;
    }

    /** The names of programs that patterns are about. */
    ProgramTable table() {
        return table;
    }

    /** The name of a program. */
    String name(int program) {
        return names.get(program);
    }

    /** The patterns of a program, the longest first. */
    RedactionPattern[] ofProgram(int program) {
        return byProgram[program];
    }

    /** The operands of a program that are secrets. */
    RedactionPattern[] operands(int program) {
        return operands[program];
    }

    /** Whether all that was typed is replaced. */
    boolean hidesKeystrokes() {
        return hidesKeystrokes;
    }
}
