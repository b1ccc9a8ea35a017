package io.github.nettyaudit.daemon.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonHandler;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.daemon.source.KauditdState;
import io.github.nettyaudit.testkit.KernelRequest;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of a close, as the kernel sees it. */
class KernelUndoTest {
    private static final Map<AuditSetting, Long> WANTED =
            Map.of(AuditSetting.ENABLED, 1L, AuditSetting.BACKLOG_LIMIT, 9000L);

    private final ScriptedKernel kernel = ScriptedKernel.start();
    private final AuditEndpoint endpoint = new AuditEndpoint(NetlinkProtocol.USERSOCK, kernel.address());
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final List<AuditStatus> statuses = new CopyOnWriteArrayList<>();
    private Session session;
    private DataChannel data;

    @BeforeEach
    void open() throws Exception {
        OpenTimeout timeout = new OpenTimeout(Duration.ofSeconds(20));
        timeout.begin();
        KernelChannels channels = new KernelChannels(endpoint, LoopPair.choose(group), (channel, role) -> { }, timeout);
        AuditClient client = channels.openControl();
        session = new Session(endpoint, client, KauditdState.unknown(), notice -> { });
        data = channels.openDaemon(AuditDaemonHandler.builder(client),
                new DataChannelOptions(1 << 20, Duration.ZERO, 1), null);
        session.opened(data);
        AuditStatus found = client.status().sync().getNow();
        new SettingsChange(session, WANTED, null, "state", this::get).carryOut(found);
    }

    private <T> T get(Future<T> future) {
        return future.syncUninterruptibly().getNow();
    }

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        kernel.close();
    }

    /** The requests since this one: GET, or the mask of a SET. */
    private List<Object> requestsSince(int first) {
        return kernel.requests().stream().skip(first).map(KernelUndoTest::kind).toList();
    }

    private static Object kind(KernelRequest request) {
        return request.type() == AuditMessageType.GET ? "GET"
                : NetlinkHeaderDescriptor.getInt(request.payload(), request.payload().readerIndex());
    }

    private Undone undo() throws InterruptedException {
        return new KernelUndo(session, System.nanoTime() + TimeUnit.SECONDS.toNanos(10)).run();
    }

    @Test
    void whileAllIsCalmTheKernelIsAskedAndThenRestored() throws Exception {
        session.watched(statuses::add, () -> true);
        int before = kernel.requests().size();

        Undone undone = undo();

        assertThat(requestsSince(before)).containsExactly("GET", AuditStatusField.ENABLED.maskBit(),
                AuditStatusField.BACKLOG_LIMIT.maskBit(), AuditStatusField.PID.maskBit());
        assertThat(undone.restored()).hasSize(2);
        assertThat(undone.problems()).isEmpty();
        assertThat(statuses).as("what it has asked for is passed on").hasSize(1);
    }

    @Test
    void inAStormAuditingIsTurnedOffBeforeTheKernelIsAsked() throws Exception {
        session.watched(statuses::add, () -> false);
        Future<Long> storm = kernel.flood().records(Long.MAX_VALUE).perSecond(300).start();
        await().until(() -> data.records() > 100);
        int before = kernel.requests().size();
        Thread end = new Thread(() -> {
            await().until(() -> kernel.state().enabled() == 0);
            storm.cancel(false);
        });
        end.start();

        Undone undone = undo();

        assertThat(requestsSince(before)).startsWith(AuditStatusField.ENABLED.maskBit(), "GET",
                AuditStatusField.BACKLOG_LIMIT.maskBit());
        assertThat(undone.restored()).hasSize(2);
        assertThat(undone.problems()).isEmpty();
        assertThat(kernel.state().enabled()).isZero();
        end.join();
    }

    @Test
    void silenceIsNoReasonNotToAsk() throws Exception {
        session.watched(statuses::add, () -> false);
        int before = kernel.requests().size();

        undo();

        assertThat(requestsSince(before)).startsWith("GET", AuditStatusField.ENABLED.maskBit());
    }
}
