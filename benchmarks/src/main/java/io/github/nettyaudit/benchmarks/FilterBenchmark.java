package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.daemon.filter.EventMatcher;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.Redaction;
import io.github.nettyaudit.daemon.filter.Redactor;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to decide whether an event is stored, finding the fields that the expression needs included, and to look
 * for secrets on command lines: captured events, one after the other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Djmh.executor=CUSTOM",
        "-Djmh.executor.class=io.github.nettyaudit.benchmarks.EventLoopThreads"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {
    private static final int EVENTS = 1_024;

    /** Starts of programs, with options that patterns of redaction begin with. */
    private static final List<String> COMMANDS = List.of("tar -xpf x.tar -C /", "ssh -p 22 -l user host", "mkdir -pv a/b",
            "docker run --rm -p 80:80 -u 1000 nginx", "curl -sSLo x https://h/p?q=1", "ps -u root -o pid", "git log -p -3",
            "rsync -aup a b", "find / -user root -name x", "mysql -u root -h db shop", "psql -U app -p 5432 shop", "ls -la /",
            "systemctl show -p MainPID x", "openssl x509 -in c.pem -noout", "sort -u f", "sh -c ls|sort", "id -u");

    /**
     * The events: all of the capture, those of a system call without a path, as a load generator makes them, or starts of
     * programs.
     */
    @Param({"all", "call", "commands"})
    public String events;

    private final List<AuditEvent> assembled = new ArrayList<>();
    private final EventContext context = EventContext.ofHost("host.example.com");
    private final EventMatcher typical = matcher("key = noise or exe under /usr/lib/systemd and success = yes"
            + " or syscall in [connect, sendto] and uid = 0 and comm != sshd");
    private final EventMatcher types = matcher("type in [USER_LOGIN, USER_AUTH, EXECVE]");
    private final EventMatcher paths = matcher("path under /etc and not path matches *.swp");
    private final Redactor redactor = Redaction.of(List.of("standard")).newRedactor();

    private static EventMatcher matcher(String expression) {
        return FilterExpression.parse(expression).newMatcher(NameService.NONE);
    }

    /** Assembles the captured records into events. */
    @Setup(Level.Trial)
    public void assemble() {
        if (events.equals("commands")) {
            COMMANDS.forEach(this::start);
        } else {
            assembleCaptured();
        }
        for (int i = 0; assembled.size() < EVENTS; i++) {
            assembled.add(assembled.get(i).retain());
        }
    }

    private void start(String command) {
        String[] words = command.split(" ");
        StringBuilder arguments = new StringBuilder("argc=" + words.length);
        for (int i = 0; i < words.length; i++) {
            arguments.append(" a").append(i).append("=\"").append(words[i]).append('"');
        }
        String title = HexFormat.of().withUpperCase()
                .formatHex(command.replace(' ', '\0').getBytes(StandardCharsets.US_ASCII));
        assembled.add(new AuditEventBuilder(1, 0, 1).addRecord(AuditMessageType.EXECVE, record(arguments))
                .addRecord(AuditMessageType.PROCTITLE, record("proctitle=" + title)).build());
    }

    private static ByteBuf record(CharSequence text) {
        return Unpooled.copiedBuffer("audit(1.000:1): " + text, StandardCharsets.US_ASCII);
    }

    private void assembleCaptured() {
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), event -> {
            if (event.size() > 0 && (events.equals("all") || event.size() == 2) && assembled.size() < EVENTS) {
                assembled.add(event);
            } else {
                event.release();
            }
        });
        CapturedDatagrams captured = CapturedDatagrams.liveDaemon().records();
        for (int datagram = 0; datagram < captured.size(); datagram++) {
            byte[] bytes = captured.bytes(datagram);
            assembler.add(captured.type(datagram), Unpooled.wrappedBuffer(bytes)
                    .skipBytes(NetlinkHeaderDescriptor.HEADER_LENGTH));
        }
        assembler.end();
    }

    /** Gives the events back. */
    @TearDown(Level.Trial)
    public void release() {
        assembled.forEach(AuditEvent::release);
    }

    /**
     * Evaluates an expression with keys, programs, users and system calls.
     *
     * @return how many events it finds
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int typical() {
        return count(typical);
    }

    /**
     * Evaluates an expression of types.
     *
     * @return how many events it finds
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int types() {
        return count(types);
    }

    /**
     * Evaluates an expression of paths.
     *
     * @return how many events it finds
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int paths() {
        return count(paths);
    }

    private int count(EventMatcher matcher) {
        int count = 0;
        for (AuditEvent event : assembled) {
            count += matcher.matches(event, context) ? 1 : 0;
        }
        return count;
    }

    /**
     * Looks for secrets.
     *
     * @return how many events it finds
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int redact() {
        int count = 0;
        for (AuditEvent event : assembled) {
            AuditEvent redacted = redactor.redact(event);
            if (redacted != null) {
                redacted.release();
                count++;
            }
        }
        return count;
    }
}
