package io.github.nettyaudit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.transport.NetlinkOverrun;
import io.github.nettyaudit.transport.NetlinkTruncatedDatagram;
import io.github.nettyaudit.transport.NetlinkUndelivered;
import io.github.nettyaudit.transport.NetlinkUnexpectedSender;
import org.junit.jupiter.api.Test;

class TransportLossesTest {
    @Test
    void anOverrunHasTheNumberOfItsDrops() {
        NetlinkLoss loss = TransportLosses.translate(new NetlinkOverrun(7, 12, NetlinkOverrun.Source.DROP_COUNTER));
        assertThat(loss.kind()).isEqualTo(NetlinkLoss.Kind.OVERRUN);
        assertThat(loss.datagrams()).isEqualTo(7);
        assertThat(loss.detail()).contains("drop counter", "12 since the socket was opened");
    }

    @Test
    void anOverrunThatTheKernelHasNotCountedYetHasNoNumber() {
        NetlinkLoss loss = TransportLosses.translate(new NetlinkOverrun(0, 0, NetlinkOverrun.Source.ENOBUFS));
        assertThat(loss.datagrams()).isEqualTo(NetlinkLoss.UNKNOWN);
        assertThat(loss.detail()).contains("ENOBUFS");
    }

    @Test
    void datagramsOfOtherSendersAreCounted() {
        NetlinkLoss loss = TransportLosses.translate(new NetlinkUnexpectedSender(2, 5));
        assertThat(loss.kind()).isEqualTo(NetlinkLoss.Kind.UNEXPECTED_SENDER);
        assertThat(loss.datagrams()).isEqualTo(2);
    }

    @Test
    void aTruncatedDatagramHasBothLengths() {
        NetlinkLoss loss = TransportLosses.translate(new NetlinkTruncatedDatagram(new byte[3], 40));
        assertThat(loss.kind()).isEqualTo(NetlinkLoss.Kind.TRUNCATED);
        assertThat(loss.datagrams()).isOne();
        assertThat(loss.detail()).contains("only 3 of the 40 bytes");
    }

    @Test
    void datagramsThatWereNotDeliveredAreCounted() {
        NetlinkLoss loss = TransportLosses.translate(new NetlinkUndelivered(4, 9));
        assertThat(loss.kind()).isEqualTo(NetlinkLoss.Kind.UNDELIVERED);
        assertThat(loss.datagrams()).isEqualTo(4);
        assertThat(loss.detail()).contains("9 since");
    }

    @Test
    void anythingElseIsNoLoss() {
        assertThat(TransportLosses.translate("event")).isNull();
    }
}
