package io.github.nettyaudit.daemon.context;

/** The files of proc(5) that are read, by their names in their directory. */
enum ProcFile {
    /** {@code /proc/uptime}. */
    UPTIME("uptime"),
    /** {@code /proc/sys/kernel/pid_max}. */
    PID_MAX("sys/kernel/pid_max"),
    /** {@code /proc/<pid>/stat}. */
    STAT("stat"),
    /** {@code /proc/<pid>/exe}, a link. */
    EXE("exe"),
    /** {@code /proc/<pid>/cmdline}. */
    CMDLINE("cmdline"),
    /** {@code /proc/<pid>/cgroup}. */
    CGROUP("cgroup"),
    /** {@code /proc/<pid>/loginuid}. */
    LOGINUID("loginuid"),
    /** {@code /proc/<pid>/sessionid}. */
    SESSIONID("sessionid"),
    /** {@code /proc/<pid>/ns/pid}, a link. */
    PID_NAMESPACE("ns/pid");

    final String path;

    ProcFile(String path) {
        this.path = path;
    }
}
