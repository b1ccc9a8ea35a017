package io.github.nettyaudit.codec.record;

import static java.util.Objects.checkFromIndexSize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of strings that a program chose, such as file names and arguments. The kernel writes such a string in
 * double quotes, or as two hexadecimal digits for each byte if one of its bytes is a double quote, is less than 0x21 or
 * greater than 0x7e ({@code audit_log_n_untrustedstring} in {@code kernel/audit.c}). User space encodes in the same way
 * ({@code audit_encode_value(3)}).
 * <pre>
 *   comm="cat"        the bytes  c a t
 *   comm=612062       the bytes  a   b
 *   comm=(null)       no string
 * </pre>
 *
 * <p>The encoding cannot be recognised from the value alone: {@code 10} may be a number. Decode only fields which are
 * known to be encoded. All methods are stateless and may be called by any thread.
 */
public final class UntrustedString {
    private static final byte[] DIGITS = new byte[256];
    private static final byte[] HEXADECIMAL = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    static {
        for (int i = 0; i < DIGITS.length; i++) {
            DIGITS[i] = (byte) Character.digit(i < 0x80 ? i : -1, 16);
        }
    }

    private UntrustedString() {
    }

    /**
     * Returns the value of a hexadecimal digit.
     *
     * @param digit an ASCII character; upper and lower case are accepted
     * @return 0 to 15, or -1 if the byte is not a hexadecimal digit
     */
    public static int hexDigit(byte digit) {
        return DIGITS[digit & 0xff];
    }

    /**
     * Returns whether bytes are the hexadecimal form of a string: an even number of digits, at least two.
     *
     * @param bytes  the array that holds the value
     * @param start  the index of its first byte
     * @param length its number of bytes
     * @return whether each byte is a hexadecimal digit and the number is even and not 0
     * @throws IndexOutOfBoundsException if the value lies outside of the array
     */
    public static boolean isHexadecimal(byte[] bytes, int start, int length) {
        checkFromIndexSize(start, length, bytes.length);
        if ((length & 1) != 0 || length == 0) {
            return false;
        }
        for (int i = start; i < start + length; i++) {
            if (DIGITS[bytes[i] & 0xff] < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Decodes hexadecimal digits into an array, which may be the same one.
     *
     * @param bytes       the array that holds the digits
     * @param start       the index of the first digit
     * @param length      the number of digits; if it is odd, the last digit is not read
     * @param target      receives {@code length / 2} bytes
     * @param targetStart the index of the first decoded byte
     * @return the number of bytes decoded before the first pair that has another character; {@code length / 2} if all
     *         are digits
     * @throws IndexOutOfBoundsException if the digits or the decoded bytes lie outside of their array
     */
    public static int decodeHexadecimal(byte[] bytes, int start, int length, byte[] target, int targetStart) {
        checkFromIndexSize(start, length, bytes.length);
        int count = length / 2;
        checkFromIndexSize(targetStart, count, target.length);
        for (int i = 0; i < count; i++) {
            int octet = DIGITS[bytes[start + 2 * i] & 0xff] << 4 | DIGITS[bytes[start + 2 * i + 1] & 0xff];
            if (octet < 0) {
                return i;
            }
            target[targetStart + i] = (byte) octet;
        }
        return count;
    }

    /**
     * Decodes a value.
     *
     * @param bytes  the array that holds the value, for example {@link AuditRecord#bytes()}
     * @param start  the index of its first byte
     * @param length its number of bytes
     * @return the bytes of the string, empty for {@code ""} and for an empty value; {@code null} if the value is neither
     *         quoted nor hexadecimal, such as {@code (null)}
     * @throws IndexOutOfBoundsException if the value lies outside of the array
     */
    public static byte @Nullable [] decode(byte[] bytes, int start, int length) {
        checkFromIndexSize(start, length, bytes.length);
        if (length >= 2 && bytes[start] == '"' && bytes[start + length - 1] == '"') {
            return Arrays.copyOfRange(bytes, start + 1, start + length - 1);
        }
        byte[] decoded = new byte[length / 2];
        return (length & 1) == 0 && decodeHexadecimal(bytes, start, length, decoded, 0) == decoded.length
                ? decoded : null;
    }

    /**
     * Decodes a value.
     *
     * @param value the value as it stands in the record
     * @return the string, bytes that are not UTF-8 replaced by U+FFFD; {@code null} if the value is neither quoted nor
     *         hexadecimal, such as {@code (null)}
     */
    public static @Nullable String decode(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = decode(bytes, 0, bytes.length);
        return decoded == null ? null : new String(decoded, StandardCharsets.UTF_8);
    }

    /**
     * Returns whether a string can be written in quotes, so that it does not need the hexadecimal form.
     *
     * @param bytes  the array that holds the string
     * @param start  the index of its first byte
     * @param length its number of bytes
     * @return whether each byte is from 0x21 to 0x7e and none is a double quote
     * @throws IndexOutOfBoundsException if the string lies outside of the array
     */
    public static boolean isPlain(byte[] bytes, int start, int length) {
        checkFromIndexSize(start, length, bytes.length);
        for (int i = start; i < start + length; i++) {
            // bytes from 0x80 on are negative
            if (bytes[i] == '"' || bytes[i] < 0x21 || bytes[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /**
     * Encodes a string as the kernel does.
     *
     * @param string any string; it is encoded as UTF-8
     * @return the string in quotes if it {@link #isPlain is plain}, its hexadecimal form otherwise
     */
    public static String encode(String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        return isPlain(bytes, 0, bytes.length) ? '"' + string + '"' : encodeHexadecimal(bytes);
    }

    /**
     * Returns the hexadecimal form of a string, which is valid for every string.
     *
     * @param string the bytes of the string
     * @return two upper-case hexadecimal digits for each byte
     */
    public static String encodeHexadecimal(byte[] string) {
        byte[] digits = new byte[2 * string.length];
        encodeHexadecimal(string, 0, string.length, digits, 0);
        return new String(digits, StandardCharsets.US_ASCII);
    }

    /** Writes the hexadecimal form behind {@code targetStart}; the target must have room for it. */
    static void encodeHexadecimal(byte[] bytes, int start, int length, byte[] target, int targetStart) {
        int next = targetStart;
        for (int i = start; i < start + length; i++) {
            target[next++] = HEXADECIMAL[bytes[i] >> 4 & 0xf];
            target[next++] = HEXADECIMAL[bytes[i] & 0xf];
        }
    }
}
