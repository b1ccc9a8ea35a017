package io.github.nettyaudit.testkit;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A blocking audit socket that asks one question at a time. On purpose apart from the transport and the codec: what
 * checks and restores the kernel must not depend on the code under test. Not thread-safe.
 */
final class KernelSocket implements AutoCloseable {
    private static final int NETLINK_AUDIT = 9;
    private static final int HEADER = 16;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final short REQUEST_AND_ACK = 5;
    private static final short MULTI = 2;
    private static final int ENOBUFS = 105;
    private static final int TIMEOUT_SECONDS = 20;
    private static final int ATTEMPTS = 5;
    private static final int BUFFER = 1 << 16;
    private static final int RECEIVE_BUFFER = 1 << 22;

    private final int fileDescriptor;
    private int sequence;

    KernelSocket() {
        fileDescriptor = call("socket", () -> LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC,
                NETLINK_AUDIT));
        byte[] timeout = buffer(16).putLong(TIMEOUT_SECONDS).putLong(0).array();
        call("setsockopt", () -> LibC.setsockopt(fileDescriptor, LibC.SOL_SOCKET, LibC.SO_RCVTIMEO, timeout, 16));
        try {
            byte[] size = buffer(4).putInt(RECEIVE_BUFFER).array();
            LibC.setsockopt(fileDescriptor, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, size, 4);
        } catch (LastErrorException withoutCapNetAdmin) {
            // the default is enough for all but long listings
        }
    }

    /** Sends a request and waits for its acknowledgement; the value is 0, or the old value of a counter reset. */
    int set(int type, byte[] payload) {
        return exchange(type, payload, false, new ArrayList<>());
    }

    /** Sends a request and waits for its reply, whose payload is returned. */
    byte[] get(int type) {
        List<byte[]> replies = new ArrayList<>();
        exchange(type, new byte[0], true, replies);
        return replies.get(0);
    }

    /** Sends a request for a list and returns the payloads of its parts. Starts again where parts were lost. */
    List<byte[]> list(int type) {
        for (int attempt = 1;; attempt++) {
            List<byte[]> parts = new ArrayList<>();
            try {
                exchange(type, new byte[0], true, parts);
                return parts;
            } catch (KernelRequestException exception) {
                if (exception.errno() != ENOBUFS || attempt == ATTEMPTS) {
                    throw exception;
                }
            }
        }
    }

    @Override
    public void close() {
        LibC.close(fileDescriptor);
    }

    private int exchange(int type, byte[] payload, boolean awaitReply, List<byte[]> replies) {
        send(type, payload);
        int value = 0;
        boolean acknowledged = false;
        boolean replied = !awaitReply;
        while (!acknowledged || !replied) {
            ByteBuffer datagram = receive(type);
            int answerType = datagram.getShort(4) & 0xffff;
            if (datagram.getInt(8) != sequence) {
                continue;
            }
            if (answerType == ERROR) {
                value = datagram.getInt(HEADER);
                if (value < 0) {
                    throw new KernelRequestException("the kernel refused request " + type + " with errno " + -value,
                            -value);
                }
                acknowledged = true;
            } else if (answerType == DONE) {
                replied = true;
            } else {
                // LIST_RULES datagrams are padded behind nlmsg_len
                byte[] reply = new byte[Math.min(datagram.getInt(0), datagram.limit()) - HEADER];
                datagram.position(HEADER).get(reply);
                replies.add(reply);
                replied |= (datagram.getShort(6) & MULTI) == 0;
            }
        }
        return value;
    }

    private void send(int type, byte[] payload) {
        byte[] datagram = buffer(HEADER + payload.length).putInt(HEADER + payload.length).putShort((short) type)
                .putShort(REQUEST_AND_ACK).putInt(++sequence).putInt(0).put(payload).array();
        byte[] kernel = buffer(12).putShort((short) LibC.AF_NETLINK).array();
        call("sendto", () -> (int) LibC.sendto(fileDescriptor, datagram, datagram.length, 0, kernel, kernel.length));
    }

    private ByteBuffer receive(int type) {
        byte[] bytes = new byte[BUFFER];
        while (true) {
            try {
                int length = (int) LibC.recv(fileDescriptor, bytes, bytes.length, 0);
                if (length >= HEADER) {
                    return ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.nativeOrder());
                }
            } catch (LastErrorException exception) {
                if (exception.getErrorCode() == LibC.EAGAIN) {
                    throw new KernelRequestException("the kernel did not answer request " + type + " within "
                            + TIMEOUT_SECONDS + " s", LibC.EAGAIN);
                }
                if (exception.getErrorCode() != LibC.EINTR) {
                    throw new KernelRequestException("recv failed with errno " + exception.getErrorCode(),
                            exception.getErrorCode());
                }
            }
        }
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    }

    private static int call(String name, SystemCall call) {
        while (true) {
            try {
                return call.run();
            } catch (LastErrorException exception) {
                if (exception.getErrorCode() != LibC.EINTR) {
                    throw new KernelRequestException(name + " failed with errno " + exception.getErrorCode(),
                            exception.getErrorCode());
                }
            }
        }
    }

    private interface SystemCall {
        int run();
    }
}
