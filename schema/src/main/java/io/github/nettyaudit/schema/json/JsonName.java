package io.github.nettyaudit.schema.json;

import java.nio.charset.StandardCharsets;

/** The name of a member, prepared once so that writing it is a copy. Immutable. */
public final class JsonName {
    /**
     * A comma, the quoted name and a colon; behind them a quotation mark, for a string, and the padding. The comma is left
     * out for the first member.
     */
    final byte[] member;
    /** How long it is without that quotation mark. */
    final int length;

    private JsonName(byte[] member, int length) {
        this.member = member;
        this.length = length;
    }

    /**
     * Prepares a name.
     *
     * @param name the name
     * @return the name, to be kept in a constant
     */
    public static JsonName of(String name) {
        JsonText text = JsonText.of(name);
        byte[] member = new byte[text.length + 3 + JsonOutput.PADDING];
        member[0] = ',';
        System.arraycopy(text.padded, 0, member, 1, text.length);
        member[text.length + 1] = ':';
        member[text.length + 2] = '"';
        return new JsonName(member, text.length + 2);
    }

    /** Returns the name as it stands in a document, with its quotation marks and the colon. */
    @Override
    public String toString() {
        return new String(member, 1, length - 1, StandardCharsets.UTF_8);
    }
}
