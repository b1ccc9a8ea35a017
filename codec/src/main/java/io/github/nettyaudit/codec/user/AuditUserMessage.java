package io.github.nettyaudit.codec.user;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message of an application for the audit trail. The kernel puts pid, uid, login uid and session of the sending
 * process before it, and {@code msg='…'} around it; it needs CAP_AUDIT_WRITE for that. Immutable.
 *
 * <pre>{@code
 * AuditUserMessage.login("alice").address("192.0.2.7").terminal("https").failed();
 * // op=login acct="alice" exe="/usr/bin/java" hostname=? addr=192.0.2.7 terminal=https res=failed
 * }</pre>
 *
 * @param type the message type, 1005, 1100–1199 or 2100–2999, see {@link AuditMessageType}
 * @param text what it says, {@code name=value} fields by custom; at most {@value #MAX_LENGTH} bytes in UTF-8
 */
public record AuditUserMessage(int type, String text) {
    /** Bytes of text that the kernel takes; it cuts what is longer. */
    public static final int MAX_LENGTH = 8_560;

    /** @throws IllegalArgumentException when the type is not one of user messages, or the text too long or empty */
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

    /** USER_LOGIN: somebody logs in, or fails to. */
    public static AuditUserMessageBuilder login(String account) {
        return new AuditUserMessageBuilder(AuditUserMessageType.USER_LOGIN).operation("login").account(account);
    }

    /** USER_LOGOUT: somebody logs out. */
    public static AuditUserMessageBuilder logout(String account) {
        return new AuditUserMessageBuilder(AuditUserMessageType.USER_LOGOUT).operation("logout").account(account);
    }

    /** USER_AUTH: somebody proves, or fails to prove, who they are. */
    public static AuditUserMessageBuilder authentication(String account) {
        return new AuditUserMessageBuilder(AuditUserMessageType.USER_AUTH).operation("authentication").account(account);
    }

    /** USER_MGMT: an account is changed. @param operation one word or words with dashes, {@code lock-account} */
    public static AuditUserMessageBuilder management(String operation, String account) {
        return new AuditUserMessageBuilder(AuditUserMessageType.USER_MGMT).operation(operation).account(account);
    }

    /** USER_CMD: a command is run for somebody. */
    public static AuditUserMessageBuilder command(String workingDirectory, String command) {
        return new AuditUserMessageBuilder(AuditUserMessageType.USER_CMD).value("cwd", workingDirectory)
                .value("cmd", command);
    }

    /** TRUSTED_APP: whatever else a trusted application has to tell. @param operation one word or words with dashes */
    public static AuditUserMessageBuilder application(String operation) {
        return new AuditUserMessageBuilder(AuditUserMessageType.TRUSTED_APP).operation(operation);
    }

    /** Any other type of user message, see {@link AuditMessageType}. */
    public static AuditUserMessageBuilder of(int type) {
        return new AuditUserMessageBuilder(type);
    }

    /** The message as it is sent: the text and a NUL, which the kernel overwrites. */
    public byte[] payload() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}
