package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before a secret on a command line, see {@link Redaction}. Immutable.
 *
 * @param prefix          the bytes before the secret; a blank stands for blanks, or for the end of an argument
 * @param place           where it may begin
 * @param programs        the names of the programs that it belongs to; empty for all. Then the case of letters counts
 * @param secret          the form of the secret
 */
record RedactionPattern(byte[] prefix, Place place, Set<String> programs, Secret secret) {
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
        /** The password of a URL, of which the prefix is {@code ://}. */
        URL,
        /** The value of a member of a JSON object; the prefix ends with a quotation mark and a colon. */
        JSON
    }

    private static final Pattern FORM = Pattern.compile("(\\*|--\\*)?([^*]+)\\*\\*\\*(?: of ([A-Za-z0-9_.+ ,-]+))?");
    private static final String JSON_END = "\":";
    private static final String URL = "://***";

    static RedactionPattern parse(String text) {
        if (text.equals(URL)) {
            return new RedactionPattern(bytes("://"), Place.ANYWHERE, Set.of(), Secret.URL);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches() || form.group(2).length() < 2 || form.group(2).startsWith(" ")) {
            throw new IllegalArgumentException("'" + text + "' is no pattern; expected at least two characters before"
                    + " the secret, and *** in its place, such as \"--password=***\", \"--password ***\", \"*token=***\","
                    + " or \"-p*** of mysql, mariadb\"");
        }
        String programs = form.group(3);
        String begin = form.group(1);
        return new RedactionPattern(bytes(programs == null ? form.group(2).toLowerCase(Locale.ROOT) : form.group(2)),
                begin == null ? Place.WORD : begin.equals("*") ? Place.ANYWHERE : Place.OPTION, programs == null ? Set.of()
                : Set.copyOf(Arrays.stream(programs.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList()),
                form.group(2).endsWith(JSON_END) ? Secret.JSON : Secret.WORD);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private boolean isCaseSensitive() {
        return !programs.isEmpty();
    }

    static int fold(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 0x20 : b & 0xff;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
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
        at = afterBlanks(text, at + 1, end);
        return at >= end || text[at] != ':' ? -1 : afterBlanks(text, at + 1, end);
    }

    private static int afterBlanks(byte[] text, int start, int end) {
        int at = start;
        while (at < end && (isBlank(text[at]) || text[at] == '\n' || text[at] == '\r')) {
            at++;
        }
        return at;
    }

    private int afterWords(byte[] text, int start, int end) {
        int at = start;
        for (byte wanted : prefix) {
            if (at >= end) {
                return -1;
            }
            if (wanted == ' ') {
                if (text[at] == 0) {
                    at++;
                } else if (isBlank(text[at])) {
                    while (at < end && isBlank(text[at])) {
                        at++;
                    }
                } else {
                    return -1;
                }
            } else if (isCaseSensitive() ? text[at] == wanted : fold(text[at]) == (wanted & 0xff)) {
                at++;
            } else {
                return -1;
            }
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
