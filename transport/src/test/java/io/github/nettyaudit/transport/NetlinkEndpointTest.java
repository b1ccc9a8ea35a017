package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NetlinkEndpointTest {
    @Test
    void aConnectThatTheKernelRefusesLeavesThePeerAsItWas() throws Exception {
        AuditNetlinkChannel.ensureAvailability(); // loads the native library
        NetlinkEndpoint endpoint = new NetlinkEndpoint();
        NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.USERSOCK);
        endpoint.open(socket);
        socket.close(); // connect(2) fails with EBADF

        assertThatThrownBy(() -> endpoint.connect(new NetlinkAddress(4711, 0), true))
                .isInstanceOfSatisfying(AuditNetlinkException.class, failure ->
                        assertThat(failure.operation()).isEqualTo("connect"));
        assertThat(endpoint.peer()).isEqualTo(NetlinkAddress.KERNEL);
    }
}
