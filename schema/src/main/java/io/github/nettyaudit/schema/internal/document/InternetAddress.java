package io.github.nettyaudit.schema.internal.document;

/** Tells whether a text is an Internet address, so that a database that has a type for addresses takes it. */
public final class InternetAddress {
    private static final int GROUPS = 8;

    private InternetAddress() {
    }

    /**
     * Returns the length of an address without its scope.
     *
     * @param text   holds what may be an address
     * @param length how many bytes there are
     * @return the length; 0 if it is no address: programs write names of hosts where an address belongs
     */
    public static int length(byte[] text, int length) {
        int end = length;
        for (int i = 0; i < length; i++) {
            if (text[i] == '%') {
                end = i;
            }
        }
        return isAddress(text, end) ? end : 0;
    }

    /**
     * Returns whether a text is an address.
     *
     * @param text   holds the text
     * @param length how many bytes there are
     * @return whether it is an address of IPv4 or IPv6, without a scope
     */
    public static boolean isAddress(byte[] text, int length) {
        return isVersion4(text, 0, length) || isVersion6(text, length);
    }

    private static boolean isVersion4(byte[] text, int start, int end) {
        int parts = 0;
        int index = start;
        while (true) {
            int value = 0;
            int digits = 0;
            while (index < end && text[index] >= '0' && text[index] <= '9') {
                value = value * 10 + text[index++] - '0';
                digits++;
            }
            if (digits == 0 || digits > 3 || value > 255 || digits > 1 && text[index - digits] == '0') {
                return false;
            }
            parts++;
            if (parts == 4) {
                return index == end;
            }
            if (index == end || text[index++] != '.') {
                return false;
            }
        }
    }

    private static boolean isVersion6(byte[] text, int end) {
        int groups = 0;
        boolean isShortened = false;
        int index = 0;
        if (end >= 2 && text[0] == ':' && text[1] == ':') {
            isShortened = true;
            index = 2;
        }
        while (index < end) {
            int start = index;
            while (index < end && Character.digit(text[index], 16) >= 0) {
                index++;
            }
            if (index < end && text[index] == '.') {
                groups += 2;
                return isVersion4(text, start, end) && (groups == GROUPS || isShortened && groups < GROUPS);
            }
            if (index == start || index - start > 4) {
                return false;
            }
            groups++;
            if (index == end) {
                break;
            }
            if (text[index++] != ':') {
                return false;
            }
            if (index == end) {
                return false;
            }
            if (text[index] == ':') {
                if (isShortened) {
                    return false;
                }
                isShortened = true;
                index++;
            }
        }
        return groups == GROUPS || isShortened && groups < GROUPS;
    }
}
