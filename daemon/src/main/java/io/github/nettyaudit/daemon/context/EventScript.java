package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.github.nettyaudit.schema.process.ProcessText;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the script of a program by the records of its event. */
final class EventScript {
    private static final int MOST_ARGUMENTS = 16;
    /** {@code MAX_PROCTITLE_AUDIT_LEN} in {@code kernel/audit.h}: what is as long may be cut off. */
    private static final int LONGEST_TITLE = 128;

    private final AuditRecord record = new AuditRecord();

    /** The script that an execve(2) started; {@code null} if it started none that could be told. */
    @Nullable ProcessText ofExecution(AuditEvent event, @Nullable ProcessText executable) {
        ExecveArguments arguments = ExecveArguments.of(event, record);
        if (arguments.size() < 2) {
            return null; // an interpreter has at least its own name and that of the script
        }
        ProcessText script = byPaths(event, arguments);
        String options = Interpreters.options(executable);
        if (script != null || options == null) {
            return script;
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 0; i < Math.min(arguments.size(), MOST_ARGUMENTS) && arguments.isComplete(i); i++) {
            byte[] argument = arguments.bytes(i);
            if (argument == null) {
                break;
            }
            joined.writeBytes(argument);
            joined.write(0);
        }
        return Interpreters.script(options, joined.toByteArray(), joined.size());
    }

    /**
     * The kernel starts {@code #!/interpreter option} with the arguments interpreter, option, script, where the script is
     * the file of the first PATH record and the interpreter that of the second ({@code fs/binfmt_script.c}).
     */
    private @Nullable ProcessText byPaths(AuditEvent event, ExecveArguments arguments) {
        byte[] script = path(event, 0);
        byte[] interpreter = script == null ? null : path(event, 1);
        if (interpreter == null || !isArgument(arguments, 0, interpreter)) {
            return null;
        }
        return isArgument(arguments, 1, script) || isArgument(arguments, 2, script)
                ? ProcessText.of(script, 0, script.length) : null;
    }

    private static boolean isArgument(ExecveArguments arguments, int number, byte @Nullable [] text) {
        return number < arguments.size() && arguments.isComplete(number) && Arrays.equals(arguments.bytes(number), text);
    }

    private byte @Nullable [] path(AuditEvent event, long item) {
        for (int i = 0; i < event.size(); i++) {
            if (event.type(i) == AuditMessageType.PATH
                    && event.read(i, record).number(FieldName.ITEM, -1) == item) {
                int name = record.find(FieldName.NAME);
                return name < 0 ? null
                        : UntrustedString.decode(record.bytes(), record.valueStart(name), record.valueLength(name));
            }
        }
        return null;
    }

    /** The script by the command line that the kernel wrote into the event, for a process that has ended. */
    @Nullable ProcessText ofTitle(AuditEvent event, @Nullable ProcessText executable) {
        String options = Interpreters.options(executable);
        if (options == null || !event.readFirst(AuditMessageType.PROCTITLE, record)) {
            return null;
        }
        int title = record.find(FieldName.PROCTITLE);
        byte[] text = title < 0 ? null
                : UntrustedString.decode(record.bytes(), record.valueStart(title), record.valueLength(title));
        if (text == null) {
            return null;
        }
        // the kernel leaves out the NUL behind the last argument
        byte[] ended = text.length < LONGEST_TITLE ? Arrays.copyOf(text, text.length + 1) : text;
        return Interpreters.script(options, ended, ended.length);
    }
}
