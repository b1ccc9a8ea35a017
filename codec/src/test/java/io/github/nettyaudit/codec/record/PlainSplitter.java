package io.github.nettyaudit.codec.record;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules by which a record is split into fields and words, written down a second time with strings and regular
 * expressions, for comparison with the fast ones. One byte is one character.
 */
final class PlainSplitter {
    private static final String WORD_END = "(?=[:,')]*(?:[ \\n]|\\z))";
    private static final Pattern DOUBLE = Pattern.compile("\"(.*?)\"" + WORD_END, Pattern.DOTALL);
    private static final Pattern SINGLE = Pattern.compile("'(.*?)'" + WORD_END, Pattern.DOTALL);
    private static final Pattern PERMISSIONS = Pattern.compile("[ \\n]*\\{([^={}\"']*)(?:}(?=[ \\n]|\\z)|\\z)");

    /** A field, or, without a name, a word; all characters are bytes. */
    record Token(String name, String value, boolean user) {
        static Token word(String text, boolean user) {
            return new Token(null, text, user);
        }

        boolean isWord() {
            return name == null;
        }
    }

    private final String all;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private boolean user;
    /** A key behind an access vector is the number of an IPC object; a field that calls itself seresult is none. */
    private boolean hasVector;
    /** Where the part ends to which the current word belongs. */
    private int limit;

    private PlainSplitter(String all) {
        this.all = all;
        limit = all.length();
    }

    /** The fields and words of a text of the kernel, from behind its stamp. */
    static List<Token> tokens(byte[] text, int type) {
        String all = new String(text, StandardCharsets.ISO_8859_1);
        int nul = all.indexOf('\0');
        PlainSplitter splitter = new PlainSplitter(nul < 0 ? all : all.substring(0, nul));
        splitter.split();
        if (type == AuditMessageType.LOGIN) {
            splitter.renameOldIds();
        }
        return splitter.tokens;
    }

    /** The fields alone. */
    static List<Token> split(byte[] text, int type) {
        return tokens(text, type).stream().filter(token -> !token.isWord()).toList();
    }

    private void split() {
        while (position < all.length()) {
            if (isBlank(position)) {
                position++;
            } else {
                int start = position;
                while (position < all.length() && !isBlank(position)) {
                    position++;
                }
                word(start, position);
            }
        }
    }

    private boolean isBlank(int index) {
        return all.charAt(index) == ' ' || all.charAt(index) == '\n';
    }

    private void word(int start, int end) {
        String word = all.substring(start, end);
        if (word.startsWith("msg='")) {
            if (!user) {
                user = true;
                String text = all.replaceFirst("[ \\n]+\\z", "");
                limit = text.endsWith("'") && text.length() > start + 5 ? text.length() - 1 : all.length();
            }
            word = word.substring(5);
        }
        if (word.isEmpty()) {
            return;
        }
        int value = end - word.length() + word.indexOf('=') + 1;
        if (word.indexOf('=') < 0 || value == end) {
            noField(end - word.length(), end);
            return;
        }
        String name = word.substring(0, word.indexOf('='));
        add(name.startsWith("(") ? name.substring(1) : name, value, end);
    }

    private void noField(int start, int end) {
        String word = all.substring(start, end == limit + 1 ? limit : end);
        Token title = tokens.isEmpty() ? Token.word("", user) : tokens.get(tokens.size() - 1);
        if ((word.equals("denied") || word.equals("granted")) && title.isWord() && title.user == user
                && (title.value.endsWith("avc:") || title.value.endsWith("_transition:"))) {
            hasVector = true;
            tokens.add(new Token("seresult", word, user));
            Matcher set = PERMISSIONS.matcher(all.substring(Math.min(end, limit), limit));
            if (set.lookingAt()) {
                List<String> permissions = Arrays.stream(set.group(1).split("[ \\n]+"))
                        .filter(permission -> !permission.isEmpty()).toList();
                if (!permissions.isEmpty()) {
                    tokens.add(new Token("seperms", String.join(",", permissions), user));
                    position = end + set.end();
                }
            }
        } else if (!word.isEmpty()) {
            tokens.add(Token.word(word, user));
        }
    }

    private void add(String name, int start, int end) {
        char quote = all.charAt(start);
        if (quote == '"' || quote == '\'') {
            Matcher quoted = (quote == '"' ? DOUBLE : SINGLE).matcher(all);
            quoted.region(start, start < limit ? limit : all.length()).useTransparentBounds(true)
                    .useAnchoringBounds(false);
            if (quoted.lookingAt() && !all.substring(start + 1, quoted.end()).contains("=" + quote)
                    && (user || !all.substring(start + 1, quoted.end()).matches("(?s).*=[\"'].*"))) {
                tokens.add(new Token(name, quoted.group(), user));
                position = Math.max(end, quoted.end());
                while (position < all.length() && !isBlank(position)) {
                    position++;
                }
                return;
            }
        }
        String value = trim(all.substring(start, end));
        if (!name.equals("key") || hasVector || !addKeys(value.length() > 1 && value.endsWith("\"")
                ? value.substring(0, value.length() - 1) : value)) {
            tokens.add(new Token(name, value, user));
        }
    }

    private static String trim(String value) {
        String trimmed = value;
        for (String end : List.of(":", ",", "'", ")")) {
            boolean own = end.equals(")") && trimmed.contains("(") || end.equals(":") && trimmed.endsWith("::");
            if (trimmed.endsWith(end) && !own) {
                trimmed = trimmed.substring(0, trimmed.length() - 1);
            }
        }
        return trimmed;
    }

    private boolean addKeys(String value) {
        if (!value.matches("([0-9a-fA-F]{2})+")) {
            return false;
        }
        String keys = new String(HexFormat.of().parseHex(value), StandardCharsets.ISO_8859_1)
                .replaceFirst("(?s)\0.*", "");
        boolean any = false;
        for (String key : keys.split("\1")) {
            if (!key.isEmpty()) {
                boolean plain = key.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"');
                String hex = HexFormat.of().withUpperCase().formatHex(key.getBytes(StandardCharsets.ISO_8859_1));
                tokens.add(new Token("key", plain ? '"' + key + '"' : hex, user));
                any = true;
            }
        }
        return any;
    }

    private void renameOldIds() {
        for (int i = 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (!token.user && tokens.get(i - 1).equals(Token.word("old", false))
                    && ("auid".equals(token.name) || "ses".equals(token.name))) {
                tokens.set(i, new Token("old-" + token.name, token.value, false));
            }
        }
    }
}
