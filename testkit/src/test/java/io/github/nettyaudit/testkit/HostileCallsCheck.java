package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes events, and checks that each of the {@link HostileCalls} is among them once, whole and byte for byte. */
final class HostileCallsCheck extends SimpleChannelInboundHandler<AuditEvent> {
    static final String KEY = "netty-audit-hostile";
    private static final int MOST_FAULTS = 20;
    private static final int TITLE = 128;
    private static final FieldName PROCTITLE = FieldName.of("proctitle");
    private static final FieldName RULE_KEY = FieldName.of("key");
    private static final FieldName MODE = FieldName.of("a2");
    private static final FieldName EXIT = FieldName.of("exit");
    private static final FieldName NAME = FieldName.of("name");
    private static final Pattern ARGUMENT = Pattern.compile("a(\\d+)(?:\\[\\d+])?");

    private final byte[] directory;
    private final BitSet paths = new BitSet();
    private final BitSet programs = new BitSet();
    private final AuditRecord record = new AuditRecord();
    final Queue<String> faults = new ConcurrentLinkedQueue<>();
    /** A permit for each call that was found. */
    final Semaphore found = new Semaphore(0);
    long records;

    HostileCallsCheck(Path parent) {
        byte[] name = HostileCalls.directory();
        byte[] path = (parent.toString() + '/').getBytes(StandardCharsets.UTF_8);
        directory = Arrays.copyOf(path, path.length + name.length);
        System.arraycopy(name, 0, directory, path.length, name.length);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, AuditEvent event) {
        try {
            check(event);
        } catch (AssertionError | RuntimeException e) {
            fault(event + ": " + e);
        }
    }

    private void fault(String fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(fault.length() > 2_000 ? fault.substring(0, 2_000) : fault);
        }
    }

    private void check(AuditEvent event) {
        if (event instanceof AuditLossEvent) {
            fault(event.toString());
            return;
        }
        if (!event.readFirst(AuditMessageType.SYSCALL, record) || !text(RULE_KEY).equals('"' + KEY + '"')) {
            return;
        }
        records += event.size();
        require(event.state() == AuditEventState.COMPLETE && !event.isLate() && event.droppedRecords() == 0, "not whole");
        if (event.indexOf(AuditMessageType.EXECVE) < 0) {
            int id = Integer.parseInt(text(MODE), 16);
            checkPath(event, id);
            checkNew(paths, id);
        } else {
            checkProgram(event);
        }
        require(event.readFirst(AuditMessageType.CWD, record), "no CWD");
        requireSame(decoded(FieldName.CWD), directory, "directory");
        found.release();
    }

    private static void checkNew(BitSet seen, int id) {
        require(!seen.get(id), "a call is there twice");
        seen.set(id);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private static void requireSame(byte[] found, byte[] expected, String what) {
        // the message of an assertion would have all of it
        if (!Arrays.equals(found, expected)) {
            throw new AssertionError(what + " differs at byte " + (found == null ? "0" : Arrays.mismatch(found, expected))
                    + " of " + expected.length);
        }
    }

    private String text(FieldName name) {
        int field = record.find(name);
        return field < 0 ? "" : new String(record.bytes(), record.valueStart(field), record.valueLength(field),
                StandardCharsets.ISO_8859_1);
    }

    private byte[] decoded(FieldName name) {
        int field = record.find(name);
        require(field >= 0, "a field is missing");
        return UntrustedString.decode(record.bytes(), record.valueStart(field), record.valueLength(field));
    }

    private void checkPath(AuditEvent event, int id) {
        require(text(EXIT).equals("-9"), "another result than EBADF");
        int path = event.indexOf(AuditMessageType.PATH);
        require(path >= 0, "no PATH");
        event.read(path, record);
        requireSame(decoded(NAME), HostileCalls.path(id), "path");
        require(path + 1 == event.size() || event.type(path + 1) != AuditMessageType.PATH, "another PATH");
    }

    private void checkProgram(AuditEvent event) {
        ExecveArguments arguments = ExecveArguments.of(event, record);
        require(arguments.isComplete(), "arguments are missing");
        String name = arguments.strings().get(0);
        int id = Integer.parseInt(name.substring(name.indexOf('-') + 1));
        List<byte[]> expected = HostileCalls.arguments(id);
        Map<Integer, ByteArrayOutputStream> fields = argumentFields(event);
        require(arguments.size() == expected.size() && fields.size() == expected.size(), "another number of arguments");
        for (int i = 0; i < expected.size(); i++) {
            requireSame(arguments.bytes(i), expected.get(i), "argument " + i);
            requireSame(fields.get(i).toByteArray(), expected.get(i), "field of argument " + i);
        }
        checkTitle(event, expected);
        checkNew(programs, id);
    }

    /** The arguments as the fields of the records say them, put together without the codec. */
    private Map<Integer, ByteArrayOutputStream> argumentFields(AuditEvent event) {
        Map<Integer, ByteArrayOutputStream> arguments = new TreeMap<>();
        for (int i = 0; i < event.size(); i++) {
            if (event.type(i) != AuditMessageType.EXECVE) {
                continue;
            }
            event.read(i, record);
            for (int field = 0; field < record.fieldCount(); field++) {
                Matcher name = ARGUMENT.matcher(record.name(field));
                if (name.matches()) {
                    int argument = Integer.parseInt(name.group(1));
                    arguments.computeIfAbsent(argument, first -> new ByteArrayOutputStream()).writeBytes(
                            UntrustedString.decode(record.bytes(), record.valueStart(field), record.valueLength(field)));
                }
            }
        }
        return arguments;
    }

    /** The kernel keeps the beginning of the arguments, and leaves out what cannot be printed at its end. */
    private void checkTitle(AuditEvent event, List<byte[]> arguments) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] argument : arguments) {
            all.writeBytes(argument);
            all.write(0);
        }
        require(event.readFirst(AuditMessageType.PROCTITLE, record), "no PROCTITLE");
        byte[] title = decoded(PROCTITLE);
        require(title.length > 0 && title.length <= TITLE, "another length of the title");
        requireSame(title, Arrays.copyOf(all.toByteArray(), title.length), "title");
    }

    /** Whether all calls were found, with the numbers from 0 on. */
    void assertAll(int expectedPaths, int expectedPrograms) {
        assertThat(faults).isEmpty();
        assertThat(paths.cardinality()).isEqualTo(expectedPaths);
        assertThat(paths.length()).isEqualTo(expectedPaths);
        assertThat(programs.cardinality()).isEqualTo(expectedPrograms);
        assertThat(programs.length()).isEqualTo(expectedPrograms);
    }
}
