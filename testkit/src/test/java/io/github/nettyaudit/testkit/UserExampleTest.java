package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** The example of the README: a handler of one's own, fed with what a real kernel sent. No socket, no privilege. */
class UserExampleTest {
    /** The handler under test: counts logins that failed. */
    private static final class FailedLogins extends SimpleChannelInboundHandler<AuditRecordMessage> {
        static final int USER_LOGIN = AuditMessageType.of("USER_LOGIN");
        private int failedLogins;

        @Override
        protected void channelRead0(ChannelHandlerContext context, AuditRecordMessage record) {
            if (record.type() == USER_LOGIN && record.text().contains("res=failed")) {
                failedLogins++;
            }
        }

        int failedLogins() {
            return failedLogins;
        }
    }

    @Test
    void countsFailedLogins() {
        FailedLogins handler = new FailedLogins();
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.records(handler));

        CapturedDatagrams.liveDaemon().forEach(channel::writeInbound);
        assertThat(handler.failedLogins()).isEqualTo(4);

        String text = "pid=7 uid=0 msg='op=login res=failed'";
        channel.writeInbound(AuditDatagrams.record(FailedLogins.USER_LOGIN, 42, text));
        assertThat(handler.failedLogins()).isEqualTo(5);

        channel.finishAndReleaseAll();
    }
}
