package io.github.nettyaudit.testkit;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * What a {@link ScriptedKernel} does with certain requests instead of answering as the kernel would. Begun by
 * {@link ScriptedKernel#on(int)}, ended by the method that says what happens, which returns the kernel:
 *
 * <pre>{@code
 * kernel.on(AuditMessageType.GET).times(1).silent()
 *       .on(AuditMessageType.GET).times(1).late(Duration.ofMillis(50))
 *       .on(AuditMessageType.SET).error(NetlinkErrno.EPERM);
 * }</pre>
 *
 * <p>Scripts for the same type apply one after another, each as often as its {@link #times}; a script without
 * {@code times} applies for good. When none is left the kernel is itself again.
 */
public final class KernelScript {
    private final ScriptedKernel kernel;
    private final IntPredicate types;
    private int times = Integer.MAX_VALUE;

    KernelScript(ScriptedKernel kernel, IntPredicate types) {
        this.kernel = kernel;
        this.types = types;
    }

    /**
     * How many requests this script is for.
     *
     * @param times the number of requests, 1 or more
     * @return this script
     * @throws IllegalArgumentException if {@code times} is less than 1
     */
    public KernelScript times(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("times: " + times + " (expected: > 0)");
        }
        this.times = times;
        return this;
    }

    /**
     * Carries the request out and never answers.
     *
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel silent() {
        return answers((usual, out) -> { });
    }

    /**
     * Carries the request out and sends all its answers late.
     *
     * @param delay the time from the request to the answer; zero sends at once
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel late(Duration delay) {
        return answers((usual, out) -> usual.forEach(answer -> out.send(answer, delay)));
    }

    /**
     * Sends the acknowledgement at once and the reply late.
     *
     * @param delay the time from the request to the reply; zero sends at once
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel replyLate(Duration delay) {
        return answers((usual, out) -> {
            for (int index = 0; index < usual.size(); index++) {
                out.send(usual.get(index), index == 0 ? Duration.ZERO : delay);
            }
        });
    }

    /**
     * Sends every answer twice.
     *
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel twice() {
        return answers((usual, out) -> usual.forEach(answer -> {
            out.send(answer.copy(), Duration.ZERO);
            out.send(answer, Duration.ZERO);
        }));
    }

    /**
     * Sends the answers of one request in reverse: the end of a listing first, the acknowledgement last.
     *
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel reversed() {
        return answers((usual, out) -> {
            List<ByteBuf> reversed = new ArrayList<>(usual);
            Collections.reverse(reversed);
            reversed.forEach(answer -> out.send(answer, Duration.ZERO));
        });
    }

    /**
     * Collects the answers of {@code requests} requests and then sends those of the last request first. Until then
     * none of them is answered.
     *
     * @param requests the number of requests to collect, 1 or more; the script begins to collect again after that many
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel outOfOrder(int requests) {
        List<Runnable> held = new ArrayList<>();
        return answers((usual, out) -> {
            held.add(0, () -> usual.forEach(answer -> out.send(answer, Duration.ZERO)));
            if (held.size() == requests) {
                held.forEach(Runnable::run);
                held.clear();
            }
        });
    }

    /**
     * Leaves out the answer with this index: 0 is the acknowledgement; of a listing, parts and end follow.
     *
     * @param index the position of the answer to leave out, from 0; an index that the answers do not reach leaves out
     *              nothing
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel without(int index) {
        return answers((usual, out) -> {
            for (int answer = 0; answer < usual.size(); answer++) {
                if (answer != index) {
                    out.send(usual.get(answer), Duration.ZERO);
                }
            }
        });
    }

    /**
     * Cuts every answer to {@code bytes} bytes, so that its header tells a length that is not there.
     *
     * @param bytes the largest number of bytes of a datagram to send, 0 or more; shorter answers stay whole
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel cut(int bytes) {
        return answers((usual, out) -> usual.forEach(
                answer -> out.send(answer.slice(0, Math.min(bytes, answer.readableBytes())), Duration.ZERO)));
    }

    /**
     * Does not carry the request out, and refuses it with this errno, a positive number.
     *
     * @param errno the errno, such as 1 for EPERM, greater than 0
     * @return the kernel, so that the next script can follow
     * @throws IllegalArgumentException if {@code errno} is 0 or negative
     */
    public ScriptedKernel error(int errno) {
        if (errno <= 0) {
            throw new IllegalArgumentException("errno: " + errno + " (expected: > 0)");
        }
        return kernel.add(new Rule(types, times, false, (request, usual, out) -> out.refuse(request, errno)));
    }

    /**
     * Does not carry the request out; sends these datagrams as they are. They are the caller's: they are copied.
     *
     * @param datagrams what to send for each request, in this order; the caller keeps them and may release them after
     *                  this call
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel raw(ByteBuf... datagrams) {
        List<ByteBuf> copies = Arrays.stream(datagrams).map(ByteBuf::copy).toList();
        return react(request -> copies.stream().map(ByteBuf::copy).toList());
    }

    /**
     * Does not carry the request out; sends the datagrams that the function returns, which become the kernel's.
     *
     * @param answers called on the event loop of the kernel, once for each request, and must not block; the kernel
     *                releases the buffers that it returns
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel react(Function<KernelRequest, List<ByteBuf>> answers) {
        return kernel.add(new Rule(types, times, false,
                (request, usual, out) -> answers.apply(request).forEach(answer -> out.send(answer, Duration.ZERO))));
    }

    /**
     * Answers as the kernel does; for a request between others that are scripted.
     *
     * @return the kernel, so that the next script can follow
     */
    public ScriptedKernel asKernel() {
        return answers((usual, out) -> usual.forEach(answer -> out.send(answer, Duration.ZERO)));
    }

    private ScriptedKernel answers(BiConsumer<List<ByteBuf>, KernelReplies> reaction) {
        return kernel.add(new Rule(types, times, true, (request, usual, out) -> reaction.accept(usual, out)));
    }

    /** Where a script sends its answers to. */
    interface KernelReplies {
        /** Sends a datagram, which becomes the kernel's, to who asked. */
        void send(ByteBuf datagram, Duration delay);

        /** Sends the acknowledgement of a failure. */
        void refuse(KernelRequest request, int errno);
    }

    /** A script's action; {@code usual} is empty where the request is not carried out. */
    interface Reaction {
        void react(KernelRequest request, List<ByteBuf> usual, KernelReplies out);
    }

    /** A finished script with a count of how often it still applies. Belongs to the kernel's event loop. */
    static final class Rule {
        final boolean carriesOut;
        final Reaction reaction;
        private final IntPredicate types;
        private int left;

        Rule(IntPredicate types, int times, boolean carriesOut, Reaction reaction) {
            this.types = types;
            this.carriesOut = carriesOut;
            this.reaction = reaction;
            left = times;
        }

        /** Whether it is for this type and still applies; then it counts one less. */
        boolean take(int type) {
            if (left == 0 || !types.test(type)) {
                return false;
            }
            left -= left == Integer.MAX_VALUE ? 0 : 1;
            return true;
        }
    }
}
