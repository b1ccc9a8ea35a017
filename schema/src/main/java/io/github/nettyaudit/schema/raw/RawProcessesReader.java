package io.github.nettyaudit.schema.raw;

import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the member {@code context}; members and words that are not known are skipped. */
final class RawProcessesReader {
    private static final int MOST_PROCESSES = 1024;
    private static final ProcessPart[] PARTS = ProcessPart.values();

    private final JsonCursor json;

    RawProcessesReader(JsonCursor json) {
        this.json = json;
    }

    /** The process; {@code null} if there is none. */
    @Nullable ProcessInfo read() throws RawEventException {
        List<ProcessInfoBuilder> processes = new ArrayList<>();
        json.expect('{');
        String name = json.member(true);
        for (; name != null; name = json.member(false)) {
            if (name.equals(RawMember.PROCESSES)) {
                processes(processes);
            } else {
                json.skip();
            }
        }
        ProcessInfo process = null;
        for (int i = processes.size() - 1; i >= 0; i--) {
            process = processes.get(i).parent(process).build();
        }
        return process;
    }

    private void processes(List<ProcessInfoBuilder> into) throws RawEventException {
        json.expect('[');
        for (boolean isFirst = true; !json.take(']'); isFirst = false) {
            if (!isFirst) {
                json.expect(',');
            }
            if (into.size() == MOST_PROCESSES) {
                throw json.wrong("more than " + MOST_PROCESSES + " processes");
            }
            into.add(process());
        }
    }

    private ProcessInfoBuilder process() throws RawEventException {
        long pid = -1;
        ProcessInfoBuilder process = new ProcessInfoBuilder(0);
        long user = ProcessInfo.UNKNOWN;
        long session = ProcessInfo.UNKNOWN;
        json.expect('{');
        String name = json.member(true);
        for (; name != null; name = json.member(false)) {
            switch (name) {
                case RawMember.PID -> pid = id(name);
                case RawMember.PARENT_PID -> process.parentPid((int) id(name));
                case RawMember.START -> process.startMillis(json.number(name));
                case RawMember.NAME -> process.name(json.text());
                case RawMember.EXECUTABLE -> process.executable(json.text());
                case RawMember.SCRIPT -> process.script(json.text());
                case RawMember.CONTROL_GROUP -> process.controlGroup(ControlGroup.of(json.text()));
                case RawMember.LOGIN_USER -> user = json.number(name);
                case RawMember.SESSION -> session = json.number(name);
                case RawMember.MISSING -> missing(process);
                default -> json.skip();
            }
        }
        if (pid < 0) {
            throw json.wrong("a process without " + RawMember.PID);
        }
        return process.login(user, session).pid((int) pid);
    }

    private long id(String name) throws RawEventException {
        long id = json.number(name);
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw json.wrong("the member " + name + " is " + id + ", not 0 to " + Integer.MAX_VALUE);
        }
        return id;
    }

    private void missing(ProcessInfoBuilder process) throws RawEventException {
        json.expect('{');
        String name = json.member(true);
        for (; name != null; name = json.member(false)) {
            MissReason reason = MissReason.ofWord(json.word());
            for (ProcessPart part : PARTS) {
                if (part.word().equals(name)) {
                    process.miss(part, reason);
                }
            }
        }
    }
}
