package io.github.nettyaudit.daemon.internal.rescue;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusBuilder;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests through a socket of its own, without Netty: for a close whose control channel or event loop has ended. Not
 * thread-safe.
 */
public final class KernelRescue implements KernelLink, AutoCloseable {
    private static final int HEADER_LENGTH = 16;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final AuditStatusField[] FIELDS = AuditStatusField.values();

    private final RescueSocket socket;
    private final long deadlineNanos;
    private int sequence;

    private KernelRescue(RescueSocket socket, long deadlineNanos) {
        this.socket = socket;
        this.deadlineNanos = deadlineNanos;
    }

    /** Loads what is needed, while there is memory. Does nothing where JNA cannot be loaded. */
    public static void prepare() {
        try {
            Class.forName(LibC.class.getName(), true, KernelRescue.class.getClassLoader());
            Class.forName(RescueSocket.class.getName(), true, KernelRescue.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError | UnsupportedOperationException e) {
            // then open() fails, and its message says why
        }
    }

    /**
     * Opens the socket.
     *
     * @param portId        0 for the kernel, or the address of a scripted one
     * @param deadlineNanos when to give up ({@link System#nanoTime()}); each request waits 1 s at most
     */
    public static KernelRescue open(int protocol, int portId, long deadlineNanos) throws KernelLinkException {
        try {
            return new KernelRescue(RescueSocket.open(protocol, portId), deadlineNanos);
        } catch (IOException | LinkageError | UnsupportedOperationException e) {
            throw new KernelLinkException("no socket could be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public AuditStatus status() throws KernelRefusalException, KernelLinkException {
        return status(request(AuditMessageType.GET, NetlinkFlags.REQUEST, null, AuditMessageType.GET));
    }

    @Override
    public void set(AuditStatus changes) throws KernelRefusalException, KernelLinkException {
        request(AuditMessageType.SET, NetlinkFlags.REQUEST | NetlinkFlags.ACK, changes, NetlinkControlType.ERROR);
    }

    /** Sends, and returns the payload of the answer of that type. */
    private ByteBuffer request(int type, int flags, @Nullable AuditStatus payload, int answer)
            throws KernelRefusalException, KernelLinkException {
        int length = HEADER_LENGTH + (payload == null ? 0 : FIELDS.length * Integer.BYTES);
        ByteBuffer request = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder()).putInt(length)
                .putShort((short) type).putShort((short) flags).putInt(++sequence).putInt(0);
        if (payload != null) {
            for (AuditStatusField field : FIELDS) {
                request.putInt(payload.get(field));
            }
        }
        socket.send(request.flip());
        long deadline = Math.min(deadlineNanos, System.nanoTime() + LONGEST_WAIT_NANOS);
        try {
            for (ByteBuffer reply = socket.receive(deadline); reply != null; reply = socket.receive(deadline)) {
                ByteBuffer found = answer(reply, type, answer);
                if (found != null) {
                    return found;
                }
            }
        } catch (IOException e) {
            throw new KernelLinkException(String.valueOf(e.getMessage()), e);
        }
        throw new KernelLinkException("the kernel did not answer in time", null);
    }

    private @Nullable ByteBuffer answer(ByteBuffer reply, int requestType, int wanted)
            throws KernelRefusalException {
        if (reply.remaining() < HEADER_LENGTH || reply.getInt(8) != sequence) {
            return null;
        }
        int type = reply.getShort(4) & 0xffff;
        ByteBuffer payload = reply.slice(HEADER_LENGTH, reply.remaining() - HEADER_LENGTH)
                .order(ByteOrder.nativeOrder());
        if (type == NetlinkControlType.ERROR && payload.remaining() >= Integer.BYTES && payload.getInt(0) < 0) {
            throw new KernelRefusalException(AuditMessageType.name(requestType) + " failed with "
                    + NetlinkErrno.name(-payload.getInt(0)), null);
        }
        boolean whole = wanted != AuditMessageType.GET
                || payload.remaining() >= AuditStatusField.FEATURE_BITMAP.offset();
        return type == wanted && whole ? payload : null;
    }

    private static AuditStatus status(ByteBuffer payload) {
        AuditStatusBuilder builder = AuditStatus.builder();
        int fields = Math.min(FIELDS.length, payload.remaining() / Integer.BYTES);
        for (int i = 0; i < fields; i++) {
            builder.set(FIELDS[i], Integer.toUnsignedLong(payload.getInt(i * Integer.BYTES)));
        }
        return builder.mask(0).structLength(fields * Integer.BYTES).build();
    }

    @Override
    public void close() {
        socket.close();
    }
}
