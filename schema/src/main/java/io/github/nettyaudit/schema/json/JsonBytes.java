package io.github.nettyaudit.schema.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The escape for bytes that are not UTF-8, as all documents of this module have it.
 *
 * <p>A byte <i>nn</i> (80 to ff, hexadecimal) that is not part of a UTF-8 character becomes the character U+EF<i>nn</i>
 * of the Private Use Area; in JSON it is written {@code \}{@code uefnn}. For example the file name {@code caf\xe9} is
 * {@code "caf\}{@code uefe9"}. A character from U+EF80 to U+EFFF that is in the text as valid UTF-8 is written byte by
 * byte in the same way, so that each text has exactly one form and {@link #of(String)} gives back each byte. Such a
 * string is valid Unicode; every JSON parser and every database takes it.
 */
public final class JsonBytes {
    /** The character of the byte 0x80. */
    static final int FIRST_CODE_POINT = 0xef80;
    private static final int LAST_CODE_POINT = 0xefff;

    private JsonBytes() {
    }

    /** Whether a character stands for a byte. */
    static boolean isByte(int codePoint) {
        return codePoint >= FIRST_CODE_POINT && codePoint <= LAST_CODE_POINT;
    }

    /**
     * Returns the bytes of a string that a parser has read from a document.
     *
     * @param text the string
     * @return the bytes that the record had
     */
    public static byte[] of(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (isByte(unit)) {
                bytes.writeBytes(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(unit & 0xff);
                start = i + 1;
            }
        }
        bytes.writeBytes(text.substring(start).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
