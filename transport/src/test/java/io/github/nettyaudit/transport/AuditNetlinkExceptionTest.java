package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.transport.AuditNetlinkException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each errno of the kernel is called, and the advice that goes with it. */
class AuditNetlinkExceptionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            93  | 9 | PROTOCOL_NOT_SUPPORTED | bind on NETLINK_AUDIT failed with EPROTONOSUPPORT: this kernel has no \
            NETLINK_AUDIT; run a kernel built with CONFIG_AUDIT=y and booted without audit=off
            93  | 2 | PROTOCOL_NOT_SUPPORTED | bind on netlink family 2 failed with EPROTONOSUPPORT: this kernel has \
            no netlink family 2
            1   | 9 | NOT_PERMITTED          | bind on NETLINK_AUDIT failed with EPERM: a member of the audit \
            multicast group needs CAP_AUDIT_READ, requests need CAP_AUDIT_CONTROL, both in the initial user \
            namespace; run as root on the host or grant the capability
            13  | 2 | NOT_PERMITTED          | bind on netlink family 2 failed with EACCES: the process lacks a \
            capability
            111 | 9 | CONNECTION_REFUSED     | bind on NETLINK_AUDIT failed with ECONNREFUSED: the kernel refuses \
            audit inside a user namespace (container); run in the initial one, on the host
            111 | 2 | CONNECTION_REFUSED     | bind on netlink family 2 failed with ECONNREFUSED: no socket has that \
            port id
            98  | 9 | ADDRESS_IN_USE         | bind on NETLINK_AUDIT failed with EADDRINUSE: another socket has that \
            port id; bind to NetlinkAddress.AUTO and the kernel assigns a free one
            24  | 9 | OUT_OF_RESOURCES       | bind on NETLINK_AUDIT failed with EMFILE: raise the limit of open \
            files (ulimit -n), or free memory
            23  | 9 | OUT_OF_RESOURCES       | bind on NETLINK_AUDIT failed with ENFILE: raise the limit of open \
            files (ulimit -n), or free memory
            12  | 9 | OUT_OF_RESOURCES       | bind on NETLINK_AUDIT failed with ENOMEM: raise the limit of open \
            files (ulimit -n), or free memory
            90  | 9 | MESSAGE_TOO_LONG       | bind on NETLINK_AUDIT failed with EMSGSIZE: the datagram is larger \
            than the socket's send buffer; set ChannelOption.SO_SNDBUF
            61  | 9 | OTHER                  | bind on NETLINK_AUDIT failed with ENODATA: the kernel takes no empty \
            datagram
            105 | 9 | OTHER                  | bind on NETLINK_AUDIT failed with ENOBUFS
            22  | 9 | OTHER                  | bind on NETLINK_AUDIT failed with EINVAL
            4   | 9 | OTHER                  | bind on NETLINK_AUDIT failed with EINTR
            11  | 9 | OTHER                  | bind on NETLINK_AUDIT failed with EAGAIN
            5   | 9 | OTHER                  | bind on NETLINK_AUDIT failed with errno 5
            """, quoteCharacter = '"')
    void anErrnoIsNamedWithTheAdviceForItsFamily(int errno, int protocol, Reason reason, String message) {
        AuditNetlinkException exception = AuditNetlinkException.of("bind", errno, protocol);

        assertThat(exception).hasMessage(message).hasNoCause();
        assertThat(exception.reason()).isEqualTo(reason);
        assertThat(exception.errno()).isEqualTo(errno);
        assertThat(exception.operation()).isEqualTo("bind");
    }

    @Test
    void aSocketThatASeccompProfileRefusesNamesTheCapabilityThatAllowsIt() {
        assertThat(AuditNetlinkException.of("socket", 22, 9)).hasMessage("socket on NETLINK_AUDIT failed with EINVAL: a "
                + "seccomp profile refuses sockets of NETLINK_AUDIT, as those of Podman and CRI-O do in a container "
                + "without CAP_AUDIT_WRITE; add this capability to the container (--cap-add=AUDIT_WRITE)");
        assertThat(AuditNetlinkException.of("socket", 22, 2)).hasMessage("socket on netlink family 2 failed with EINVAL");
    }
}
