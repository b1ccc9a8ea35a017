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

    @Test
    void withoutASocketThereIsNothingToAskOrToClose() throws Exception {
        NetlinkEndpoint endpoint = new NetlinkEndpoint();
        assertThat(endpoint.isOpen()).isFalse();
        assertThat(endpoint.local()).isNull();
        assertThat(endpoint.groups()).isZero();
        assertThat(endpoint.receiveBufferSize()).isZero();
        assertThat(endpoint.unreadBytes()).isZero();
        assertThatThrownBy(endpoint::socket).isInstanceOf(IllegalStateException.class)
                .hasMessage("not registered with an event loop");
        endpoint.apply(socket -> {
            throw new AssertionError("there is no socket");
        });
        endpoint.close();
    }

    @Test
    void aSettingReachesTheSocketUntilItIsClosed() throws Exception {
        AuditNetlinkChannel.ensureAvailability();
        NetlinkEndpoint endpoint = new NetlinkEndpoint();
        NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.USERSOCK);
        endpoint.open(socket);
        assertThat(endpoint.isOpen()).isTrue();
        assertThat(endpoint.socket()).isSameAs(socket);
        assertThat(endpoint.receiveBufferSize()).isEqualTo(socket.getReceiveBufferSize()).isPositive();
        NetlinkSocket[] applied = new NetlinkSocket[1];
        endpoint.apply(given -> {
            endpoint.close();
            assertThat(given.isOpen()).as("in use").isTrue();
            applied[0] = given;
        });
        assertThat(applied[0]).isSameAs(socket);
        assertThat(socket.isOpen()).isFalse();
        endpoint.apply(closed -> {
            throw new AssertionError("the socket is closed");
        });
        assertThat(endpoint.receiveBufferSize()).isZero();
    }

    @Test
    void itIsBoundOnceToTheGroupsOfTheAddressAndTheOption() throws Exception {
        AuditNetlinkChannel.ensureAvailability();
        NetlinkEndpoint endpoint = new NetlinkEndpoint();
        endpoint.open(NetlinkSocket.open(NetlinkProtocol.ROUTE));
        endpoint.bind(new NetlinkAddress(0, 1), 4);
        assertThat(endpoint.groups()).isEqualTo(5);
        NetlinkAddress local = endpoint.local();
        assertThat(local).isNotNull();
        assertThat(local.portId()).isNotZero();
        assertThatThrownBy(() -> endpoint.bind(NetlinkAddress.AUTO, 0)).isInstanceOf(IllegalStateException.class)
                .hasMessage("bound to " + local + " already");
        endpoint.connect(NetlinkAddress.port(4711), false);
        assertThat(endpoint.peer()).isEqualTo(NetlinkAddress.port(4711));
        endpoint.close();
    }
}
