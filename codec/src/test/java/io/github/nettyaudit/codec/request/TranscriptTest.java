package io.github.nettyaudit.codec.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditEmptyRequest;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real kernel answered: each single request of the captured transcripts, sent and ended by the handler. */
class TranscriptTest {
    private static final int ACKNOWLEDGED = NetlinkFlags.REQUEST | NetlinkFlags.ACK;

    @BeforeAll
    static void capturedOnLittleEndian() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void endsEachRequestOfRoot() throws IOException {
        assertThat(replay("live-control.jsonl.gz")).isGreaterThan(240);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unpriv", "userns", "pidns", "netns"})
    void endsEachRequestOfOthers(String who) throws IOException {
        assertThat(replay("live-control-" + who + ".jsonl")).isPositive();
    }

    private static int replay(String file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        int replayed = 0;
        try (InputStream raw = TranscriptTest.class.getResourceAsStream("/corpus/" + file);
                InputStream in = file.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode step = mapper.readTree(line);
                replayed += step.path("tx").size() == 1 && replay(step) ? 1 : 0;
            }
        }
        return replayed;
    }

    /** @return whether the step is one well-formed request that asks for an acknowledgement, as the handler's do */
    private static boolean replay(JsonNode step) {
        ByteBuf sent = bytes(step.path("tx").get(0).textValue());
        int length = sent.readableBytes() < 16 ? 0 : sent.getIntLE(0);
        int type = length == 0 ? 0 : sent.getUnsignedShortLE(4);
        int sequence = length == 0 ? 0 : sent.getIntLE(8);
        if (NetlinkHeaderDescriptor.align(length) != NetlinkHeaderDescriptor.align(sent.readableBytes())
                || sent.getUnsignedShortLE(6) != ACKNOWLEDGED || sequence == 0 || sent.getIntLE(12) != 0) {
            return false;
        }
        KernelSide kernel = new KernelSide(new AuditRequestHandler(1, sequence, 1));
        Future<?> future = kernel.client().send(request(type, ByteBufUtil.getBytes(sent, 16, length - 16)));
        ByteBuf written = kernel.channel.readOutbound();
        assertThat(ByteBufUtil.hexDump(written, 0, length)).as(step.toString())
                .isEqualTo(ByteBufUtil.hexDump(sent, 0, length));
        written.release();

        int error = 0;
        for (JsonNode answer : step.path("rx")) {
            assertThat(future.isDone()).isFalse();
            kernel.channel.writeInbound(bytes(answer.path("hex").textValue()));
            error += answer.path("type").intValue() == NetlinkControlType.ERROR ? answer.path("error").intValue() : 0;
        }
        assertThat(future.isDone()).as(step.toString()).isTrue();
        if (error < 0) {
            int errno = -error;
            assertThat(future.cause()).isInstanceOfSatisfying(AuditErrnoException.class,
                    cause -> assertThat(cause.errno()).isEqualTo(errno));
        } else {
            assertThat(future.cause()).as(step.toString()).isNull();
        }
        assertThat(kernel.finish()).as(step.toString()).isEmpty();
        return true;
    }

    private static AuditRequest<?> request(int type, byte[] payload) {
        return switch (type) {
            case AuditMessageType.GET -> AuditRequests.STATUS;
            case AuditMessageType.GET_FEATURE -> AuditRequests.FEATURES;
            case AuditMessageType.TTY_GET -> AuditRequests.TTY_STATUS;
            case AuditMessageType.SIGNAL_INFO -> AuditRequests.SIGNAL_INFO;
            case AuditMessageType.LIST_RULES -> AuditRequests.RULES;
            case AuditMessageType.TRIM -> AuditRequest.acknowledged(AuditEmptyRequest.of(type));
            default -> AuditRequest.raw(type, payload);
        };
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }
}
