package io.github.nettyaudit.codec.message;

/**
 * The bits of {@link AuditStatus#featureBitmap()}, {@code AUDIT_FEATURE_BITMAP_*} of {@code linux/audit.h}: what the
 * running kernel can do.
 *
 * <p>Kernels before 3.19 report a version in this field instead: 1 if the backlog limit can be set, 2 if the backlog
 * wait time can be set too.
 */
public final class AuditFeatureBitmap {
    /** The backlog limit can be set. */
    public static final int BACKLOG_LIMIT = 0x1;
    /** The backlog wait time can be set. */
    public static final int BACKLOG_WAIT_TIME = 0x2;
    /** Rules may name an executable ({@code exe=}). */
    public static final int EXECUTABLE_PATH = 0x4;
    /** The exclude filter accepts other fields than the message type. */
    public static final int EXCLUDE_EXTEND = 0x8;
    /** Rules may name a session id ({@code sessionid=}). */
    public static final int SESSIONID_FILTER = 0x10;
    /** The lost counter can be reset. */
    public static final int LOST_RESET = 0x20;
    /** The kernel has a filesystem filter list. */
    public static final int FILTER_FS = 0x40;

    private AuditFeatureBitmap() {
    }
}
