package io.github.nettyaudit.daemon.internal.takeover;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket from which records are read without an event loop's help: the one that a killed process has left, or
 * a member of the multicast group during the switch. Not thread-safe.
 */
final class RecordSocket implements SwitchMerge.RecordSource, AutoCloseable {
    private static final int LONGEST = 16 << 10; // a record has some 9,000 bytes at most
    private static final int ADDRESS_LENGTH = 12;
    private static final int READLOG_GROUP = 1;
    /** {@code SK_MEMINFO_VARS} in {@code linux/sock_diag.h}; the last one counts what did not fit. */
    private static final int MEMORY_COUNTERS = 9;

    private final int fd;
    private final int kernel;
    private final Memory datagram = new Memory(LONGEST);
    private final Memory sender = new Memory(ADDRESS_LENGTH + Integer.BYTES);
    private boolean closed;

    /** @param kernel the port id of the only sender whose datagrams count */
    RecordSocket(int fd, int kernel) {
        this.fd = fd;
        this.kernel = kernel;
    }

    /** Joins the multicast group of the live kernel. */
    static RecordSocket multicast(int protocol, int receiveBuffer) throws IOException {
        int fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, protocol);
        if (fd < 0) {
            throw failure("socket");
        }
        RecordSocket socket = new RecordSocket(fd, 0);
        try (Memory memory = new Memory(ADDRESS_LENGTH)) {
            set(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, receiveBuffer, memory);
            set(fd, LibC.SOL_NETLINK, LibC.NETLINK_NO_ENOBUFS, 1, memory);
            memory.clear(); // struct sockaddr_nl: family, padding, port id, groups
            memory.setShort(0, (short) LibC.AF_NETLINK);
            memory.setInt(8, READLOG_GROUP);
            if (LibC.bind(fd, Memory.nativeValue(memory), ADDRESS_LENGTH) < 0) {
                IOException failed = failure("bind");
                socket.close();
                throw failed;
            }
        }
        return socket;
    }

    private static void set(int fd, int level, int option, int value, Memory memory) {
        memory.setInt(0, value);
        LibC.setsockopt(fd, level, option, Memory.nativeValue(memory), Integer.BYTES); // without it, the default holds
    }

    /** Whether a descriptor is a netlink socket of a family. */
    static boolean isNetlink(int fd, int protocol) {
        return option(fd, LibC.SO_DOMAIN) == LibC.AF_NETLINK && option(fd, LibC.SO_PROTOCOL) == protocol;
    }

    private static int option(int fd, int name) {
        try (Memory memory = new Memory(2L * Integer.BYTES)) {
            memory.setInt(Integer.BYTES, Integer.BYTES);
            long address = Memory.nativeValue(memory);
            return LibC.getsockopt(fd, LibC.SOL_SOCKET, name, address, address + Integer.BYTES) < 0 ? -1
                    : memory.getInt(0);
        }
    }

    /** Receives the next record. What is no record, such as an answer to the earlier process, is left out. */
    @Override
    public @Nullable AuditRecordMessage receive() throws IOException {
        while (!closed) {
            sender.setInt(ADDRESS_LENGTH, ADDRESS_LENGTH);
            long address = Memory.nativeValue(sender);
            long length = LibC.recvfrom(fd, Memory.nativeValue(datagram), LONGEST, LibC.MSG_DONTWAIT, address,
                    address + ADDRESS_LENGTH);
            if (length < 0) {
                int errno = Native.getLastError();
                if (errno == LibC.EAGAIN) {
                    return null;
                }
                if (errno != LibC.EINTR && errno != LibC.ENOBUFS) { // the latter was an overrun: serials are missing
                    throw failure("recvfrom");
                }
            } else if (sender.getInt(4) == kernel) {
                AuditRecordMessage record = Datagrams.record(ByteBufAllocator.DEFAULT.buffer((int) length)
                        .writeBytes(datagram.getByteBuffer(0, length)));
                if (record != null) {
                    return record;
                }
            }
        }
        return null;
    }

    /** Whether anything was sent to the socket and did not fit into its receive buffer, or that is not known. */
    boolean hasDropped() {
        try (Memory memory = new Memory((MEMORY_COUNTERS + 1L) * Integer.BYTES)) {
            long address = Memory.nativeValue(memory);
            long length = address + (long) MEMORY_COUNTERS * Integer.BYTES;
            memory.setInt((long) MEMORY_COUNTERS * Integer.BYTES, MEMORY_COUNTERS * Integer.BYTES);
            return closed || LibC.getsockopt(fd, LibC.SOL_SOCKET, LibC.SO_MEMINFO, address, length) < 0
                    || memory.getInt((MEMORY_COUNTERS - 1L) * Integer.BYTES) != 0;
        }
    }

    private static IOException failure(String call) {
        return new IOException(call + " failed with " + NetlinkErrno.name(Native.getLastError()));
    }

    static void close(int fd) {
        LibC.close(fd);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
        }
    }
}
