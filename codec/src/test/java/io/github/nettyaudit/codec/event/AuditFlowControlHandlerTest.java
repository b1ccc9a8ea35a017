package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bounded buffer before a slow handler (issue 7, flow control). */
class AuditFlowControlHandlerTest {
    private static final String TEXT = "audit(1364481363.243:24287): a=b";
    /** The memory of the copy of one event of these tests. */
    private static final long EVENT = AuditEvent.OVERHEAD + 2 * (AuditEvent.RECORD_OVERHEAD + TEXT.length());

    private final List<String> received = new ArrayList<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private final List<AuditLossEvent> losses = new ArrayList<>();
    private Runnable onEvent = () -> { };
    private EmbeddedChannel channel = new EmbeddedChannel();

    private AuditFlowControlHandler open(long maxBytes, AuditFlowPolicy policy) {
        AuditFlowControlHandler handler = new AuditFlowControlHandler(maxBytes, policy);
        channel = new EmbeddedChannel(handler, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                AuditEvent event = (AuditEvent) message;
                if (event instanceof AuditLossEvent loss) {
                    losses.add(loss);
                    received.add(loss.kind() + " " + loss.count());
                } else {
                    received.add(String.valueOf(event.serial()));
                }
                event.release();
                onEvent.run();
            }
        });
        return handler;
    }

    /** Every event, delivered or not, was released: the original by the handler or receiver, the copies as well. */
    @AfterEach
    void everythingIsReleased() {
        channel.finishAndReleaseAll();
        channel.checkException();
        assertThat(buffers).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    private AuditEvent event(int serial) {
        AuditEvent event = new AuditEvent(null, 1364481363, 243, serial, false);
        for (int type : new int[] {AuditMessageType.SYSCALL, AuditMessageType.EOE}) {
            ByteBuf buffer = Unpooled.copiedBuffer(TEXT, StandardCharsets.US_ASCII);
            buffers.add(buffer);
            event.add(type, buffer, 10, 1000);
        }
        return event;
    }

    private void read(int from, int to) {
        for (int serial = from; serial <= to; serial++) {
            channel.pipeline().fireChannelRead(event(serial));
        }
    }

    private void readLoss(AuditLossKind kind, long count) {
        channel.pipeline().fireChannelRead(AuditLossEvent.of(kind, Instant.EPOCH, count, "By the test."));
    }

    @Test
    void eventsPassUncopiedUntilPaused() {
        AuditFlowControlHandler handler = open(1, AuditFlowPolicy.DROP);
        read(1, 3);
        assertThat(received).containsExactly("1", "2", "3");
        assertThat(handler.heldBytes()).isZero();
        assertThat(handler.droppedEvents()).isZero();
    }

    @Test
    void heldEventsKeepNoReceiveBufferAndAreDeliveredInOrder() {
        AuditFlowControlHandler handler = open(3 * EVENT, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 3);
        assertThat(buffers).hasSize(6).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
        assertThat(received).isEmpty();
        assertThat(handler.heldBytes()).isEqualTo(3 * EVENT);
        handler.resume();
        read(4, 4);
        assertThat(received).containsExactly("1", "2", "3", "4");
        assertThat(handler.heldBytes()).isZero();
    }

    @Test
    void theBoundIsOnTheMemoryOfTheCopies() {
        AuditEvent original = event(1);
        AuditEvent copy = original.copy();
        assertThat(copy.memory()).isEqualTo(EVENT);
        copy.release();
        original.release();
    }

    @Test
    void oneLossEventReportsWhatWasDroppedWhereItIsMissing() {
        AuditFlowControlHandler handler = open(4 * EVENT, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 9);
        assertThat(handler.heldBytes()).isEqualTo(4 * EVENT);
        assertThat(handler.droppedEvents()).isEqualTo(5);
        assertThat(handler.droppedRecords()).isEqualTo(10);
        // two events are taken, so that one fits; it comes after the loss event
        onEvent = () -> {
            if (received.size() == 3) {
                handler.pause();
            }
        };
        handler.resume();
        assertThat(received).containsExactly("1", "2", "3");
        read(10, 10);
        handler.resume();
        read(11, 11);
        assertThat(received).containsExactly("1", "2", "3", "4", "DROPPED 10", "10", "11");
        assertThat(losses.get(0).detail()).startsWith("Events dropped: 5, with 10 records.");
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(handler.readPauses()).isZero();
    }

    @Test
    void droppingGoesOnUntilHalfOfTheBoundIsFree() {
        AuditFlowControlHandler handler = open(4 * EVENT, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 5);
        onEvent = handler::pause;
        handler.resume();
        read(6, 6);
        assertThat(handler.heldBytes()).isEqualTo(3 * EVENT);
        assertThat(handler.droppedEvents()).isEqualTo(2);
        onEvent = () -> { };
        handler.resume();
        assertThat(received).containsExactly("1", "2", "3", "4", "DROPPED 4");
    }

    @Test
    void theLossIsReportedWithoutWaitingForAnotherEvent() {
        AuditFlowControlHandler handler = open(1, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 2);
        assertThat(received).isEmpty();
        handler.resume();
        assertThat(received).containsExactly("DROPPED 4");
    }

    @Test
    void lossEventsAreJoinedAndNotDropped() {
        AuditFlowControlHandler handler = open(EVENT, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 2);
        for (int i = 1; i <= 1000; i++) {
            readLoss(AuditLossKind.SERIAL_GAP, i);
            readLoss(AuditLossKind.DROPPED, 1);
        }
        readLoss(AuditLossKind.OVERRUN, AuditLossEvent.UNKNOWN);
        readLoss(AuditLossKind.INVALID, 1);
        readLoss(AuditLossKind.INVALID, AuditLossEvent.UNKNOWN);
        assertThat(handler.heldBytes()).isEqualTo(EVENT);
        handler.resume();
        assertThat(received).containsExactly("1", "DROPPED 2", "OVERRUN -1", "SERIAL_GAP 500500", "INVALID -1",
                "DROPPED 1000");
        assertThat(losses.get(1).detail()).isEqualTo("By the test.");
        assertThat(losses.get(2).detail()).startsWith("1000 loss events were joined");
        assertThat(losses.get(2).firstSerial()).isEqualTo(AuditLossEvent.UNKNOWN);
        assertThat(handler.droppedEvents()).isEqualTo(1);
    }

    @Test
    void pauseStopsReadingAtTheBoundAndKeepsTheRestOfTheBatch() {
        AuditFlowControlHandler handler = open(4 * EVENT, AuditFlowPolicy.PAUSE);
        handler.pause();
        read(1, 3);
        assertThat(channel.config().isAutoRead()).isTrue();
        read(4, 4);
        assertThat(channel.config().isAutoRead()).isFalse();
        read(5, 8);
        assertThat(handler.heldBytes()).isEqualTo(8 * EVENT);
        onEvent = () -> {
            if (received.size() == 5) {
                handler.pause();
            }
        };
        handler.resume();
        assertThat(handler.heldBytes()).isEqualTo(3 * EVENT);
        assertThat(channel.config().isAutoRead()).as("above half of the bound").isFalse();
        handler.resume();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(received).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(handler.readPauses()).isEqualTo(1);
        assertThat(handler.droppedEvents()).isZero();
    }

    @Test
    void aChannelThatDidNotReadByItselfIsLeftAsItWas() {
        AuditFlowControlHandler handler = open(EVENT, AuditFlowPolicy.PAUSE);
        channel.config().setAutoRead(false);
        handler.pause();
        read(1, 3);
        handler.resume();
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(handler.readPauses()).isZero();
    }

    @Test
    @SuppressWarnings("deprecation") // Netty deprecates executors of handlers, but still supports them
    void aResumeFromAnotherThreadDeliversOnTheExecutorOfTheContext() throws InterruptedException {
        AuditFlowControlHandler handler = new AuditFlowControlHandler(10 * EVENT, AuditFlowPolicy.DROP);
        BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        EventExecutor executor = new DefaultEventExecutor();
        try {
            channel = new EmbeddedChannel();
            channel.pipeline().addLast(executor, handler).addLast(executor, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    AuditEvent event = (AuditEvent) message;
                    delivered.add(event.serial() + " " + executor.inEventLoop());
                    event.release();
                }
            });
            handler.pause();
            read(1, 2);
            executor.submit(() -> { }).syncUninterruptibly();
            assertThat(handler.heldBytes()).isEqualTo(2 * EVENT);
            assertThat(delivered).isEmpty();
            handler.resume();
            assertThat(delivered.poll(20, TimeUnit.SECONDS)).isEqualTo("1 true");
            assertThat(delivered.poll(20, TimeUnit.SECONDS)).isEqualTo("2 true");
        } finally {
            channel.finishAndReleaseAll();
            executor.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void handlersMayPauseResumeAndReadWhileTheyReceive() {
        AuditFlowControlHandler handler = open(10 * EVENT, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 3);
        onEvent = () -> {
            handler.pause();
            handler.resume();
            if (received.size() == 1) {
                read(4, 4);
            }
        };
        handler.resume();
        assertThat(received).containsExactly("1", "2", "3", "4");
        assertThat(handler.heldBytes()).isZero();
    }

    @Test
    void removalReleasesAndReportsWhatIsHeldAndReadsAgain() {
        AuditFlowControlHandler handler = open(2 * EVENT, AuditFlowPolicy.PAUSE);
        handler.pause();
        read(1, 3);
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.pipeline().remove(handler);
        assertThat(received).containsExactly("DROPPED 6");
        assertThat(handler.heldBytes()).isZero();
        assertThat(handler.droppedEvents()).isEqualTo(3);
        assertThat(channel.config().isAutoRead()).isTrue();
        handler.resume();
        read(4, 4);
        assertThat(received).containsExactly("DROPPED 6", "4");
    }

    @Test
    void aHandlerMayRemoveItWhileItDelivers() {
        AuditFlowControlHandler handler = open(10 * EVENT, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 3);
        onEvent = () -> {
            if (channel.pipeline().context(handler) != null) {
                channel.pipeline().remove(handler);
            }
        };
        handler.resume();
        assertThat(received).containsExactly("1", "DROPPED 4");
    }

    @Test
    void closeReleasesAndReportsWhatIsHeldAndWhatWasDroppedBefore() {
        AuditFlowControlHandler handler = open(2 * EVENT, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 5);
        channel.close();
        channel.runPendingTasks();
        assertThat(received).containsExactly("DROPPED 4", "DROPPED 6");
        assertThat(handler.heldBytes()).isZero();
        assertThat(handler.droppedEvents()).isEqualTo(5);
        assertThat(handler.droppedRecords()).isEqualTo(10);
    }

    @Test
    void followsTheWritabilityOfAnotherChannel() {
        EmbeddedChannel logServer = new EmbeddedChannel();
        logServer.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        AuditFlowControlHandler handler = open(10 * EVENT, AuditFlowPolicy.DROP).follow(logServer);
        onEvent = () -> logServer.write(Unpooled.wrappedBuffer(new byte[100]));
        read(1, 2);
        assertThat(received).containsExactly("1");
        handler.resume();
        assertThat(received).as("a resume does not overrule writability").containsExactly("1");
        logServer.flush();
        assertThat(received).containsExactly("1", "2");
        onEvent = () -> { };
        logServer.finishAndReleaseAll();
        read(3, 3);
        assertThat(received).as("the followed channel is closed").containsExactly("1", "2");
        EmbeddedChannel next = new EmbeddedChannel();
        handler.follow(next);
        assertThat(received).containsExactly("1", "2", "3");
        next.finishAndReleaseAll();
    }

    @Test
    void otherMessagesPassAtOnce() {
        AuditFlowControlHandler handler = new AuditFlowControlHandler(1, AuditFlowPolicy.DROP);
        channel = new EmbeddedChannel(handler);
        handler.pause();
        channel.writeInbound("other");
        assertThat((String) channel.readInbound()).isEqualTo("other");
    }

    @Test
    void refusesABoundThatIsNotPositive() {
        assertThatThrownBy(() -> new AuditFlowControlHandler(0, AuditFlowPolicy.DROP))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("maxBytes: 0 (expected: >= 1)");
    }

    @Test
    @SuppressWarnings("deprecation") // Netty deprecates executors of handlers, but still supports them
    void anEventThatArrivesBeforeTheDeliveryOfThoseHeldComesAfterThem() throws InterruptedException {
        AuditFlowControlHandler handler = new AuditFlowControlHandler(10 * EVENT, AuditFlowPolicy.DROP);
        BlockingQueue<Long> delivered = new LinkedBlockingQueue<>();
        EventExecutor executor = new DefaultEventExecutor();
        try {
            channel = new EmbeddedChannel();
            channel.pipeline().addLast(executor, handler).addLast(executor, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    AuditEvent event = (AuditEvent) message;
                    delivered.add(event.serial());
                    event.release();
                }
            });
            handler.pause();
            read(1, 2);
            CountDownLatch resumed = new CountDownLatch(1);
            executor.execute(() -> {
                try {
                    resumed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            // the read is to run after the resume was called, and before its delivery
            read(3, 3);
            handler.resume();
            resumed.countDown();
            for (long serial = 1; serial <= 3; serial++) {
                assertThat(delivered.poll(20, TimeUnit.SECONDS)).isEqualTo(serial);
            }
        } finally {
            channel.finishAndReleaseAll();
            executor.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void eachDeliveryEndsWithAReadComplete() {
        AuditFlowControlHandler handler = open(10 * EVENT, AuditFlowPolicy.DROP);
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                received.add("complete");
            }
        });
        handler.resume();
        assertThat(received).isEmpty();
        handler.pause();
        read(1, 2);
        handler.resume();
        assertThat(received).containsExactly("1", "2", "complete");
        handler.pause();
        read(3, 3);
        channel.pipeline().remove(handler);
        assertThat(received).containsExactly("1", "2", "complete", "DROPPED 2", "complete");
    }

    @Test
    void theBoundIncludesTheLossEventsThatWillBeCreated() {
        AuditFlowControlHandler handler = open(4 * EVENT, AuditFlowPolicy.DROP);
        handler.pause();
        read(1, 5);
        // half of the bound is free, which is enough for an event but not for five loss events as well
        onEvent = () -> {
            if (received.size() == 2) {
                handler.pause();
            }
        };
        for (AuditLossKind kind : AuditLossKind.values()) {
            readLoss(kind, 1);
        }
        handler.resume();
        assertThat(handler.heldBytes()).isEqualTo(2 * EVENT);
        read(6, 6);
        assertThat(handler.heldBytes()).isEqualTo(2 * EVENT);
        assertThat(handler.droppedEvents()).isEqualTo(2);
        onEvent = () -> { };
        handler.resume();
        assertThat(received).startsWith("1", "2", "3", "4", "DROPPED 4", "OVERRUN 1")
                .endsWith(AuditLossKind.values()[AuditLossKind.values().length - 1] + " 1");
    }
}
