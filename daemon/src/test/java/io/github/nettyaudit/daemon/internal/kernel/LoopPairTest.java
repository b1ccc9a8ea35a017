package io.github.nettyaudit.daemon.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two channels of one group never share a loop (B10). */
class LoopPairTest {
    private EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());

    private void use(EventLoopGroup other) {
        close();
        group = other;
    }

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void theLoopsDifferWhateverElseUsesTheGroup() {
        for (int others = 0; others < 6; others++) {
            LoopPair pair = LoopPair.choose(group);
            assertThat(pair.data()).isNotSameAs(pair.control());
            for (int other = 0; other < others; other++) {
                group.next(); // a ServerBootstrap.bind takes one, for example
            }
        }
    }

    @Test
    void aLargerGroupIsUsedInTurn() {
        use(new MultiThreadIoEventLoopGroup(4, EpollIoHandler.newFactory()));
        Set<Object> data = new HashSet<>();
        for (int daemon = 0; daemon < 4; daemon++) {
            LoopPair pair = LoopPair.choose(group);
            assertThat(pair.data()).isNotSameAs(pair.control());
            data.add(pair.data());
        }
        assertThat(data).hasSizeGreaterThan(1);
    }

    @Test
    void oneLoopIsTooFew() {
        use(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()));
        assertThatIllegalArgumentException().isThrownBy(() -> LoopPair.choose(group))
                .withMessageContaining("has 1 event loop, of which 1 runs on epoll; AuditDaemon needs two")
                .withMessageContaining("new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory())");
    }

    @Test
    void loopsOnNioAreOfNoUse() {
        use(new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()));
        assertThatIllegalArgumentException().isThrownBy(() -> LoopPair.choose(group))
                .withMessageContaining("has 2 event loops, of which 0 run on epoll");
    }

    @Test
    void aGroupThatIsShutDownIsNamedSo() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        assertThatIllegalArgumentException().isThrownBy(() -> LoopPair.choose(group))
                .withMessageContaining("shut down");
    }

    @Test
    void aLoopThatHasEndedIsNotUsed() {
        group.iterator().next().shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        assertThatIllegalArgumentException().isThrownBy(() -> LoopPair.choose(group))
                .withMessageContaining("has 2 event loops, of which 1 runs on epoll");
    }
}
