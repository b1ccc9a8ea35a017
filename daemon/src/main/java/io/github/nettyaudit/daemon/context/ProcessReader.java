package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessPart;
import io.github.nettyaudit.schema.process.ProcessText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@code /proc} says of one process. All parts are those of the same process, whatever becomes of its id. */
final class ProcessReader {
    /** The link {@code ns/pid} of a process that numbers processes as the kernel does: {@code PROC_PID_INIT_INO}. */
    static final byte[] HOST_NAMESPACE = "pid:[4026531836]".getBytes(StandardCharsets.US_ASCII);

    private final ProcFiles files;
    private final ProcStat stat = new ProcStat();
    private final CgroupFile cgroupFile = new CgroupFile();
    /** Whether the ids that the process's own calls return are those of the host. */
    boolean isInHostNamespace;
    int parentPid;
    long startTicks;

    ProcessReader(ProcFiles files) {
        this.files = files;
    }

    /**
     * Reads a process.
     *
     * @return {@code null} if the builder has what could be read; else why there is nothing
     */
    @Nullable MissReason read(int root, int pid, ProcessInfoBuilder into) {
        int directory = files.open(root, Integer.toString(pid));
        if (directory < 0) {
            return directory == -ProcLibrary.ENOENT || directory == -ProcLibrary.ESRCH ? MissReason.ENDED
                    : MissReason.UNREADABLE;
        }
        try {
            MissReason miss = readStat(directory, into);
            if (miss == null) {
                readParts(directory, into);
            }
            return miss;
        } finally {
            files.close(directory);
        }
    }

    private @Nullable MissReason readStat(int directory, ProcessInfoBuilder into) {
        int length = files.read(directory, ProcFile.STAT);
        if (length <= 0) {
            return length == -ProcLibrary.ENOENT || length == -ProcLibrary.ESRCH || length == 0 ? MissReason.ENDED
                    : MissReason.UNREADABLE;
        }
        if (!stat.read(files.bytes(), length)) {
            return MissReason.INVALID;
        }
        parentPid = stat.parentPid;
        startTicks = stat.startTicks;
        into.parentPid(parentPid).name(ProcessText.of(files.bytes(), stat.nameStart, stat.nameEnd - stat.nameStart));
        return null;
    }

    private void readParts(int directory, ProcessInfoBuilder into) {
        ProcessText executable = readExecutable(directory, into);
        readScript(directory, executable, into);
        readControlGroup(directory, into);
        readLogin(directory, into);
        int length = files.link(directory, ProcFile.PID_NAMESPACE);
        isInHostNamespace = isHost(files.bytes(), length);
    }

    /** Whether the text of a link {@code ns/pid} is that of the host. */
    static boolean isHost(byte[] text, int length) {
        return length == HOST_NAMESPACE.length
                && Arrays.equals(text, 0, length, HOST_NAMESPACE, 0, HOST_NAMESPACE.length);
    }

    private @Nullable ProcessText readExecutable(int directory, ProcessInfoBuilder into) {
        if (stat.isKernelThread()) {
            return null;
        }
        int length = files.link(directory, ProcFile.EXE);
        if (length > 0) {
            ProcessText executable = ProcessText.of(files.bytes(), 0, length);
            into.executable(executable);
            return executable;
        }
        // a process that is there and has no program is about to end
        MissReason reason = length == -ProcLibrary.ENOENT || length == -ProcLibrary.ESRCH
                ? MissReason.ENDED : MissReason.UNREADABLE;
        into.miss(ProcessPart.EXECUTABLE, reason).miss(ProcessPart.SCRIPT, reason);
        return null;
    }

    private void readScript(int directory, @Nullable ProcessText executable, ProcessInfoBuilder into) {
        String options = Interpreters.options(executable);
        if (options == null) {
            return;
        }
        int length = files.read(directory, ProcFile.CMDLINE);
        if (length < 0) {
            into.miss(ProcessPart.SCRIPT, reason(directory, length));
        } else {
            into.script(Interpreters.script(options, files.bytes(), length));
        }
    }

    private void readControlGroup(int directory, ProcessInfoBuilder into) {
        int length = files.read(directory, ProcFile.CGROUP);
        ControlGroup group = length < 0 ? null : cgroupFile.read(files.bytes(), length);
        into.controlGroup(group);
        if (group == null) {
            into.miss(ProcessPart.CONTROL_GROUP, length < 0 ? reason(directory, length) : MissReason.INVALID);
        }
    }

    private void readLogin(int directory, ProcessInfoBuilder into) {
        int length = files.read(directory, ProcFile.LOGINUID);
        long user = length < 0 ? ProcessInfo.UNKNOWN : ProcStat.decimal(files.bytes(), 0, length);
        if (user >= 0) {
            length = files.read(directory, ProcFile.SESSIONID);
        }
        long session = user < 0 || length < 0 ? ProcessInfo.UNKNOWN : ProcStat.decimal(files.bytes(), 0, length);
        into.login(user, session);
        if (session < 0) {
            into.miss(ProcessPart.LOGIN, length < 0 ? reason(directory, length) : MissReason.INVALID);
        }
    }

    /** Why a file could not be read. A file that is not there in the directory of a living process is a kernel's without it. */
    private MissReason reason(int directory, int error) {
        if (error == -ProcLibrary.ESRCH) {
            return MissReason.ENDED;
        }
        return error == -ProcLibrary.ENOENT && files.read(directory, ProcFile.STAT) <= 0 ? MissReason.ENDED
                : MissReason.UNREADABLE;
    }
}
