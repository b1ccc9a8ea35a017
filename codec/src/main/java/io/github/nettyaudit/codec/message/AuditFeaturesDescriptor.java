package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.getInt;
import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.writeInt;

import io.netty.buffer.ByteBuf;

/**
 * The layout of {@code struct audit_features} ({@code linux/audit.h}): 32-bit numbers in the byte order of the machine.
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
 */
final class AuditFeaturesDescriptor {
    static final int LENGTH = 16;

    private static final int VERSION_OFFSET = 0;
    private static final int MASK_OFFSET = 4;
    private static final int FEATURES_OFFSET = 8;
    private static final int LOCK_OFFSET = 12;

    private AuditFeaturesDescriptor() {
    }

    /** Reads at least {@link #LENGTH} bytes and ignores more; moves no index. */
    static AuditFeatures read(ByteBuf payload) {
        AuditMessageException.checkLength("features", payload, LENGTH);
        int start = payload.readerIndex();
        return new AuditFeatures(getInt(payload, start + VERSION_OFFSET), getInt(payload, start + MASK_OFFSET),
                getInt(payload, start + FEATURES_OFFSET), getInt(payload, start + LOCK_OFFSET));
    }

    static void write(AuditFeatures features, ByteBuf payload) {
        writeInt(payload, features.version());
        writeInt(payload, features.mask());
        writeInt(payload, features.features());
        writeInt(payload, features.lock());
    }
}
