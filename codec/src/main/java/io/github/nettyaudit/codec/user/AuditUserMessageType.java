package io.github.nettyaudit.codec.user;

/**
 * Types of user messages that applications of their own are likely to need; the other names are in
 * {@link io.github.nettyaudit.codec.message.AuditMessageType#of}. From {@code audit-records.h} of audit-userspace.
 */
public final class AuditUserMessageType {
    /** Somebody proves who they are. */
    public static final int USER_AUTH = 1100;
    /** An account is found good, or not. */
    public static final int USER_ACCT = 1101;
    /** An account is changed. */
    public static final int USER_MGMT = 1102;
    /** A session begins. */
    public static final int USER_START = 1105;
    /** A session ends. */
    public static final int USER_END = 1106;
    /** A password or another secret is changed. */
    public static final int USER_CHAUTHTOK = 1108;
    /** Something about an account fails for a technical reason. */
    public static final int USER_ERR = 1109;
    /** Somebody logs in. */
    public static final int USER_LOGIN = 1112;
    /** Somebody logs out. */
    public static final int USER_LOGOUT = 1113;
    /** An account is made. */
    public static final int ADD_USER = 1114;
    /** An account is deleted. */
    public static final int DEL_USER = 1115;
    /** What a trusted application has to tell besides. */
    public static final int TRUSTED_APP = 1121;
    /** A command is run for somebody. */
    public static final int USER_CMD = 1123;

    private AuditUserMessageType() {
    }
}
