package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.GuestReport.await;
import static io.github.nettyaudit.testkit.GuestReport.expectEqual;
import static io.github.nettyaudit.testkit.GuestReport.get;

import io.github.nettyaudit.codec.message.AuditMakeEquivalentMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.github.nettyaudit.codec.request.AuditRequest;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the checks do to the kernel of a guest: be its daemon, and have it emit records. */
public final class GuestKernel implements AutoCloseable {
    static final int OWN_PID = (int) ProcessHandle.current().pid();

    static final String KEY = "netty-audit-guest";
    private static final List<String> SHELL = List.of("/bin/busybox", "sh");

    private final Loops loops;
    private final AuditClient client;
    private byte[] rule = new byte[0];

    private GuestKernel(Loops loops) {
        this.loops = loops;
        client = loops.control();
    }

    /** Opens a control channel. */
    public static GuestKernel open() {
        return new GuestKernel(new Loops());
    }

    @Override
    public void close() {
        loops.close();
    }

    Loops loops() {
        return loops;
    }

    /** @return a client on the control channel */
    public AuditClient client() {
        return client;
    }

    /** The rule that the last {@link #auditedCall} is under. */
    byte[] rule() {
        return rule;
    }

    /** Registers a channel, through the same pipeline as users do. */
    Channel daemon(RecordCollector collector) throws Exception {
        Channel channel = loops.daemon(client, collector);
        await("REGISTERED", () -> !collector.daemonEvents.isEmpty());
        expectEqual(Kind.REGISTERED, collector.kinds().get(0));
        expectEqual(OWN_PID, get(client.status()).pid());
        return channel;
    }

    /** Fails unless the settings are those of that status, and no daemon is registered. */
    public void expectAsFound(AuditStatus found) throws Exception {
        AuditStatus now = get(client.status());
        expectEqual(0, now.pid());
        expectEqual(found.enabled(), now.enabled());
        expectEqual(found.failureMode(), now.failureMode());
        expectEqual(found.rateLimit(), now.rateLimit());
        expectEqual(found.backlogLimit(), now.backlogLimit());
        expectEqual(found.backlogWaitTime(), now.backlogWaitTime());
    }

    /** Closes the daemon's channel. */
    void leave(Channel channel) throws Exception {
        GuestReport.await(channel.close());
        expectEqual(0, get(client.status()).pid());
    }

    /** Sends a user message whose text holds the word. */
    public void userMessage(String word) throws Exception {
        byte[] text = ("op=guest word=" + word + " res=success\0").getBytes(StandardCharsets.US_ASCII);
        get(client.send(AuditRequest.raw(AuditMessageType.of("USER_LOGIN"), text)));
    }

    /** Has the kernel let go of watched trees that are no longer there. */
    Future<?> trim() {
        return client.send(AuditRequest.raw(AuditMessageType.TRIM, new byte[0]));
    }

    /** Has the kernel watch a second tree like the first; without a rule on the first it changes nothing. */
    Future<?> makeEquivalent() {
        return client.send(AuditRequest.acknowledged(AuditMessageType.MAKE_EQUIV,
                header -> AuditMakeEquivalentMessage.of("/proc", "/sys").withHeader(header)));
    }

    /** A shell that waits for a command. Audited only if it is started after auditing is on. */
    public static Process shell() throws IOException {
        return new ProcessBuilder(SHELL).redirectErrorStream(true).start();
    }

    /** Loads a rule on getppid by that process. */
    public void addRule(Process shell) throws Exception {
        rule = AuditRules.getppid(shell.pid(), KEY);
        get(client.addRawRule(rule));
    }

    /** Has the shell replace itself, process id and all, by one that asks for its parent as each does at its start. */
    static void auditedCall(Process shell) throws Exception {
        shell.getOutputStream().write("exec /bin/busybox sh -c 'exit 3'\n".getBytes(StandardCharsets.US_ASCII));
        shell.getOutputStream().close();
        expectEqual(3, shell.waitFor());
    }

    /** The records of the event that {@link #auditedCall} made, each with its type before it. */
    static List<String> eventOf(RecordCollector collector) throws InterruptedException {
        await("SYSCALL with the key", () -> collector.texts.stream().anyMatch(GuestKernel::isOurs));
        String first = collector.texts.stream().filter(GuestKernel::isOurs).findFirst().orElseThrow();
        String stamp = first.substring(first.indexOf('('), first.indexOf(')') + 1);
        await("EOE of " + stamp,
                () -> collector.texts.stream().anyMatch(text -> text.startsWith("1320 audit" + stamp)));
        return collector.texts.stream().filter(text -> text.contains(stamp)).toList();
    }

    private static boolean isOurs(String text) {
        return text.startsWith("1300") && text.contains("key=\"" + KEY + '"');
    }
}
