package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is asked of epoll, with a registration that takes notes. */
class EpollInterestTest {
    private final EpollInterest interest = new EpollInterest();
    private final Registration registration = new Registration();

    private static final class Registration implements IoRegistration {
        final List<IoOps> submitted = new ArrayList<>();
        int cancelled;

        @Override
        public <T> T attachment() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long submit(IoOps ops) {
            submitted.add(ops);
            return 1;
        }

        @Override
        public boolean isValid() {
            return cancelled == 0;
        }

        @Override
        public boolean cancel() {
            cancelled++;
            return true;
        }
    }

    @Test
    void epollIsAskedForEachChangeOnceAndAnewByAnotherRegistration() {
        interest.read(true);
        assertThat(interest.isRead()).as("without a registration").isFalse();
        interest.registered(registration);
        assertThat(interest.isRead()).isFalse();
        interest.read(true);
        interest.read(true);
        assertThat(interest.isRead()).isTrue();
        interest.read(false);
        interest.read(false);
        assertThat(interest.isRead()).isFalse();
        interest.read(true);
        assertThat(registration.submitted)
                .containsExactly(EpollIoOps.EPOLLIN, EpollIoOps.EPOLLERR, EpollIoOps.EPOLLIN);

        Registration second = new Registration();
        interest.registered(second);
        assertThat(interest.isRead()).isFalse();
        interest.read(true);
        assertThat(second.submitted).containsExactly(EpollIoOps.EPOLLIN);
        assertThat(registration.submitted).hasSize(3);
    }

    @Test
    void aCancelledRegistrationIsAskedForNothing() {
        interest.cancel();
        interest.registered(registration);
        interest.read(true);
        interest.cancel();
        interest.cancel();
        assertThat(registration.cancelled).isEqualTo(1);
        assertThat(interest.isRead()).isFalse();
        interest.read(true);
        assertThat(interest.isRead()).isFalse();
        assertThat(registration.submitted).hasSize(1);
    }

    @Test
    void eventsArePossibleUntilTheLoopHasLetGo() {
        assertThat(interest.eventsPossible()).isFalse();
        interest.registered(registration);
        assertThat(interest.eventsPossible()).isTrue();
        interest.cancel();
        assertThat(interest.eventsPossible()).as("of the last round").isTrue();
        interest.unregistered();
        assertThat(interest.eventsPossible()).isFalse();
    }

    @Test
    void ofALoopThatHasEndedNothingIsCancelled() {
        interest.registered(registration);
        interest.read(true);
        interest.loopEnded();
        assertThat(interest.eventsPossible()).isFalse();
        assertThat(interest.isRead()).isFalse();
        interest.cancel();
        interest.read(false);
        assertThat(registration.cancelled).isZero();
        assertThat(registration.submitted).hasSize(1);
    }

    @Test
    void aLoopWithoutEpollIsRefusedByName() throws InterruptedException {
        EventLoop loop = new DefaultEventLoop();
        assertThat(EpollInterest.isCompatible(loop, EpollIoHandle.class)).isFalse();
        assertThatThrownBy(() -> EpollInterest.checkLoop(loop, EpollIoHandle.class))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("DefaultEventLoop")
                .hasMessageContaining("EpollIoHandler.newFactory()");
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
}
