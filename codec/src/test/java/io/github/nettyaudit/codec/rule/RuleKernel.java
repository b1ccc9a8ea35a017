package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditDoneMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditRequestHandler;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * A kernel that keeps rules as {@code kernel/auditfilter.c} does, at the other end of an embedded channel. It answers
 * when a test lets it, so that a test can decide what happens between two requests. Time stands still.
 */
final class RuleKernel {
    /** Reactions of {@link #reaction}; a positive number is an errno. */
    static final int USUAL = 0;
    static final int CARRIED_OUT_WITHOUT_ANSWER = -1;
    static final int IGNORED = -2;

    final EmbeddedChannel channel;
    final AuditRules rules;
    /** What the kernel has been asked: {@code +RULE}, {@code -RULE} and {@code list}. */
    final List<String> log = new ArrayList<>();
    /** Decides about a request that is written as in {@link #log}. */
    ToIntFunction<String> reaction = request -> USUAL;
    /** Run before the request with this number, counted from 1, is carried out: what other programs do. */
    final Map<Integer, Runnable> before = new HashMap<>();
    /** Parts that get lost, by the number of the listing, counted from 1. */
    final Map<Integer, Integer> lostParts = new HashMap<>();

    private final List<AuditRule> loaded = new ArrayList<>();
    private final Deque<AuditMessage> waiting = new ArrayDeque<>();
    private int mostWaiting;
    private int requests;
    private int listings;

    RuleKernel() {
        this(AuditRequestHandler.DEFAULT_MAX_IN_FLIGHT);
    }

    RuleKernel(int maxInFlight) {
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(new ChannelDuplexHandler() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                waiting.add((AuditMessage) message);
                mostWaiting = Math.max(mostWaiting, waiting.size());
                promise.setSuccess();
            }
        }, new AuditRequestHandler(maxInFlight));
        rules = new AuditRules(new AuditClient(channel));
    }

    /** Numbered rules, each different from the others. */
    static List<AuditRule> rules(int... numbers) {
        return IntStream.of(numbers).mapToObj(RuleKernel::rule).toList();
    }

    static AuditRule rule(int number) {
        return AuditRule.parse("-a always,exit -F arch=b64 -S " + number + " -k k" + number);
    }

    /** Loads rules as another program does. */
    RuleKernel load(AuditRule... others) {
        for (AuditRule rule : others) {
            if (add(rule) != 0) {
                throw new AssertionError("loaded already: " + rule);
            }
        }
        return this;
    }

    RuleKernel load(List<AuditRule> others) {
        return load(others.toArray(AuditRule[]::new));
    }

    /** Deletes a rule as another program does. */
    void delete(AuditRule other) {
        if (!loaded.remove(other.asLoaded())) {
            throw new AssertionError("not loaded: " + other);
        }
    }

    /** What is loaded, as the kernel lists it. */
    List<AuditRule> loaded() {
        return loaded.stream().sorted(Comparator.comparingInt(AuditRule::filter)).toList();
    }

    /** How many requests waited for the kernel at the same time, at most. */
    int mostWaiting() {
        return mostWaiting;
    }

    /** Answers until nothing is left to answer. */
    RuleKernel run() {
        channel.runPendingTasks();
        while (!waiting.isEmpty()) {
            answer(waiting.remove());
            channel.runPendingTasks();
        }
        return this;
    }

    /** Answers one request, if there is one. */
    void runOne() {
        if (!waiting.isEmpty()) {
            answer(waiting.remove());
        }
        channel.runPendingTasks();
    }

    /** Lets time pass, and answers what is sent meanwhile. */
    RuleKernel pass(long milliseconds) {
        channel.advanceTimeBy(milliseconds, TimeUnit.MILLISECONDS);
        return run();
    }

    /** Closes the channel; what the kernel has not answered yet remains so. */
    void close() {
        channel.close();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    /** Runs until the future is done, and returns its value. */
    <T> T get(Future<T> future) {
        run();
        if (!future.isDone()) {
            throw new AssertionError("not done; the kernel was asked: " + log);
        }
        if (future.cause() instanceof RuntimeException failure) {
            throw failure;
        }
        return future.getNow();
    }

    private void answer(AuditMessage request) {
        int number = ++requests;
        before.getOrDefault(number, () -> { }).run();
        if (request.type() == AuditMessageType.LIST_RULES) {
            log.add("list");
            if (react(request, "list") == USUAL) {
                send(AuditAcknowledgement.of(request.header(), 0, 0));
                list(request);
            }
            return;
        }
        AuditRule rule = AuditRule.decode(ByteBufUtil.getBytes(((AuditRuleMessage) request).content()));
        ReferenceCountUtil.release(request);
        boolean adding = request.type() == AuditMessageType.ADD_RULE;
        String text = (adding ? "+" : "-") + rule;
        log.add(text);
        int reaction = react(request, text);
        if (reaction == USUAL || reaction == CARRIED_OUT_WITHOUT_ANSWER) {
            int errno = adding ? add(rule) : loaded.remove(rule.asLoaded()) ? 0 : NetlinkErrno.ENOENT;
            if (reaction == USUAL) {
                send(AuditAcknowledgement.of(request.header(), 0, -errno));
            }
        }
    }

    private int react(AuditMessage request, String text) {
        int decided = reaction.applyAsInt(text);
        if (decided > 0) {
            send(AuditAcknowledgement.of(request.header(), 0, -decided));
        }
        return decided;
    }

    private int add(AuditRule rule) {
        if (loaded.contains(rule.asLoaded())) {
            return NetlinkErrno.EEXIST;
        }
        loaded.add(rule.isPrepend() ? 0 : loaded.size(), rule.asLoaded());
        return 0;
    }

    private void list(AuditMessage request) {
        int lost = lostParts.getOrDefault(++listings, -1);
        List<AuditRule> listed = loaded();
        for (int part = 0; part < listed.size(); part++) {
            if (part != lost) {
                send(AuditRuleMessage.part(request.sequence(), Unpooled.wrappedBuffer(listed.get(part).encode())));
            }
        }
        send(new AuditDoneMessage(new NetlinkHeader(20, NetlinkControlType.DONE, NetlinkFlags.MULTI,
                request.sequence(), 0)));
    }

    private void send(AuditMessage message) {
        channel.writeInbound(message);
    }
}
