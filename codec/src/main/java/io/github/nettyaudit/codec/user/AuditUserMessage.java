package io.github.nettyaudit.codec.user;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message of an application for the audit trail. The kernel adds the process id, user id, login user id and session
 * of the sending process in front of it and puts the text into {@code msg='…'}. Sending needs CAP_AUDIT_WRITE.
 * Immutable.
 *
 * <pre>{@code
 * AuditUserMessage.login("alice").address("192.0.2.7").terminal("https").failed();
 * // op=login acct="alice" exe="/usr/bin/java" hostname=? addr=192.0.2.7 terminal=https res=failed
 * }</pre>
 *
 * @param type the message type, 1005, 1100–1199 or 2100–2999, see {@link AuditMessageType}
 * @param text the text, by convention {@code name=value} fields; 1 to {@value #MAX_LENGTH} bytes in UTF-8
 */
public record AuditUserMessage(int type, String text) {
    /** The maximum length of the text in bytes; the kernel cuts longer texts. */
    public static final int MAX_LENGTH = 8_560;

    /**
     * Creates a message from a text as it is. The factory methods build texts whose values cannot be taken for other
     * fields.
     *
     * @param type the message type, 1005, 1100–1199 or 2100–2999, see {@link AuditMessageType}
     * @param text the text, 1 to {@value #MAX_LENGTH} bytes in UTF-8
     * @throws IllegalArgumentException if the type is not that of a user message, or the text is empty or too long
     */
    public AuditUserMessage {
        boolean userType = type == AuditMessageType.USER
                || type >= AuditMessageType.FIRST_USER_MSG && type <= AuditMessageType.LAST_USER_MSG
                || type >= AuditMessageType.FIRST_USER_MSG2 && type <= AuditMessageType.LAST_USER_MSG2;
        if (!userType) {
            throw new IllegalArgumentException("type: " + type + " (expected: 1005, 1100-1199 or 2100-2999)");
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("text of " + length + " bytes (expected: 1-" + MAX_LENGTH + ')');
        }
    }

    /**
     * Builds a USER_LOGIN message: a user logs in, or fails to.
     *
     * @param account the account name as it was entered
     * @return a builder
     */
    public static AuditUserMessageBuilder login(String account) {
        return new AuditUserMessageBuilder(AuditMessageType.USER_LOGIN).operation("login").account(account);
    }

    /**
     * Builds a USER_LOGOUT message: a user logs out.
     *
     * @param account the account name
     * @return a builder
     */
    public static AuditUserMessageBuilder logout(String account) {
        return new AuditUserMessageBuilder(AuditMessageType.USER_LOGOUT).operation("logout").account(account);
    }

    /**
     * Builds a USER_AUTH message: a user authenticates, or fails to.
     *
     * @param account the account name as it was entered
     * @return a builder
     */
    public static AuditUserMessageBuilder authentication(String account) {
        return new AuditUserMessageBuilder(AuditMessageType.USER_AUTH).operation("authentication").account(account);
    }

    /**
     * Builds a USER_MGMT message: an account is changed.
     *
     * @param operation one word, or words joined by dashes, such as {@code lock-account}
     * @param account   the account name
     * @return a builder
     */
    public static AuditUserMessageBuilder management(String operation, String account) {
        return new AuditUserMessageBuilder(AuditMessageType.USER_MGMT).operation(operation).account(account);
    }

    /**
     * Builds a USER_CMD message: a command is run on behalf of a user.
     *
     * @param workingDirectory the working directory of the command
     * @param command          the command with its arguments
     * @return a builder
     */
    public static AuditUserMessageBuilder command(String workingDirectory, String command) {
        return new AuditUserMessageBuilder(AuditMessageType.USER_CMD).value("cwd", workingDirectory)
                .value("cmd", command);
    }

    /**
     * Builds a TRUSTED_APP message: any other event of a trusted application.
     *
     * @param operation one word, or words joined by dashes
     * @return a builder
     */
    public static AuditUserMessageBuilder application(String operation) {
        return new AuditUserMessageBuilder(AuditMessageType.TRUSTED_APP).operation(operation);
    }

    /**
     * Builds a user message of any type.
     *
     * @param type 1005, 1100–1199 or 2100–2999, see {@link AuditMessageType}; {@code build} refuses others
     * @return a builder
     */
    public static AuditUserMessageBuilder of(int type) {
        return new AuditUserMessageBuilder(type);
    }

    /**
     * Returns the message as it is sent.
     *
     * @return the text in UTF-8 and a NUL, which the kernel overwrites; a new array
     */
    public byte[] payload() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
