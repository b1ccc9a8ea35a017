"""Processes: start, end, signals, looking into others, identity, rights, namespaces, scheduling, time, memory."""
import ctypes
import os
import signal
import struct
import time

from acts import AT_EMPTY_PATH, AT_FDCWD, LIBC, act, address, argument, buffer, call, plain


def words(*of):
    return (ctypes.c_char_p * (len(of) + 1))(*of, None)


def child(does=signal.pause):
    """A process that waits until this one ends."""
    pid = os.fork()
    if not pid:
        LIBC.prctl(15, b"victim", 0, 0, 0)
        LIBC.prctl(1, signal.SIGKILL, 0, 0, 0)          # ends with its parent
        does()
        os._exit(0)
    time.sleep(0.05)
    return pid


def with_child(file, title, names, does):
    act(file, title, names, lambda: does(child()))


F = "process-start"
plain(F, "execve", b"/bin/true", words(b"true", b"one", b"two words", b"caf\xc3\xa9", b'"quoted"'), words(b"A=1"))
plain(F, "execve", b"/usr/bin/missing", words(b"missing", b"--help"), None,
      title="execve of a program that is not there")
plain(F, "execve", b"/etc/hostname", words(b"hostname"), None, title="execve of a file that is no program")
plain(F, "execve", b"script", words(b"./script", b"argument"), None, title="execve of a script")
act(F, "execveat of a descriptor", "execveat",
    lambda: call("execveat", os.open("/bin/true", os.O_RDONLY), b"", words(b"true", b"by descriptor"), None,
                 AT_EMPTY_PATH))


def fork(name, *arguments):
    pid = call(name, *arguments)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


act(F, "fork", "fork", lambda: fork("fork"))
act(F, "clone", "clone", lambda: fork("clone", signal.SIGCHLD, None, None, None, None))
act(F, "clone3", "clone3", lambda: fork("clone3", buffer(struct.pack("=11Q", 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)), 88))

F = "process-end"
plain(F, "exit_group", 3)
plain(F, "exit", 0)


def wait():
    pid = os.fork()
    if not pid:
        os._exit(0)
    call("wait4", pid, None, 0, None)


act(F, "wait4", "wait4", wait)

F = "process-signals"
with_child(F, "kill", "kill", lambda pid: call("kill", pid, signal.SIGTERM))
with_child(F, "kill that only asks whether the process is there", "kill", lambda pid: call("kill", pid, 0))
with_child(F, "tgkill", "tgkill", lambda pid: call("tgkill", pid, pid, signal.SIGUSR1))
with_child(F, "pidfd_send_signal", "pidfd_send_signal",
           lambda pid: call("pidfd_send_signal", call("pidfd_open", pid, 0), signal.SIGKILL, None, 0))
plain(F, "kill", 1, signal.SIGTERM, user=1000, title="kill refused")
plain(F, "kill", 0x7ffffff0, signal.SIGTERM, title="kill of a process that is not there")
plain(F, "rt_sigprocmask", 0, None, buffer(), 8)

F = "process-access"
with_child(F, "ptrace: attach", "ptrace", lambda pid: call("ptrace", 16, pid, None, None))
plain(F, "ptrace", 16, 1, None, None, user=1000, title="ptrace refused")


def process_memory(name, pid):
    content = buffer()
    local = (ctypes.c_long * 2)(address(content), 4)
    return call(name, pid, local, 1, local, 1, 0)


with_child(F, "process_vm_readv", "process_vm_readv", lambda pid: process_memory("process_vm_readv", pid))
with_child(F, "process_vm_writev", "process_vm_writev", lambda pid: process_memory("process_vm_writev", pid))
with_child(F, "pidfd_open and pidfd_getfd", "pidfd_open pidfd_getfd",
           lambda pid: call("pidfd_getfd", call("pidfd_open", pid, 0), 0, 0))


def process_madvise(pid):
    content = buffer(8192)
    call("process_madvise", call("pidfd_open", pid, 0), (ctypes.c_long * 2)(address(content) & ~4095, 4096), 1, 20, 0)


with_child(F, "process_madvise", "process_madvise", process_madvise)
with_child(F, "kcmp", "kcmp", lambda pid: call("kcmp", os.getpid(), pid, 0, 0, 0))
with_child(F, "perf_event_open", "perf_event_open",
           lambda pid: call("perf_event_open", buffer(struct.pack("=IIQ", 1, 128, 0) + bytes(112)), pid, -1, -1, 0))

F = "process-identity"
plain(F, "setuid", 1000)
plain(F, "setresuid", -1, 1000, 0)
plain(F, "setuid", 0, user=1000, title="setuid refused")
plain(F, "setgid", 1000)
plain(F, "setgroups", 0, None)
plain(F, "capset", buffer(struct.pack("=II", 0x20080522, 0)), buffer(bytes(24)), title="capset that gives up all")
plain(F, "prctl", 38, 1, 0, 0, 0, title="prctl(PR_SET_NO_NEW_PRIVS)")
plain(F, "personality", 0x0040000)
plain(F, "setsid")
plain(F, "setpgid", 0, 0)
act(F, "prlimit64", "prlimit64", lambda: call("prlimit64", 0, 7, None, buffer(16)))
plain(F, "getuid")
plain(F, "getrusage", 0, buffer(256))
plain(F, "uname", buffer(512))
plain(F, "getrandom", buffer(8), 8, 0)

F = "process-restrictions"


def filter_calls():
    """A filter of one instruction, which allows all."""
    program = buffer(struct.pack("=HBBI", 6, 0, 0, 0x7fff0000))
    call("seccomp", 1, 0, buffer(struct.pack("=HxxxxxxQ", 1, address(program))))


act(F, "seccomp", "seccomp", filter_calls)


def landlock():
    rules = call("landlock_create_ruleset", buffer(struct.pack("=Q", 4)), 8, 0)
    call("landlock_add_rule", rules, 1, buffer(struct.pack("=Qi", 4, os.open("box", os.O_PATH))), 0)
    LIBC.prctl(38, 1, 0, 0, 0)
    call("landlock_restrict_self", rules, 0)


act(F, "landlock_create_ruleset, landlock_add_rule, landlock_restrict_self",
    "landlock_create_ruleset landlock_add_rule landlock_restrict_self", landlock)
plain(F, "lsm_set_self_attr", 100, buffer(), 64, 0)
plain(F, "lsm_list_modules", buffer(256), buffer(struct.pack("=I", 256)), 0)

F = "namespaces"
plain(F, "unshare", 0x04000000 | 0x08000000, title="unshare of host name and IPC")
plain(F, "unshare", 0x10000000, user=1000, title="unshare of the user namespace")
act(F, "setns", "setns", lambda: call("setns", os.open("/proc/self/ns/uts", os.O_RDONLY), 0x04000000))
plain(F, "listns", buffer(64), buffer(64), 8, 0)

F = "keys"
plain(F, "add_key", b"user", b"alice:secret", b"value", 5, -3)
plain(F, "request_key", b"user", b"alice:missing", None, -3)
plain(F, "keyctl", 0, -3, 1, title="keyctl")

F = "scheduling"
plain(F, "sched_setscheduler", 0, 3, buffer(bytes(4)))
plain(F, "setpriority", 0, 0, 5)
plain(F, "sched_setaffinity", 0, 8, buffer(struct.pack("=Q", 3)))
plain(F, "sched_getaffinity", 0, 8, buffer(8))
plain(F, "sched_yield")

F = "memory"
plain(F, "mmap", None, 4096, 1, 0x22, -1, 0)
plain(F, "brk", None)


def mapped(name, *rest):
    start = call("mmap", None, 8192, 3, 0x22, -1, 0)
    return call(name, ctypes.c_long(start), *rest)


for name, rest in (("mremap", (8192, 16384, 1)), ("munmap", (8192,)), ("mprotect", (8192, 5)), ("mseal", (8192, 0)),
                   ("mlock", (4096,)), ("madvise", (4096, 4)), ("msync", (4096, 4))):
    act(F, name, name, lambda name=name, rest=rest: mapped(name, *rest))
plain(F, "pkey_alloc", 0, 0)
plain(F, "memfd_create", b"payload", 1)
plain(F, "memfd_secret", 0)
plain(F, "userfaultfd", 1)

F = "system"
plain(F, "init_module", buffer(b"no module"), 9, b"")
act(F, "finit_module", "finit_module", lambda: call("finit_module", os.open("letter", os.O_RDONLY), b"debug=1", 0))
plain(F, "delete_module", b"rootkit", os.O_NONBLOCK)
plain(F, "query_module", None, 0, None, 0, None)
plain(F, "create_module", b"rootkit", 4096)


def load_program():
    """mov r0, 0; exit"""
    code = buffer(bytes((0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0)))
    licence = buffer(b"GPL\0")
    call("bpf", 5, buffer(struct.pack("=IIQQIIQII16s", 1, 2, address(code), address(licence), 0, 0, 0, 0, 0,
                                      b"watcher")), 64)


act(F, "bpf that loads a program", "bpf", load_program)
plain(F, "bpf", 0, buffer(struct.pack("=5I", 2, 4, 4, 1, 0)), 20, title="bpf that makes a map")
plain(F, "bpf", 5, buffer(64), 64, user=1000, title="bpf refused")
plain(F, "kexec_load", 0, 0, None, 0)
plain(F, "reboot", 0, 0, 0x1234567, None, title="reboot with a wrong number, which does nothing")
plain(F, "iopl", 9)
plain(F, "syslog", 10, None, 0)
plain(F, "_sysctl", None)
plain(F, "sethostname", b"name", 4, title="sethostname in a namespace of its own")
plain(F, "sethostname", b"name", 4, user=1000, title="sethostname refused")
plain(F, "clock_settime", 0, buffer(struct.pack("=qq", 1, 2000000000)), title="clock_settime with too many nanoseconds")
plain(F, "settimeofday", buffer(struct.pack("=qq", 1, 0)), None, user=1000, title="settimeofday refused")
plain(F, "adjtimex", buffer(208), title="adjtimex that only reads")
plain(F, "vhangup", user=1000, title="vhangup refused")
plain(F, "afs_syscall")
plain(F, "nfsservctl")
plain(F, "modify_ldt", 0, buffer(64), 64)

F = "waiting"
for name, arguments in (
        ("pipe2", (buffer(8), 0)), ("eventfd2", (0, 0)), ("epoll_create1", (0,)), ("poll", (None, 0, 0)),
        ("futex", (buffer(4), 1, 1, None, None, 0)), ("nanosleep", (buffer(struct.pack("=qq", 0, 1)), None)),
        ("timerfd_create", (0, 0)), ("clock_gettime", (0, buffer(16))), ("restart_syscall", ()),
        ("io_setup", (1, buffer(bytes(8))))):
    plain(F, name, *arguments)
