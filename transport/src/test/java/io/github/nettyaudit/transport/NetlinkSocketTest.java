package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The socket without a channel, over NETLINK_USERSOCK. */
class NetlinkSocketTest {
    private final List<NetlinkSocket> sockets = new ArrayList<>();
    private final ByteBuffer memory = ByteBuffer.allocateDirect(1000);

    @BeforeAll
    static void loadTheNativeLibrary() throws AuditNetlinkException {
        AuditNetlinkChannel.ensureAvailability();
    }

    @AfterEach
    void close() throws IOException {
        for (NetlinkSocket socket : sockets) {
            socket.close();
        }
    }

    private NetlinkSocket open() throws AuditNetlinkException {
        NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.USERSOCK);
        sockets.add(socket);
        return socket;
    }

    private boolean send(NetlinkSocket from, NetlinkAddress to) throws AuditNetlinkException {
        return from.send(Buffer.memoryAddress(memory), memory.capacity(), to);
    }

    @Test
    void aProtocolThatTheKernelLacksIsNamed() {
        assertThatThrownBy(() -> NetlinkSocket.open(31))
                .isInstanceOfSatisfying(AuditNetlinkException.class, failure -> {
                    assertThat(failure.operation()).isEqualTo("socket");
                    assertThat(failure.errno()).isEqualTo(Errno.EPROTONOSUPPORT);
                });
    }

    @Test
    void itIsClosedOnExec() throws Exception {
        NetlinkSocket socket = open();
        assertThat(socket.protocol()).isEqualTo(NetlinkProtocol.USERSOCK);
        String flags = Files.readAllLines(Path.of("/proc/self/fdinfo/" + socket.intValue())).stream()
                .filter(line -> line.startsWith("flags:")).findFirst().orElseThrow().replaceAll("\\D", "");
        assertThat(Integer.parseInt(flags, 8) & 0x80000).as("O_CLOEXEC").isNotZero();
        assertThat(Integer.parseInt(flags, 8) & 0x800).as("O_NONBLOCK").isNotZero();
    }

    @Test
    void anAddressThatIsTakenFailsTheBind() throws Exception {
        NetlinkAddress first = open().bind(NetlinkAddress.AUTO);
        assertThat(first.portId()).isNotZero();
        NetlinkSocket second = open();
        assertThatThrownBy(() -> second.bind(first))
                .isInstanceOfSatisfying(AuditNetlinkException.class, failure -> {
                    assertThat(failure.operation()).isEqualTo("bind");
                    assertThat(failure.errno()).isEqualTo(Errno.EADDRINUSE);
                });
    }

    @Test
    void aFullReceiverTakesNothingAndCountsAsUnread() throws Exception {
        NetlinkSocket receiver = open();
        NetlinkAddress address = receiver.bind(NetlinkAddress.AUTO);
        NetlinkSocket sender = open();
        assertThat(receiver.unreadBytes()).isZero();
        receiver.setReceiveBufferSize(4096);
        int sent = 0;
        while (send(sender, address)) {
            sent++;
            assertThat(sent).isLessThan(1000);
        }
        assertThat(receiver.unreadBytes()).isGreaterThanOrEqualTo(sent * memory.capacity());
        assertThat(receiver.readMemoryInfo()).isTrue();
        assertThat(receiver.receiveBufferLimit()).isEqualTo(receiver.getReceiveBufferSize());
    }

    @Test
    void aReceiverThatDoesNotExistFailsTheSend() throws Exception {
        NetlinkSocket sender = open();
        sender.bind(NetlinkAddress.AUTO); // first: it must not get the port id that becomes free
        NetlinkSocket closed = open();
        NetlinkAddress address = closed.bind(NetlinkAddress.AUTO);
        closed.close();
        assertThatThrownBy(() -> send(sender, address))
                .isInstanceOfSatisfying(AuditNetlinkException.class, failure -> {
                    assertThat(failure.operation()).isEqualTo("sendto");
                    assertThat(failure.errno()).isEqualTo(Errno.ECONNREFUSED);
                });
    }

    @Test
    void aSendBufferOfZeroIsTheKernelsDefault() throws Exception {
        NetlinkSocket socket = open();
        int standard = socket.getSendBufferSize();
        socket.requestSendBufferSize(0);
        assertThat(socket.getSendBufferSize()).isEqualTo(standard);
        socket.requestSendBufferSize(standard / 4);
        assertThat(socket.getSendBufferSize()).as("the kernel doubles it").isEqualTo(standard / 4 * 2);
        socket.requestReceiveBufferSize(standard / 4);
        assertThat(socket.getReceiveBufferSize()).isEqualTo(standard / 4 * 2);
    }

    @Test
    void aClosedSocketHasNoMemoryInfo() throws Exception {
        NetlinkSocket socket = open();
        socket.close();
        assertThat(socket.readMemoryInfo()).isFalse();
        assertThat(socket.unreadBytes()).isZero();
    }

    @Test
    void itClosesAtOnceIfItIsNotInUse() throws Exception {
        NetlinkSocket socket = open();
        assertThat(socket.acquire()).isTrue();
        socket.releaseUse();
        assertThat(socket.isOpen()).isTrue();
        socket.closeWhenUnused();
        assertThat(socket.isOpen()).isFalse();
        assertThat(socket.acquire()).isFalse();
        socket.closeWhenUnused();
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void itClosesAtTheEndOfTheLastUse() throws Exception {
        NetlinkSocket socket = open();
        assertThat(socket.acquire()).isTrue();
        assertThat(socket.acquire()).isTrue();
        socket.closeWhenUnused();
        socket.closeWhenUnused();
        assertThat(socket.acquire()).isFalse();
        assertThat(socket.isOpen()).isTrue();
        socket.releaseUse();
        assertThat(socket.isOpen()).isTrue();
        socket.releaseUse();
        assertThat(socket.isOpen()).isFalse();
    }
}
