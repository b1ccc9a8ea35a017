package io.github.nettyaudit.codec.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.codec.request.AuditRequestTimeoutException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditUserLogTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.requests());
    private final AuditUserLog log = new AuditUserLog(new AuditClient(channel));
    private final AuditUserMessage message = AuditUserMessage.login("alice").executable("/bin/app").failed();

    @BeforeEach
    void freezeTime() {
        channel.freezeTime();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(channel.finish()).isFalse();
    }

    /** Takes the datagram that was sent, checks its payload and returns its header. */
    private NetlinkHeader sent() {
        ByteBuf datagram = channel.readOutbound();
        NetlinkHeader header = NetlinkHeaderDescriptor.header(datagram, 0);
        assertThat(header.type()).isEqualTo(AuditMessageType.USER_LOGIN);
        assertThat(datagram.toString(16, header.length() - 16, StandardCharsets.UTF_8)).isEqualTo("op=login"
                + " acct=\"alice\" exe=\"/bin/app\" hostname=? addr=? terminal=? res=failed\0");
        datagram.release();
        return header;
    }

    private void answer(NetlinkHeader request, int error) {
        ByteBuf datagram = Unpooled.buffer();
        NetlinkHeaderDescriptor.write(datagram, 36, 2, NetlinkFlags.CAPPED, request.sequence(), 4711);
        NetlinkHeaderDescriptor.writeInt(datagram, error);
        NetlinkHeaderDescriptor.write(datagram, request.length(), request.type(), request.flags(), request.sequence(),
                request.portId());
        channel.writeInbound(datagram);
    }

    @Test
    void aMessageIsWrittenWhenTheKernelHasAcceptedIt() {
        Future<Void> written = log.write(message);
        NetlinkHeader request = sent();
        assertThat(request.hasFlag(NetlinkFlags.ACK)).isTrue();
        assertThat(written.isDone()).isFalse();
        answer(request, 0);
        assertThat(written.isSuccess()).isTrue();
    }

    @Test
    void aRefusalNamesTheOperationAndTheErrno() {
        Future<Void> written = log.write(message);
        answer(sent(), -NetlinkErrno.EPERM);
        assertThat(written.cause()).isInstanceOfSatisfying(AuditErrnoException.class, refusal -> {
            assertThat(refusal.operation()).isEqualTo("user message");
            assertThat(refusal.errno()).isEqualTo(NetlinkErrno.EPERM);
            assertThat(refusal).hasMessageContaining("CAP_AUDIT_WRITE");
        });
    }

    @Test
    void withoutAckAMessageIsWrittenWhenItWasSent() {
        Future<Void> written = log.withoutAck().write(message);
        assertThat(written.isSuccess()).isTrue();
        assertThat(sent().flags()).isEqualTo(NetlinkFlags.REQUEST);
    }

    @Test
    void theTimeoutCanBeSet() {
        Future<Void> written = log.withTimeout(Duration.ofSeconds(1)).write(message);
        sent();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runPendingTasks();
        assertThat(written.cause()).isInstanceOf(AuditRequestTimeoutException.class);

        Future<Void> unacknowledged = log.withoutAck().withTimeout(Duration.ofSeconds(1)).write(message);
        assertThat(unacknowledged.isSuccess()).isTrue();
        assertThat(sent().hasFlag(NetlinkFlags.ACK)).isFalse();
        assertThatThrownBy(() -> log.withTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAcknowledgementIsNeverAnotherMessagesResult() {
        Future<Void> first = log.write(message);
        NetlinkHeader request = sent();
        Future<Void> second = log.write(message);
        sent();
        answer(request, 0);
        assertThat(first.isSuccess()).isTrue();
        assertThat(second.isDone()).isFalse();
        second.cancel(false);
    }
}
