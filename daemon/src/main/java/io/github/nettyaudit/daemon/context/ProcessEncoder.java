package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@linkplain StoredProcess stored forms} of one process after another. The parents of the last process are
 * written once while they stay the same: most processes of a host have few parents. Not thread-safe.
 */
public final class ProcessEncoder {
    private final TagWriter out = new TagWriter();
    private final TagWriter one = new TagWriter();
    private final TagWriter parents = new TagWriter();
    /** The parent whose form {@link #parents} has, and the control group of the process in front of it. */
    private @Nullable ProcessInfo parent;
    private @Nullable ControlGroup group;

    /** Creates an encoder that has written nothing. */
    public ProcessEncoder() {
    }

    /**
     * Writes a process and its parents.
     *
     * @param process the process
     * @return the stored form
     */
    public byte[] encode(ProcessInfo process) {
        out.clear();
        out.number(StoredProcess.VERSION);
        one.clear();
        StoredProcess.write(process, null, one);
        out.block(one);
        if (process.parent() != parent || !Objects.equals(process.controlGroup(), group)) {
            writeParents(process);
        }
        out.append(parents);
        return out.toBytes();
    }

    private void writeParents(ProcessInfo process) {
        parents.clear();
        parent = process.parent();
        group = process.controlGroup();
        ControlGroup before = group;
        for (ProcessInfo next = parent; next != null; next = next.parent()) {
            one.clear();
            StoredProcess.write(next, before, one);
            parents.block(one);
            before = next.controlGroup();
        }
    }
}
