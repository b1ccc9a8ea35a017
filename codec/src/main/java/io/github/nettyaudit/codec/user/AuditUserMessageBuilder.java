package io.github.nettyaudit.codec.user;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds an {@link AuditUserMessage}. Values may come from any source: a value cannot be taken for another field. A
 * value that is too long is cut and not refused, because otherwise an attacker with a long name would leave no trace.
 * Not thread-safe.
 */
public final class AuditUserMessageBuilder {
    private static final String UNKNOWN = "?";
    private static final String EXECUTABLE = ProcessHandle.current().info().command().orElse(UNKNOWN);
    private static final int MAX_EXECUTABLE = 1024;
    private static final int MAX_ORIGIN = 256;

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

    /**
     * Adds {@code op=}: what is done.
     *
     * @param operation one word, or words joined by dashes
     * @return this builder
     */
    public AuditUserMessageBuilder operation(String operation) {
        return word("op", operation);
    }

    /**
     * Adds {@code acct=}: the account.
     *
     * @param account the account name as it was entered
     * @return this builder
     */
    public AuditUserMessageBuilder account(String account) {
        return value("acct", account);
    }

    /**
     * Adds {@code id=}: the user that the operation concerns.
     *
     * @param id a user id
     * @return this builder
     */
    public AuditUserMessageBuilder userId(long id) {
        return word("id", Long.toString(id));
    }

    /**
     * Adds a field whose value is one word, such as {@code grantors=} or {@code reason=}. Characters that are not part
     * of a word are replaced by {@code _}.
     *
     * @param name  a letter, then at most 63 letters, digits, {@code _} and {@code -}
     * @param value the value
     * @return this builder
     * @throws IllegalArgumentException if the name contains other characters or is too long
     */
    public AuditUserMessageBuilder word(String name, String value) {
        fields.add(new Field(checked(name), requireNonNull(value, name), false));
        return this;
    }

    /**
     * Adds a field whose value is any text, such as {@code cmd=} or {@code path=}. The value is written in quotes or in
     * hexadecimal, see {@link io.github.nettyaudit.codec.record.UntrustedString}.
     *
     * @param name  a letter, then at most 63 letters, digits, {@code _} and {@code -}
     * @param value the value
     * @return this builder
     * @throws IllegalArgumentException if the name contains other characters or is too long
     */
    public AuditUserMessageBuilder value(String name, String value) {
        fields.add(new Field(checked(name), requireNonNull(value, name), true));
        return this;
    }

    private static String checked(String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
            throw new IllegalArgumentException("name: " + name
                    + " (expected: a letter, then at most 63 letters, digits, _ and -)");
        }
        return name;
    }

    /**
     * Sets {@code exe=}: the program. The default is the Java program of this process.
     *
     * @param path the path of the program
     * @return this builder
     */
    public AuditUserMessageBuilder executable(String path) {
        origin.put("exe", UserText.encode(UserText.cut(path, MAX_EXECUTABLE)));
        return this;
    }

    /**
     * Sets {@code hostname=}: the name of the peer. The default is unknown.
     *
     * @param name a host name
     * @return this builder
     */
    public AuditUserMessageBuilder hostname(String name) {
        return origin("hostname", name);
    }

    /**
     * Sets {@code addr=}: the address of the peer. The default is unknown.
     *
     * @param address an address without a port
     * @return this builder
     */
    public AuditUserMessageBuilder address(String address) {
        return origin("addr", address);
    }

    /**
     * Sets {@code terminal=}: the terminal or service that the peer uses. The default is unknown.
     *
     * @param terminal the name of a terminal or service
     * @return this builder
     */
    public AuditUserMessageBuilder terminal(String terminal) {
        return origin("terminal", terminal);
    }

    private AuditUserMessageBuilder origin(String name, String value) {
        origin.put(name, UserText.word(UserText.cut(value, MAX_ORIGIN)));
        return this;
    }

    /**
     * Builds the message with {@code res=success}.
     *
     * @return a new message
     * @throws IllegalArgumentException if the type is not that of a user message
     */
    public AuditUserMessage succeeded() {
        return build("success");
    }

    /**
     * Builds the message with {@code res=failed}: the operation was refused or failed.
     *
     * @return a new message
     * @throws IllegalArgumentException if the type is not that of a user message
     */
    public AuditUserMessage failed() {
        return build("failed");
    }

    /**
     * Builds the message with the result of the operation.
     *
     * @param success whether the operation succeeded
     * @return a new message
     * @throws IllegalArgumentException if the type is not that of a user message
     */
    public AuditUserMessage result(boolean success) {
        return success ? succeeded() : failed();
    }

    private AuditUserMessage build(String result) {
        StringBuilder end = new StringBuilder();
        origin.forEach((name, value) -> end.append(name).append('=').append(value).append(' '));
        end.append("res=").append(result);
        int space = AuditUserMessage.MAX_LENGTH - end.length();
        StringBuilder begin = new StringBuilder();
        for (int index = 0; index < fields.size(); index++) {
            // the space that is left is shared evenly, so that one long value does not displace those after it
            String text = fit(fields.get(index), space / (fields.size() - index));
            begin.append(text);
            space -= length(text);
        }
        return new AuditUserMessage(type, begin.append(end).toString());
    }

    /** Returns the field with as much of its value as fits, or an empty text if not even the name fits. */
    private static String fit(Field field, int space) {
        String text = field.text();
        if (length(text) > space) {
            // each byte of the value takes at most two characters; the name is followed by = and the value by a blank
            int bytes = Math.max(0, (space - field.name().length() - 4) / 2);
            text = new Field(field.name(), UserText.cut(field.value(), bytes), field.encoded()).text();
        }
        return length(text) <= space ? text : "";
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
