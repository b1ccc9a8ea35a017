package io.github.nettyaudit.server.yaml;

import java.util.Collection;
import java.util.Locale;

/** Finds the word that a person meant who wrote another one. */
public final class Words {
    private Words() {
    }

    /**
     * Looks for a word that a person has probably meant.
     *
     * @param written what the person wrote
     * @param words   the words that there are
     * @return {@code " (did you mean …?)"} if one of the words is so near that it is likely; else nothing
     */
    public static String meant(String written, Collection<String> words) {
        String best = null;
        int least = Math.max(1, written.length() / 3) + 1;
        for (String word : words) {
            int distance = distance(written.toLowerCase(Locale.ROOT).replace('_', '-'), word);
            if (distance < least) {
                least = distance;
                best = word;
            }
        }
        return best == null ? "" : " (did you mean " + best + "?)";
    }

    /** The number of letters to insert, delete or replace (Levenshtein). */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[before.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(before[j], row[j - 1]));
            }
            before = row;
        }
        return before[other.length()];
    }
}
