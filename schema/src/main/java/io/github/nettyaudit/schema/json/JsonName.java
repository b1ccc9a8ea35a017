package io.github.nettyaudit.schema.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The name of a member, prepared once so that writing it is a copy. Immutable. */
public final class JsonName {
    final byte[] member;

    private JsonName(byte[] member) {
        this.member = member;
    }

    /**
     * Prepares a name.
     *
     * @param name the name
     * @return the name, to be kept in a constant
     */
    public static JsonName of(String name) {
        byte[] quoted = JsonText.of(name).quoted;
        byte[] member = Arrays.copyOf(quoted, quoted.length + 1);
        member[quoted.length] = ':';
        return new JsonName(member);
    }

    @Override
    public String toString() {
        return new String(member, StandardCharsets.UTF_8);
    }
}
