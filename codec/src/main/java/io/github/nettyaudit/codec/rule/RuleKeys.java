package io.github.nettyaudit.codec.rule;

/** The keys of a rule while its options are read; the kernel gets them as one text with separators. */
final class RuleKeys {
    private String text = "";

    /** @param offset the index of the key in the option's argument */
    void add(String key, int offset) {
        text = join(text, key, offset);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** All keys, with separators. */
    String text() {
        return text;
    }

    /** @throws AuditRuleException if the kernel would refuse the key */
    static void check(String key) {
        join("", key, 0);
    }

    private static String join(String keys, String key, int offset) {
        int length = RuleText.bytes(keys).length + RuleText.bytes(key).length + (keys.isEmpty() ? 0 : 1);
        if (length > AuditRule.MAX_KEY_LENGTH) {
            throw AuditRuleException.of("keys of " + length + " bytes are too long", "at most "
                    + AuditRule.MAX_KEY_LENGTH + " bytes for all keys together", offset);
        }
        if (key.indexOf(AuditRule.KEY_SEPARATOR) >= 0) {
            throw AuditRuleException.of("a key with the character U+0001", "keys without it", offset);
        }
        return keys.isEmpty() ? key : keys + AuditRule.KEY_SEPARATOR + key;
    }
}
