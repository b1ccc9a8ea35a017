package io.github.nettyaudit.codec.user;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes an {@link AuditUserMessage}. Values may come from anywhere: none can pass for another field, and what is too
 * long is cut rather than refused, since otherwise an attacker with a long name would leave no trace. Not thread-safe.
 */
public final class AuditUserMessageBuilder {
    private static final String UNKNOWN = "?";
    private static final String EXECUTABLE = ProcessHandle.current().info().command().orElse(UNKNOWN);

    private final int type;
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, String> origin = new LinkedHashMap<>();

    AuditUserMessageBuilder(int type) {
        this.type = type;
        executable(EXECUTABLE);
        origin.put("hostname", UNKNOWN);
        origin.put("addr", UNKNOWN);
        origin.put("terminal", UNKNOWN);
    }

    private record Field(String name, String value, boolean encoded) {
        String text() {
            return name + '=' + (encoded ? UserText.encode(value) : UserText.word(value)) + ' ';
        }
    }

    /** {@code op=}: what is done, one word or words with dashes. */
    public AuditUserMessageBuilder operation(String operation) {
        return word("op", operation);
    }

    /** {@code acct=}: the account that it is done with, as it was given. */
    public AuditUserMessageBuilder account(String account) {
        return value("acct", account);
    }

    /** {@code id=}: the user that it is done with. */
    public AuditUserMessageBuilder userId(long id) {
        return word("id", Long.toString(id));
    }

    /** {@code grantors=}, {@code reason=} or any other field whose value is one word. @param name letters, _ and - */
    public AuditUserMessageBuilder word(String name, String value) {
        fields.add(new Field(checked(name), value, false));
        return this;
    }

    /** {@code cmd=}, {@code path=} or any other field with a free text. @param name letters, digits, _ and - */
    public AuditUserMessageBuilder value(String name, String value) {
        fields.add(new Field(checked(name), value, true));
        return this;
    }

    private static String checked(String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
            throw new IllegalArgumentException("name: " + name + " (expected: at most 64 letters, digits, _ and -)");
        }
        return name;
    }

    /** {@code exe=}: the program; this Java unless it is given. */
    public AuditUserMessageBuilder executable(String path) {
        origin.put("exe", UserText.encode(UserText.cut(path, 1024)));
        return this;
    }

    /** {@code hostname=}: the peer's name. */
    public AuditUserMessageBuilder hostname(String name) {
        return origin("hostname", name);
    }

    /** {@code addr=}: the peer's address, without a port. */
    public AuditUserMessageBuilder address(String address) {
        return origin("addr", address);
    }

    /** {@code terminal=}: through what it comes: a terminal, or the service's name. */
    public AuditUserMessageBuilder terminal(String terminal) {
        return origin("terminal", terminal);
    }

    private AuditUserMessageBuilder origin(String name, String value) {
        origin.put(name, UserText.word(UserText.cut(value, 256)));
        return this;
    }

    /** It was done. */
    public AuditUserMessage succeeded() {
        return build("success");
    }

    /** It was refused, or failed. */
    public AuditUserMessage failed() {
        return build("failed");
    }

    /** {@link #succeeded()} or {@link #failed()}. */
    public AuditUserMessage result(boolean success) {
        return success ? succeeded() : failed();
    }

    private AuditUserMessage build(String result) {
        StringBuilder end = new StringBuilder();
        origin.forEach((name, value) -> end.append(name).append('=').append(value).append(' '));
        end.append("res=").append(result);
        int room = AuditUserMessage.MAX_LENGTH - end.length();
        StringBuilder begin = new StringBuilder();
        for (int index = 0; index < fields.size(); index++) {
            Field field = fields.get(index);
            // what is left is shared evenly, so that one long value leaves room for those behind it
            int share = room / (fields.size() - index);
            String text = field.text();
            int length = length(text);
            if (length > share) {
                // a byte takes two in hexadecimal; less than nothing means that only the name fits
                int bytes = Math.max(0, (share - field.name().length() - 4) / 2);
                text = new Field(field.name(), UserText.cut(field.value(), bytes), field.encoded()).text();
                length = length(text);
            }
            if (length <= share) {
                begin.append(text);
                room -= length;
            }
        }
        return new AuditUserMessage(type, begin.append(end).toString());
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
