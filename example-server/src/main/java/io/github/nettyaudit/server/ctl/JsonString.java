package io.github.nettyaudit.server.ctl;

/** Strings of JSON. */
final class JsonString {
    private JsonString() {
    }

    static void append(StringBuilder json, String text) {
        json.append('"');
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < ' ' || character == 0x7F) {
                json.append(String.format("\\u%04x", (int) character));
            } else {
                json.append(Character.isSurrogate(character) && !isHalfOfPair(text, at) ? '\uFFFD' : character);
            }
        }
        json.append('"');
    }

    private static boolean isHalfOfPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
