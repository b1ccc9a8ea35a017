package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;

/** The user of a URL, which may be a token: {@code https://TOKEN@github.com/x}. */
final class UrlUser {
    private static final int LONGEST_NAME = 32;
    private static final int LONGEST_NAME_WITH_DIGITS = 15;
    private static final byte[] HTTP = "http".getBytes(StandardCharsets.US_ASCII);

    private UrlUser() {
    }

    /** Whether the scheme of a URL is http or https. Others have no tokens in the place of users. */
    static boolean isHttp(byte[] bytes, int at) {
        int end = at > 0 && RedactionPattern.fold(bytes[at - 1]) == 's' ? at - 1 : at;
        if (end < HTTP.length) {
            return false;
        }
        for (int i = 0; i < HTTP.length; i++) {
            if (RedactionPattern.fold(bytes[end - HTTP.length + i]) != HTTP[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is rather a name than a token: short, or without digits, and in lower case. */
    static boolean isName(byte[] bytes, int start, int end) {
        boolean hasDigit = false;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b == '%' && i + 2 < end && bytes[i + 1] == '4' && bytes[i + 2] == '0') {
                i += 2; // the at sign of an address
            } else if (b >= '0' && b <= '9') {
                hasDigit = true;
            } else if ((b < 'a' || b > 'z') && b != '.' && b != '_' && b != '-' && b != '$') {
                return false;
            }
        }
        return end - start <= (hasDigit ? LONGEST_NAME_WITH_DIGITS : LONGEST_NAME);
    }
}
