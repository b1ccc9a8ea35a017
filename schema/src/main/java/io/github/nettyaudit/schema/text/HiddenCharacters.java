package io.github.nettyaudit.schema.text;

/**
 * Characters that a terminal does not show, or that change how it shows others: control characters, line and paragraph
 * separators, format characters (text direction, joiners, tags), blanks other than the space, variation selectors,
 * fillers, and code points without a meaning that everybody agrees on.
 */
public final class HiddenCharacters {
    private HiddenCharacters() {
    }

    /**
     * Returns whether a character must not be printed as it is.
     *
     * @param codePoint a Unicode code point
     * @return whether it is hidden or changes how others are shown
     */
    public static boolean isHidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> codePoint != ' ';
            default -> isBlank(codePoint);
        };
    }

    /**
     * Returns whether a character is drawn over the one before it, so that at the start of a text it would change what
     * precedes the text.
     *
     * @param codePoint a Unicode code point
     * @return whether it is a combining mark
     */
    public static boolean isCombining(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    /** Letters, marks and symbols without a picture: Default_Ignorable_Code_Point of Unicode, and the empty Braille cell. */
    private static boolean isBlank(int codePoint) {
        return codePoint == 0x34f || codePoint == 0x115f || codePoint == 0x1160
                || codePoint == 0x17b4 || codePoint == 0x17b5 || codePoint >= 0x180b && codePoint <= 0x180f
                || codePoint == 0x2800 || codePoint == 0x3164 || codePoint >= 0xfe00 && codePoint <= 0xfe0f
                || codePoint == 0xffa0 || codePoint >= 0xe0100 && codePoint <= 0xe01ef;
    }
}
