package io.github.nettyaudit.schema.process;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes a {@link ProcessInfo}. What is not set is not known, without a reason. */
public final class ProcessInfoBuilder {
    int pid;
    final @Nullable MissReason[] misses = new MissReason[ProcessPart.values().length];
    int parentPid = -1;
    long startMillis = ProcessInfo.UNKNOWN;
    @Nullable ProcessText name;
    @Nullable ProcessText executable;
    @Nullable ProcessText script;
    @Nullable ControlGroup controlGroup;
    long loginUser = ProcessInfo.UNKNOWN;
    long session = ProcessInfo.UNKNOWN;
    @Nullable ProcessInfo parent;

    /**
     * Starts with a process of which only the id is known.
     *
     * @param pid the process id
     */
    public ProcessInfoBuilder(int pid) {
        this.pid = pid;
    }

    /**
     * Starts with another process.
     *
     * @param process everything but the parent is copied
     * @return a builder with the parts of the process and without a parent
     */
    public static ProcessInfoBuilder copyOf(ProcessInfo process) {
        ProcessInfoBuilder copy = new ProcessInfoBuilder(process.pid()).parentPid(process.parentPid())
                .startMillis(process.startMillis()).name(process.name()).executable(process.executable())
                .script(process.script()).controlGroup(process.controlGroup())
                .login(process.loginUser(), process.session());
        for (ProcessPart part : ProcessPart.values()) {
            copy.misses[part.ordinal()] = process.miss(part);
        }
        return copy;
    }

    /**
     * Sets the process id.
     *
     * @param newPid the process id
     * @return this builder
     */
    public ProcessInfoBuilder pid(int newPid) {
        pid = newPid;
        return this;
    }

    /**
     * Sets the id of the parent.
     *
     * @param newPid the id; 0 if the kernel started the process, -1 if it is not known
     * @return this builder
     */
    public ProcessInfoBuilder parentPid(int newPid) {
        parentPid = newPid;
        return this;
    }

    /**
     * Sets when the process was started.
     *
     * @param newMillis milliseconds since 1970, or {@link ProcessInfo#UNKNOWN}
     * @return this builder
     */
    public ProcessInfoBuilder startMillis(long newMillis) {
        startMillis = newMillis;
        return this;
    }

    /**
     * Sets the name of the process.
     *
     * @param newName the name, or {@code null}
     * @return this builder
     */
    public ProcessInfoBuilder name(@Nullable ProcessText newName) {
        name = newName;
        return this;
    }

    /**
     * Sets the path of the program.
     *
     * @param newExecutable the path, or {@code null}
     * @return this builder
     */
    public ProcessInfoBuilder executable(@Nullable ProcessText newExecutable) {
        executable = newExecutable;
        return this;
    }

    /**
     * Sets the path of the script.
     *
     * @param newScript the path, or {@code null}
     * @return this builder
     */
    public ProcessInfoBuilder script(@Nullable ProcessText newScript) {
        script = newScript;
        return this;
    }

    /**
     * Sets the control group.
     *
     * @param newControlGroup the control group, or {@code null}
     * @return this builder
     */
    public ProcessInfoBuilder controlGroup(@Nullable ControlGroup newControlGroup) {
        controlGroup = newControlGroup;
        return this;
    }

    /**
     * Sets user and session of the login.
     *
     * @param newUser    the id of the user, {@link ProcessInfo#UNSET} or {@link ProcessInfo#UNKNOWN}
     * @param newSession the number of the session, {@link ProcessInfo#UNSET} or {@link ProcessInfo#UNKNOWN}
     * @return this builder
     */
    public ProcessInfoBuilder login(long newUser, long newSession) {
        loginUser = newUser;
        session = newSession;
        return this;
    }

    /**
     * Sets the parent, and its id.
     *
     * @param newParent the parent, or {@code null}, which leaves the id as it is
     * @return this builder
     */
    public ProcessInfoBuilder parent(@Nullable ProcessInfo newParent) {
        parent = newParent;
        if (newParent != null) {
            parentPid = newParent.pid();
        }
        return this;
    }

    /**
     * Marks a part as missing, or as not missing.
     *
     * @param part   the part
     * @param reason why it is missing; {@code null} if it is there, or absent
     * @return this builder
     */
    public ProcessInfoBuilder miss(ProcessPart part, @Nullable MissReason reason) {
        misses[part.ordinal()] = reason;
        return this;
    }

    /**
     * Marks each part as missing.
     *
     * @param reason why
     * @return this builder
     */
    public ProcessInfoBuilder missAll(MissReason reason) {
        Arrays.fill(misses, reason);
        return this;
    }

    /**
     * Makes the value.
     *
     * @return a value that does not change with this builder
     */
    public ProcessInfo build() {
        return new ProcessInfo(this);
    }
}
