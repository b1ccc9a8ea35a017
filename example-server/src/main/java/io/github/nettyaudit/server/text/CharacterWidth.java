package io.github.nettyaudit.server.text;

import io.github.nettyaudit.schema.text.HiddenCharacters;

/** How many columns of a terminal a character takes. */
public final class CharacterWidth {
    private static final int FIRST_WIDE = 0x1100;

    private CharacterWidth() {
    }

    /**
     * Returns the columns that a character takes at most. East Asian wide characters and emoji take two.
     *
     * @param codePoint a Unicode code point that is not {@linkplain HiddenCharacters hidden}
     * @return 1 or 2
     */
    public static int columns(int codePoint) {
        return codePoint >= FIRST_WIDE && isWide(codePoint) ? 2 : 1;
    }

    /** The blocks of East_Asian_Width W and F, rounded up to whole blocks. */
    private static boolean isWide(int codePoint) {
        return codePoint <= 0x115f || codePoint >= 0x231a && codePoint <= 0x23ff
                || codePoint >= 0x25a0 && codePoint <= 0x27bf || codePoint >= 0x2b00 && codePoint <= 0x2bff
                || codePoint >= 0x2e80 && codePoint <= 0xa4cf || codePoint >= 0xa960 && codePoint <= 0xa97f
                || codePoint >= 0xac00 && codePoint <= 0xd7a3 || codePoint >= 0xf900 && codePoint <= 0xfaff
                || codePoint >= 0xfe10 && codePoint <= 0xfe6f || codePoint >= 0xff00 && codePoint <= 0xffe6
                || codePoint >= 0x10000 && !isNarrowPlane(codePoint);
    }

    /** The alphabets of the first supplementary plane, before the ideographs and symbols. */
    private static boolean isNarrowPlane(int codePoint) {
        return codePoint < 0x16fe0 || codePoint >= 0x1d400 && codePoint <= 0x1efff;
    }
}
