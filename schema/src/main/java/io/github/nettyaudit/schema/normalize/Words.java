package io.github.nettyaudit.schema.normalize;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Splits text into words, without the cost of a pattern: the built-in file is read at each start of a program. */
final class Words {
    private Words() {
    }

    static List<String> of(String text) {
        StringTokenizer tokens = new StringTokenizer(text);
        List<String> words = new ArrayList<>(tokens.countTokens());
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return List.copyOf(words);
    }

    /** The text with one blank between its words. */
    static String joined(String text) {
        return String.join(" ", of(text));
    }

    /** Whether a text is a number of one to {@code digits} ASCII digits. */
    static boolean isNumber(String text, int digits) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= digits;
    }

    /** Whether a text consists of letters and digits of ASCII and of the given marks. */
    static boolean isName(String text, boolean upperCase, String marks) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || upperCase && c >= 'A' && c <= 'Z';
            if (!letter && (c < '0' || c > '9') && (i == 0 && c != '_' || marks.indexOf(c) < 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
