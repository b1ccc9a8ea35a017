package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ProcessText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the script among the arguments of an interpreter: the first one that is no option, if all options before it are
 * known to take no value and no program text. Anything else has no script that could be told.
 */
final class Interpreters {
    /** Letters of options without a value. */
    private static final String SHELL = "abefhkmnptuvxBCEHPTlir";
    private static final String PYTHON = "bBdEiIOsSuvVqPx";
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("sh", SHELL), Map.entry("bash", SHELL), Map.entry("dash", SHELL), Map.entry("ksh", SHELL),
            Map.entry("zsh", SHELL), Map.entry("ash", SHELL), Map.entry("fish", ""), Map.entry("csh", "efnvxVX"),
            Map.entry("tcsh", "efnvxVX"), Map.entry("python", PYTHON), Map.entry("pypy", PYTHON),
            Map.entry("perl", "wTtUWXcSs"), Map.entry("ruby", "wvdlnpsS"), Map.entry("node", ""), Map.entry("nodejs", ""),
            Map.entry("php", ""), Map.entry("lua", "i"), Map.entry("tclsh", ""), Map.entry("wish", ""),
            Map.entry("expect", ""), Map.entry("Rscript", ""));

    private Interpreters() {
    }

    /** The letters of the options that a program is known to have; {@code null} if it is no interpreter. */
    static @Nullable String options(@Nullable ProcessText program) {
        if (program == null) {
            return null;
        }
        String path = program.toString();
        if (path.endsWith(" (deleted)")) {
            path = path.substring(0, path.length() - " (deleted)".length());
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        String options = OPTIONS.get(name);
        return options != null ? options : OPTIONS.get(withoutVersion(name));
    }

    /** {@code python3.11} and {@code lua5.4} are known without their versions. */
    private static String withoutVersion(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == '-'
                || Character.isDigit(name.charAt(end - 1)))) {
            end--;
        }
        return name.substring(0, end);
    }

    /** The script in a list of arguments that NULs end, as {@code /proc/<pid>/cmdline} has it. */
    static @Nullable ProcessText script(String options, byte[] arguments, int length) {
        int start = next(arguments, 0, length);
        while (start < length) {
            int end = next(arguments, start, length) - 1;
            if (end < start || arguments[end] != 0) {
                return null; // cut off
            }
            if (start == end) {
                return null;
            }
            if (arguments[start] != '-') {
                return ProcessText.of(arguments, start, end - start);
            }
            if (!isHarmless(options, new String(arguments, start + 1, end - start - 1, StandardCharsets.US_ASCII))) {
                return null;
            }
            start = end + 1;
        }
        return null;
    }

    private static boolean isHarmless(String options, String letters) {
        return !letters.isEmpty() && letters.chars().allMatch(letter -> options.indexOf(letter) >= 0);
    }

    /** The index behind the next NUL, or the end. */
    private static int next(byte[] text, int start, int length) {
        for (int i = start; i < length; i++) {
            if (text[i] == 0) {
                return i + 1;
            }
        }
        return length;
    }
}
