package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before a secret on a command line, see {@link Redaction}. Immutable.
 *
 * @param prefix    the bytes before the secret; a blank stands for blanks, or for the end of an argument. Empty for an
 *                  operand of a program
 * @param flags     the letters that may stand between the hyphen and the rest of the prefix
 * @param separator the byte between a name, which stays, and the secret; 0 if there is no name
 * @param place     where it may begin
 * @param programs  the programs that it belongs to, and then the case of letters counts; empty for all. Of
 *                  {@link Secret#PIPED}, the commands that read the secret
 * @param secret    the form of the secret
 */
record RedactionPattern(byte[] prefix, String flags, byte separator, Place place, List<Program> programs,
        Secret secret) {
    /** Where a pattern may begin. */
    enum Place {
        /** Where a word begins. */
        WORD,
        /** Anywhere. */
        ANYWHERE,
        /** Within the name of an option, which begins with two hyphens. */
        OPTION
    }

    /** The form of a secret. */
    enum Secret {
        /** A word, a quotation, or an argument. */
        WORD,
        /** The user and the password of a URL, of which the prefix is {@code ://}. */
        URL,
        /** The value of a member of a JSON object; the prefix ends with a quotation mark and a colon. */
        JSON,
        /** What echo writes for another program. */
        PIPED,
        /** The last operand of a program, or the first with a name and the separator. */
        OPERAND
    }

    private static final Pattern FORM = Pattern.compile("(\\*|--\\*)?(?:-\\[([^\\]*]+)\\](?=[^ ]))?([^*]*?)"
            + "(?:<name>([^*A-Za-z0-9]))?\\*\\*\\*(?: of ([A-Za-z0-9_.+ ,-]+))?");
    private static final Pattern PIPED = Pattern.compile("([a-z]+ )\\*\\*\\* \\| ([A-Za-z0-9_.+ ,-]+)");
    private static final String JSON_END = "\":";
    private static final String URL = "://***";

    static RedactionPattern parse(String text) {
        if (text.equals(URL)) {
            return new RedactionPattern(bytes("://"), "", (byte) 0, Place.ANYWHERE, List.of(), Secret.URL);
        }
        Matcher piped = PIPED.matcher(text);
        if (piped.matches()) {
            return new RedactionPattern(bytes(piped.group(1)), "", (byte) 0, Place.WORD, Program.parse(piped.group(2)),
                    Secret.PIPED);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw wrong(text);
        }
        String begin = form.group(1);
        String flags = form.group(2);
        String prefix = (flags == null ? "" : "-") + form.group(3);
        String separator = form.group(4);
        List<Program> programs = form.group(5) == null ? List.of() : Program.parse(form.group(5));
        boolean isOperand = prefix.isEmpty() && begin == null && !programs.isEmpty();
        if (!isOperand && (prefix.length() < 2 || prefix.startsWith(" ")) || flags != null && begin != null
                || form.group(5) != null && programs.isEmpty()) {
            throw wrong(text);
        }
        return new RedactionPattern(bytes(programs.isEmpty() ? prefix.toLowerCase(Locale.ROOT) : prefix),
                flags == null ? "" : flags, separator == null ? 0 : bytes(separator)[0],
                begin == null ? Place.WORD : begin.equals("*") ? Place.ANYWHERE : Place.OPTION, programs,
                isOperand ? Secret.OPERAND : prefix.endsWith(JSON_END) ? Secret.JSON : Secret.WORD);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text + "' is no pattern; expected at least two characters before"
                + " the secret, and *** in its place, such as \"--password=***\", \"--password ***\", \"*token=***\","
                + " or \"-p*** of mysql, mariadb\"");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the case of letters counts: the options of programs differ by it. */
    private boolean isCaseSensitive() {
        return !programs.isEmpty() && secret != Secret.PIPED;
    }

    /** Whether it is looked for only in commands of its programs. */
    boolean isOfPrograms() {
        return isCaseSensitive() && secret != Secret.OPERAND;
    }

    /** Whether a program is one of its programs. */
    boolean isOf(String name) {
        return programs.stream().anyMatch(program -> program.name().equals(name));
    }

    static int fold(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 0x20 : b & 0xff;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Whether the secret is a quotation, of which the prefix has the first mark. */
    boolean endsWithQuote() {
        byte last = prefix[prefix.length - 1];
        return last == '"' || last == '\'';
    }

    /** Whether the letter of an option may stand before another one. */
    boolean isFlag(byte b) {
        return flags.indexOf(b) >= 0;
    }

    /** The index after the prefix, where the secret begins; -1 if it is not there. */
    int after(byte[] text, int start, int end) {
        return secret == Secret.JSON ? afterMember(text, start, end) : afterWords(text, start, end);
    }

    /** The end of the name has a quotation mark, perhaps with a backslash before it, and blanks around the colon. */
    private int afterMember(byte[] text, int start, int end) {
        int at = start;
        for (int i = 0; i < prefix.length - JSON_END.length(); i++) {
            if (at >= end || fold(text[at++]) != (prefix[i] & 0xff)) {
                return -1;
            }
        }
        if (at < end && text[at] == '\\') {
            at++;
        }
        if (at >= end || text[at] != '"' && text[at] != '\'') {
            return -1;
        }
        at = afterSpace(text, at + 1, end);
        return at >= end || text[at] != ':' ? -1 : afterSpace(text, at + 1, end);
    }

    private static int afterSpace(byte[] text, int start, int end) {
        int at = start;
        while (at < end && (isBlank(text[at]) || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
        return at;
    }

    private int afterWords(byte[] text, int start, int end) {
        int at = start;
        int next = 0;
        if (!flags.isEmpty()) {
            if (text[at++] != '-') {
                return -1;
            }
            next = 1;
            while (at < end && text[at] != prefix[1] && isFlag(text[at])) {
                at++;
            }
        }
        for (; next < prefix.length; next++) {
            if (at >= end) {
                return -1;
            }
            if (prefix[next] == ' ') {
                int word = text[at] == 0 ? at + 1 : afterBlanks(text, at, end);
                if (word == at) {
                    return -1;
                }
                at = word;
            } else if (isCaseSensitive() ? text[at] == prefix[next] : fold(text[at]) == (prefix[next] & 0xff)) {
                at++;
            } else {
                return -1;
            }
        }
        return at;
    }

    /** After blanks, and ends of lines with a backslash before them, which a shell takes for nothing. */
    static int afterBlanks(byte[] text, int start, int end) {
        int at = start;
        while (at < end && (isBlank(text[at]) || text[at] == '\\' && at + 1 < end && text[at + 1] == '\n')) {
            at += text[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    /** The patterns of a preset, or one that is written down. */
    static List<RedactionPattern> of(String word) {
        List<String> preset = RedactionPresets.find(word);
        if (preset != null) {
            return preset.stream().map(RedactionPattern::parse).toList();
        }
        if (!word.contains("***")) {
            throw new IllegalArgumentException("'" + word + "' is neither one of " + String.join(", ",
                    RedactionPresets.names()) + " nor a pattern with *** in the place of the secret");
        }
        return List.of(parse(word));
    }
}
