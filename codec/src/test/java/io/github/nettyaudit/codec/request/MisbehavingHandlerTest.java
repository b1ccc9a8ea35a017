package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static io.github.nettyaudit.codec.request.KernelSide.done;
import static io.github.nettyaudit.codec.request.KernelSide.part;
import static io.github.nettyaudit.codec.request.KernelSide.record;
import static io.github.nettyaudit.codec.request.KernelSide.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.netlink.NetlinkLossTranslator;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A handler of the application that misbehaves harms itself, but no request in flight. */
class MisbehavingHandlerTest {
    private static final NetlinkLoss LOSS = new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 1, "the socket was full");

    private final List<Throwable> caught = new ArrayList<>();
    private final AuditRequestHandler handler = new AuditRequestHandler(8);
    private final KernelSide kernel = new KernelSide(handler);
    private final AuditClient client = kernel.client();
    private Future<AuditStatus> status;
    private Future<Void> change;
    private Future<List<AuditRuleMessage>> rules;
    private List<AuditMessage> requests;

    @BeforeEach
    void send() {
        kernel.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                caught.add(cause);
            }
        });
        status = client.status();
        change = client.setRateLimit(1);
        rules = client.rawRules();
        requests = kernel.requests();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(handler.inFlight()).isZero();
        assertThat(kernel.finish()).isEmpty();
    }

    /** Adds a handler after that of the requests which does this for each message and each user event. */
    private void add(BiConsumer<ChannelHandlerContext, Object> misbehaviour) {
        kernel.channel.pipeline().addAfter(kernel.channel.pipeline().context(handler).name(), "misbehaving",
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ReferenceCountUtil.release(message);
                        misbehaviour.accept(context, message);
                    }

                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                        misbehaviour.accept(context, event);
                    }

                    @Override
                    public void channelReadComplete(ChannelHandlerContext context) {
                        misbehaviour.accept(context, "channelReadComplete");
                    }
                });
    }

    /** Answers all three requests between records, in one read loop. */
    private void answerAll() {
        kernel.hold();
        kernel.send(record(1), status(requests.get(0), 7), record(2), acknowledge(requests.get(1)), record(3),
                part(requests.get(2), new byte[1040]), record(4), done(requests.get(2)), record(5));
        kernel.endReadLoop();
    }

    private void expectAllAnswered() {
        assertThat(status.getNow().pid()).isEqualTo(7);
        assertThat(change.isSuccess()).isTrue();
        assertThat(rules.getNow()).hasSize(1);
        assertThat(handler.lateReplies()).isZero();
    }

    @Test
    void throwsForEachMessageAndEvent() {
        add((context, message) -> {
            throw new IllegalStateException("oops");
        });
        answerAll();
        expectAllAnswered();
        assertThat(caught).hasSize(6).allMatch(cause -> cause.getMessage().equals("oops"));
    }

    @Test
    void throwsAnErrorForEachMessageAndEvent() {
        add((context, message) -> {
            throw new AssertionError("oops");
        });
        kernel.channel.pipeline().fireUserEventTriggered("an event");
        answerAll();
        expectAllAnswered();
        assertThat(caught).hasSize(7);
    }

    @Test
    void throwsAtALossSoThatTheListingStillStartsAgain() {
        add((context, message) -> {
            throw new IllegalStateException("oops");
        });
        kernel.channel.pipeline().fireUserEventTriggered(LOSS);
        requests.set(2, kernel.nextRequest());
        answerAll();
        expectAllAnswered();
    }

    @Test
    void throwsAtALateReply() {
        add((context, message) -> {
            throw new IllegalStateException("oops");
        });
        kernel.send(status(requests.get(0), 7), status(requests.get(0), 7));
        assertThat(handler.lateReplies()).isOne();
        assertThat(caught).isNotEmpty();
        assertThat(status.getNow().pid()).isEqualTo(7);
        kernel.send(acknowledge(requests.get(1)), done(requests.get(2)));
        assertThat(change.isSuccess() && rules.isSuccess()).isTrue();
    }

    @Test
    void removesItselfAtTheFirstMessage() {
        add((context, message) -> context.pipeline().remove(context.handler()));
        answerAll();
        expectAllAnswered();
        assertThat(caught).isEmpty();
    }

    @Test
    void removesTheRequestHandlerSoThatAllRequestsFail() {
        add((context, message) -> {
            if (context.pipeline().context(handler) != null) {
                context.pipeline().remove(handler);
            }
        });
        kernel.send(record(1));
        assertThat(List.of(status, change, rules)).allSatisfy(future ->
                assertThat(future.cause()).isInstanceOf(AuditChannelClosedException.class));
    }

    @Test
    void closesTheChannelAtTheFirstMessageSoThatAllRequestsFail() {
        add((context, message) -> context.close());
        kernel.send(record(1));
        assertThat(List.of(status, change, rules)).allSatisfy(future ->
                assertThat(future.cause()).isInstanceOf(AuditChannelClosedException.class));
    }

    @Test
    void aListenerThatThrowsDoesNotKeepOthersFromTheirReplies() {
        status.addListener(ended -> {
            throw new IllegalStateException("oops");
        });
        answerAll();
        expectAllAnswered();
    }

    @Test
    void throwsBeforeTheRequestHandlerSoThatOnlyTheReplyThatItSawIsLost() {
        kernel.channel.pipeline().addBefore(kernel.channel.pipeline().context(handler).name(), "misbehaving",
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        if (message instanceof AuditStatusMessage) {
                            throw new IllegalStateException("oops");
                        }
                        context.fireChannelRead(message);
                    }
                });
        answerAll();
        assertThat(change.isSuccess()).isTrue();
        assertThat(rules.getNow()).hasSize(1);
        kernel.pass(5_000);
        assertThat(status.cause()).isInstanceOf(AuditRequestTimeoutException.class);
    }

    @Test
    void releasesAPartOfAListingSoThatOnlyTheListingFails() {
        kernel.channel.pipeline().addBefore(kernel.channel.pipeline().context(handler).name(), "misbehaving",
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        if (message instanceof AuditRuleMessage) {
                            ReferenceCountUtil.release(message);
                        }
                        context.fireChannelRead(message);
                    }
                });
        answerAll();
        assertThat(status.getNow().pid()).isEqualTo(7);
        assertThat(change.isSuccess()).isTrue();
        assertThat(rules.cause()).isInstanceOf(AuditRequestException.class)
                .hasMessageContaining("could not be converted");
        assertThat(caught).as("the second release").hasSize(1);
    }

    @Test
    void throwsInWriteSoThatOnlyTheRequestThatItSawFails() {
        kernel.channel.pipeline().addFirst(new ChannelDuplexHandler() {
            private boolean thrown;

            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                if (!thrown) {
                    thrown = true;
                    ReferenceCountUtil.release(message);
                    throw new IllegalStateException("oops");
                }
                context.write(message, promise);
            }
        });
        Future<Void> lost = client.setRateLimit(1);
        assertThat(lost.cause()).isExactlyInstanceOf(AuditRequestException.class)
                .hasMessageContaining("could not be sent: oops");
        Future<Void> sent = client.setRateLimit(2);
        kernel.send(acknowledge(kernel.nextRequest()));
        assertThat(sent.isSuccess()).isTrue();
        answerAll();
        expectAllAnswered();
    }

    @Test
    void aLossTranslatorThatThrowsLosesNoEvent() {
        kernel.channel.pipeline().addFirst(new NetlinkLossTranslator(event -> {
            throw new IllegalStateException("oops");
        }));
        kernel.channel.pipeline().fireUserEventTriggered("an event");
        assertThat(kernel.events).containsExactly("an event");
        assertThat(caught).singleElement().satisfies(cause -> assertThat(cause).hasMessage("oops"));
        answerAll();
        expectAllAnswered();
    }

    @Test
    void throwsAtEachEventOfTheDaemonWhichStillRegistersAndLeaves() {
        KernelSide control = new KernelSide(new AuditRequestHandler());
        AuditDaemonHandler daemon = AuditDaemonHandler.builder(control.client()).pid(4711).build();
        List<AuditDaemonEvent> events = new ArrayList<>();
        KernelSide data = new KernelSide(new AuditRequestHandler(), daemon, new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                events.add((AuditDaemonEvent) event);
                throw new IllegalStateException("oops");
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                caught.add(cause);
            }
        });
        data.send(acknowledge(data.nextRequest()));
        assertThat(daemon.registered().isSuccess()).isTrue();
        data.channel.pipeline().close();
        control.send(acknowledge(control.nextRequest()));
        data.channel.runPendingTasks();
        data.pass(20);
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(events).extracting(AuditDaemonEvent::kind).containsExactly(Kind.REGISTERED, Kind.UNREGISTERED);
        assertThat(caught).hasSize(2);
        data.finish();
        control.finish();
        answerAll();
    }
}
