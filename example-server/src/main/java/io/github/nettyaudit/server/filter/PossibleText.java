package io.github.nettyaudit.server.filter;

import java.nio.charset.StandardCharsets;

/** Whether bytes of a record can be read as a text that contains another one: as it is, or in hexadecimal digits. */
final class PossibleText {
    private final BytePattern plain;
    private final BytePattern hexadecimal;

    PossibleText(String text) {
        this(text.getBytes(StandardCharsets.UTF_8));
    }

    PossibleText(byte[] text) {
        plain = BytePattern.of(text);
        hexadecimal = BytePattern.ofHexadecimal(text);
    }

    boolean isIn(byte[] bytes, int from, int to) {
        return plain.isIn(bytes, from, to) || hexadecimal.isIn(bytes, from, to);
    }
}
