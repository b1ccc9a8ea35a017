package io.github.nettyaudit.codec.interpret;

/** IPv4 and IPv6 addresses as the C library writes them ({@code inet_ntop(3)}). */
final class InternetAddressText {
    private static final int GROUPS = 8;

    private InternetAddressText() {
    }

    static void append4(byte[] address, int start, TextBuffer out) {
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                out.append('.');
            }
            out.appendDecimal(address[start + i] & 0xff);
        }
    }

    /** The longest run of zero groups, the first of equals and two at least, becomes {@code ::}. */
    static void append6(byte[] address, int start, TextBuffer out) {
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && group(address, start, i + zeros) == 0) {
                zeros++;
            }
            if (zeros > runLength) {
                runStart = i;
                runLength = zeros;
            }
            i += zeros;
        }
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                out.append(i + runLength == GROUPS ? "::" : ":");
                i += runLength - 1;
                continue;
            }
            if (i > 0) {
                out.append(':');
            }
            if (i == 6 && runStart == 0
                    && (runLength == 6 || runLength == 5 && group(address, start, 5) == 0xffff)) {
                append4(address, start + 12, out);
                return;
            }
            out.appendHexadecimal(group(address, start, i));
        }
    }

    private static int group(byte[] address, int start, int index) {
        return (address[start + 2 * index] & 0xff) << 8 | address[start + 2 * index + 1] & 0xff;
    }
}
