package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;

/**
 * Switches of the kernel's audit subsystem, {@code struct audit_features} of {@code linux/audit.h}; not to be mistaken
 * for what the kernel can do, {@link AuditFeatureBitmap}. Immutable.
 * <pre>
 * +----------------+
 * |      vers      |   0
 * +----------------+
 * |      mask      |   4
 * +----------------+
 * |    features    |   8
 * +----------------+
 * |      lock      |  12
 * +----------------+
 * </pre>
 *
 * @param version  version of the struct, {@link #VERSION}
 * @param mask     in requests, the bits to change; in replies all bits
 * @param features the bits that are on
 * @param lock     the bits that cannot be changed until the next boot
 */
public record AuditFeatures(int version, int mask, int features, int lock) {
    /** {@code AUDIT_FEATURE_VERSION}. */
    public static final int VERSION = 1;
    /** A login uid can be unset, but not changed once set ({@code AUDIT_FEATURE_ONLY_UNSET_LOGINUID}). */
    public static final int ONLY_UNSET_LOGIN_UID = 0x1;
    /** A login uid can never be changed once set ({@code AUDIT_FEATURE_LOGINUID_IMMUTABLE}). */
    public static final int LOGIN_UID_IMMUTABLE = 0x2;
    /** Bytes of the struct. */
    public static final int LENGTH = 16;

    /** A request to switch the given bits on or off, and when {@code lock} is true to keep them so until the boot. */
    public static AuditFeatures change(int bits, boolean on, boolean lock) {
        return new AuditFeatures(VERSION, bits, on ? bits : 0, lock ? bits : 0);
    }

    /** Reads a payload of at least {@link #LENGTH} bytes, ignoring more; moves no index. */
    static AuditFeatures read(ByteBuf payload) {
        int length = payload.readableBytes();
        if (length < LENGTH) {
            throw new AuditMessageException("features of " + length + " bytes (expected: at least " + LENGTH + ')');
        }
        int start = payload.readerIndex();
        return new AuditFeatures(
                NetlinkHeaderDescriptor.getInt(payload, start),
                NetlinkHeaderDescriptor.getInt(payload, start + 4),
                NetlinkHeaderDescriptor.getInt(payload, start + 8),
                NetlinkHeaderDescriptor.getInt(payload, start + 12));
    }

    void write(ByteBuf payload) {
        NetlinkHeaderDescriptor.writeInt(payload, version);
        NetlinkHeaderDescriptor.writeInt(payload, mask);
        NetlinkHeaderDescriptor.writeInt(payload, features);
        NetlinkHeaderDescriptor.writeInt(payload, lock);
    }

    /** Whether every one of the bits is on. */
    public boolean isOn(int bits) {
        return (features & bits) == bits;
    }

    /** Whether every one of the bits is locked. */
    public boolean isLocked(int bits) {
        return (lock & bits) == bits;
    }
}
