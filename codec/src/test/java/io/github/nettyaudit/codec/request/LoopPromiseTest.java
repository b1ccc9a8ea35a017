package io.github.nettyaudit.codec.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.util.concurrent.BlockingOperationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoopPromiseTest {
    @Test
    void waitingOnAnOrdinaryThreadSucceedsIfTheRequestEndsInThatMoment() throws InterruptedException {
        // the supplier is asked between isDone() and the end of the check, which is where the request ends
        AtomicReference<LoopPromise<String>> promise = new AtomicReference<>();
        LocalChannel closed = new LocalChannel();
        promise.set(new LoopPromise<>(() -> {
            promise.get().trySuccess("answer");
            return closed;
        }));
        assertThat(promise.get().await().getNow()).isEqualTo("answer");
        assertThat(promise.get().sync().getNow()).isEqualTo("answer");
    }

    @Test
    void waitingOnTheChannelsLoopIsRefused() {
        EmbeddedChannel channel = new EmbeddedChannel(); // of whose loop every thread is
        LoopPromise<String> promise = new LoopPromise<>(() -> channel);
        assertThatThrownBy(promise::await).isInstanceOf(BlockingOperationException.class);
        assertThatThrownBy(() -> promise.await(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(BlockingOperationException.class);
        channel.finishAndReleaseAll();
    }

    @Test
    void waitingWithoutAChannelIsAllowed() throws InterruptedException {
        assertThat(new LoopPromise<String>(() -> null).await(1, TimeUnit.MILLISECONDS)).isFalse();
        LocalChannel unregistered = new LocalChannel();
        assertThat(new LoopPromise<String>(() -> unregistered).await(1, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void listenersRunOnTheLoopOfTheChannelAndHereIfItHasEnded() throws Exception {
        EventLoop loop = new DefaultEventLoop();
        Channel channel = new LocalChannel();
        List<Thread> threads = new ArrayList<>();
        loop.register(channel).sync();
        LoopPromise<String> live = new LoopPromise<>(() -> channel);
        live.setSuccess("x");
        live.addListener(ended -> threads.add(Thread.currentThread()));
        loop.submit(() -> { }).sync();
        assertThat(threads).singleElement().isNotSameAs(Thread.currentThread());

        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        LoopPromise<String> late = new LoopPromise<>(() -> channel);
        late.addListener(ended -> threads.add(Thread.currentThread()));
        late.setSuccess("x");
        assertThat(threads).hasSize(2).element(1).isSameAs(Thread.currentThread());
    }
}
