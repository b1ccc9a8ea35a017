package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.daemon.context.StoredProcess.StoredProcessReader;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@linkplain StoredProcess stored forms} of one process after another. Parents and control groups that are
 * the same as the last ones are read once. Not thread-safe.
 */
public final class ProcessDecoder {
    /** The form of the last parents, what it says, and the control group of the process in front of them. */
    private byte[] parents = new byte[0];
    private @Nullable ProcessInfo parent;
    private @Nullable ControlGroup group;

    /** Creates a decoder that has read nothing. */
    public ProcessDecoder() {
    }

    /**
     * Reads a stored form.
     *
     * @param stored what an encoder has written, this version or a later one; not kept
     * @return the process; {@code null} if the form has a version that this reader does not know
     * @throws IllegalArgumentException if it is no stored form
     */
    public @Nullable ProcessInfo decode(byte[] stored) {
        TagReader in = new TagReader(stored, 0, stored.length);
        if (in.number() != StoredProcess.VERSION) {
            return null;
        }
        if (!in.hasMore()) {
            throw new IllegalArgumentException("a stored process without a process");
        }
        StoredProcessReader first = new StoredProcessReader(in.block(), null, group);
        byte[] rest = in.rest();
        if (!Arrays.equals(rest, parents) || !Objects.equals(first.controlGroup(), group)) {
            ProcessInfo read = readParents(new TagReader(rest, 0, rest.length), first.controlGroup());
            parents = rest;
            parent = read;
            group = first.controlGroup();
        }
        return first.process().parent(parent).build();
    }

    private @Nullable ProcessInfo readParents(TagReader in, @Nullable ControlGroup before) {
        List<ProcessInfoBuilder> processes = new ArrayList<>();
        ControlGroup last = before;
        while (in.hasMore()) {
            StoredProcessReader reader = new StoredProcessReader(in.block(), last, group);
            processes.add(reader.process());
            last = reader.controlGroup();
        }
        ProcessInfo process = null;
        for (int i = processes.size() - 1; i >= 0; i--) {
            process = processes.get(i).parent(process).build();
        }
        return process;
    }
}
