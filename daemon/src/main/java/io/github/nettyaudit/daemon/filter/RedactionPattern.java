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
 * @param isAnywhere      whether it may be within a word
 * @param programs        the names of the programs that it belongs to; empty for all. Then the case of letters counts
 * @param isUrl           whether it is the password of a URL, of which the prefix is {@code ://}
 */
record RedactionPattern(byte[] prefix, boolean isAnywhere, Set<String> programs, boolean isUrl) {
    private static final Pattern FORM = Pattern.compile("(\\*?)([^*]+)\\*\\*\\*(?: of ([A-Za-z0-9_.+ ,-]+))?");
    private static final String URL = "://***";

    static RedactionPattern parse(String text) {
        if (text.equals(URL)) {
            return new RedactionPattern(bytes("://"), true, Set.of(), true);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches() || form.group(2).length() < 2 || form.group(2).startsWith(" ")) {
            throw new IllegalArgumentException("'" + text + "' is no pattern; expected at least two characters before"
                    + " the secret, and *** in its place, such as \"--password=***\", \"--password ***\", \"*token=***\","
                    + " or \"-p*** of mysql, mariadb\"");
        }
        String programs = form.group(3);
        return new RedactionPattern(bytes(programs == null ? form.group(2).toLowerCase(Locale.ROOT) : form.group(2)),
                !form.group(1).isEmpty(), programs == null ? Set.of()
                : Set.copyOf(Arrays.stream(programs.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList()),
                false);
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
