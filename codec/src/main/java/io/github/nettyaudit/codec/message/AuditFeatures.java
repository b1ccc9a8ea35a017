package io.github.nettyaudit.codec.message;

/**
 * The switches of the kernel's audit subsystem, {@code struct audit_features} of {@code linux/audit.h}. They are not
 * the capabilities of the kernel, which are in {@link AuditFeatureBitmap}. Immutable.
 *
 * @param version  the version of the struct, {@link #VERSION}
 * @param mask     in requests, the bits to change; in replies, all bits
 * @param features the bits that are on
 * @param lock     the bits that cannot be changed until the next boot
 */
public record AuditFeatures(int version, int mask, int features, int lock) {
    /** {@code AUDIT_FEATURE_VERSION}. */
    public static final int VERSION = 1;
    /** A login uid can be unset but not changed after it was set ({@code AUDIT_FEATURE_ONLY_UNSET_LOGINUID}). */
    public static final int ONLY_UNSET_LOGIN_UID = 0x1;
    /** A login uid cannot be changed or unset after it was set ({@code AUDIT_FEATURE_LOGINUID_IMMUTABLE}). */
    public static final int LOGIN_UID_IMMUTABLE = 0x2;

    /**
     * Returns a change of switches for {@link AuditFeaturesMessage#set}.
     *
     * @param bits the switches to change
     * @param on   whether to turn them on
     * @param lock whether to lock them in this position until the next boot
     * @return the change
     */
    public static AuditFeatures change(int bits, boolean on, boolean lock) {
        return new AuditFeatures(VERSION, bits, on ? bits : 0, lock ? bits : 0);
    }

    /**
     * Returns whether switches are on.
     *
     * @param bits one or more switches
     * @return whether every one of them is on
     */
    public boolean isOn(int bits) {
        return (features & bits) == bits;
    }

    /**
     * Returns whether switches are locked.
     *
     * @param bits one or more switches
     * @return whether every one of them is locked
     */
    public boolean isLocked(int bits) {
        return (lock & bits) == bits;
    }
}
