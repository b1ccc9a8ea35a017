package io.github.nettyaudit.codec.message;

/**
 * The bits of {@link AuditStatus#featureBitmap()}, {@code AUDIT_FEATURE_BITMAP_*} of {@code linux/audit.h}.
 *
 * <p>Kernels before 3.19 report a version there instead: 1 where the backlog limit can be set, 2 where the backlog wait
 * time can be set.
 */
public final class AuditFeatureBitmap {
    /** The backlog limit can be set. */
    public static final int BACKLOG_LIMIT = 0x1;
    /** The backlog wait time can be set. */
    public static final int BACKLOG_WAIT_TIME = 0x2;
    /** Rules may name an executable ({@code exe=}). */
    public static final int EXECUTABLE_PATH = 0x4;
    /** The exclude filter knows more fields than the message type. */
    public static final int EXCLUDE_EXTEND = 0x8;
    /** Rules may name a session id ({@code sessionid=}). */
    public static final int SESSIONID_FILTER = 0x10;
    /** The lost counter can be reset. */
    public static final int LOST_RESET = 0x20;
    /** There is a filesystem filter list. */
    public static final int FILTER_FS = 0x40;

    private AuditFeatureBitmap() {
    }
}
