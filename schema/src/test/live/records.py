"""Acts for the sake of the records that the kernel sends about them."""
import ctypes
import fcntl
import mmap
import os
import select
import signal
import socket
import struct
import termios
import time

import kernel
import netlink
from acts import AT_FDCWD, LIBC, act, address, buffer, call
from processes import words

F = "descriptors"
act(F, "mmap of a file", "mmap", lambda: call("mmap", None, 4096, 1, 2, os.open("letter", os.O_RDONLY), 0))


# ---- io_uring --------------------------------------------------------------------------------------------------------

class Ring:
    def __init__(self):
        parameters = buffer(120)
        self.descriptor = call("io_uring_setup", 8, parameters)
        offsets = struct.unpack_from("=7I", parameters, 40)
        self.tail, self.array = offsets[1], offsets[6]
        self.ring = mmap.mmap(self.descriptor, 4096, offset=0)
        self.entries = mmap.mmap(self.descriptor, 4096, offset=0x10000000)
        self.next = 0

    def submit(self, operation, descriptor, offset, where, length, flags=0):
        struct.pack_into("=BBHiQQII", self.entries, 64 * self.next, operation, 0, 0, descriptor, offset, where, length,
                         flags)
        struct.pack_into("=I", self.ring, self.array + 4 * self.next, self.next)
        self.next += 1
        struct.pack_into("=I", self.ring, self.tail, self.next)
        return call("io_uring_enter", self.descriptor, 1, 1, 1, None, 0)


def ring():
    ring = Ring()
    letter, box, answer, how = buffer(b"letter\0"), buffer(b"drawer\0"), buffer(b"answer\0"), buffer(24)
    ring.submit(18, AT_FDCWD, 0, address(letter), 0)                            # openat
    ring.submit(28, AT_FDCWD, address(how), address(letter), 24)                # openat2
    ring.submit(37, AT_FDCWD, 0, address(box), 0o700)                           # mkdirat
    ring.submit(35, AT_FDCWD, address(answer), address(letter), 0xffffff9c)     # renameat
    ring.submit(36, AT_FDCWD, 0, address(answer), 0)                            # unlinkat
    where = buffer(struct.pack("=H", 2) + struct.pack("!H", 9) + socket.inet_aton("127.0.0.1") + bytes(8))
    ring.submit(16, socket.socket().detach(), 16, address(where), 0)            # connect


def refused():
    shadow = buffer(b"/etc/shadow\0")
    Ring().submit(18, AT_FDCWD, 0, address(shadow), 0)


def the_calls():
    ring = Ring()
    call("io_uring_register", ring.descriptor, 2, buffer(struct.pack("=i", -1)), 1)
    ring.submit(0, 0, 0, 0, 0)


F = "io-uring"
act(F, "io_uring: the calls", "io_uring_setup io_uring_register io_uring_enter", the_calls)
act(F, "io_uring: operations", "", ring, operations=(16, 18, 28, 35, 36, 37))
act(F, "io_uring: an open that is refused, in a call that succeeds", "io_uring_enter", refused, operations=(18,),
    user=1000)


# ---- Records without a rule ------------------------------------------------------------------------------------------

def without_rule(file, title, does, **more):
    act(file, title, "", does, rule=False, **more)


def login_id():
    for uid in ("4294967295", "33"):
        with open("/proc/self/loginuid", "w", encoding="ascii") as login:
            login.write(uid)


def login_id_refused():
    try:
        with open("/proc/self/loginuid", "w", encoding="ascii") as login:
            login.write("0")
    except OSError:
        pass


F = "login"
without_rule(F, "loginuid unset and set", login_id)
without_rule(F, "loginuid refused", login_id_refused, user=1000)

F = "anomalies"


def crash(signal_number):
    LIBC.setrlimit(4, (ctypes.c_long * 2)(0, 0))
    signal.signal(signal_number, signal.SIG_DFL)
    os.kill(os.getpid(), signal_number)


def promiscuous():
    netlink.namespace()
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x300) as listener:
        listener.setsockopt(263, 1, struct.pack("=iHH8x", 1, 1, 0))


def sticky():
    """Files of others in a directory like /tmp, used by another user. The capture has switched on the protection."""
    os.mkdir("sticky")
    os.chmod("sticky", 0o1777)
    os.mkfifo("sticky/fifo")
    os.mknod("sticky/file")
    for name in ("sticky/fifo", "sticky/file"):
        os.chmod(name, 0o666)
        os.chown(name, 33, 33)
    os.symlink("/etc/passwd", "sticky/link")
    os.lchown("sticky/link", 33, 33)
    os.chmod("letter", 0o600)
    os.setresuid(1000, 1000, 1000)
    call("link", b"letter", b"sticky/hard")
    call("openat", AT_FDCWD, b"sticky/link", os.O_RDONLY)
    call("openat", AT_FDCWD, b"sticky/fifo", os.O_CREAT | os.O_RDWR | os.O_NONBLOCK, 0o600)
    call("openat", AT_FDCWD, b"sticky/file", os.O_CREAT | os.O_RDWR, 0o600)


without_rule(F, "a program that crashes: SIGSEGV", lambda: crash(signal.SIGSEGV))
without_rule(F, "a program that aborts: SIGABRT", lambda: crash(signal.SIGABRT), user=1000)
without_rule(F, "promiscuous mode on and off", promiscuous)
without_rule(F, "links and files in a sticky directory", sticky)
act(F, "links and files in a sticky directory, and the calls are recorded", "link openat", sticky)


def seccomp(verdict):
    """Calls of getppid get the verdict, all others are allowed."""
    LIBC.prctl(38, 1, 0, 0, 0)
    LIBC.setrlimit(4, (ctypes.c_long * 2)(0, 0))
    program = buffer(struct.pack("=" + "HBBI" * 4, 0x20, 0, 0, 0, 0x15, 0, 1, 110,
                                 6, 0, 0, verdict, 6, 0, 0, 0x7fff0000))
    call("seccomp", 1, 2, buffer(struct.pack("=HxxxxxxQ", 4, address(program))))
    call("getppid")


F = "security-modules"
without_rule(F, "seccomp: kills the process", lambda: seccomp(0x80000000))
without_rule(F, "seccomp: only logs", lambda: seccomp(0x7ffc0000))
without_rule(F, "seccomp: refuses with EPERM", lambda: seccomp(0x00050001), user=1000)


def landlock():
    rules = call("landlock_create_ruleset", buffer(struct.pack("=3Q", 0x1fff, 3, 3)), 24, 0)
    LIBC.prctl(38, 1, 0, 0, 0)
    call("landlock_restrict_self", rules, 2)
    call("openat", AT_FDCWD, b"/etc/passwd", os.O_RDONLY)
    call("mkdir", b"drawer", 0o700)
    where = buffer(struct.pack("=H", 2) + struct.pack("!H", 9) + socket.inet_aton("127.0.0.1") + bytes(8))
    call("connect", socket.socket().detach(), where, 16)
    call("kill", os.getppid(), 0)


act(F, "Landlock: a file, a directory, a port, a signal", "openat mkdir connect kill", landlock, settle=0.3)


def fanotify():
    """A listener allows one access to the letter, and denies the next."""
    listener = call("fanotify_init", 0x46, os.O_RDONLY)
    call("fanotify_mark", listener, 1, ctypes.c_ulong(0x10000), AT_FDCWD, b"letter")
    if not os.fork():
        for answer in (1, 2):
            select.select([listener], [], [], 5)
            descriptor = struct.unpack_from("=i", os.read(listener, 24), 16)[0]
            os.write(listener, struct.pack("=iIBBHIII", descriptor, answer | 0x10 | 0x20, 1, 0, 16, 137, 1, 2))
        os._exit(0)
    call("openat", AT_FDCWD, b"letter", os.O_RDONLY)
    call("openat", AT_FDCWD, b"letter", os.O_RDONLY)


act(F, "fanotify: allows and denies", "openat", fanotify)


def capabilities():
    """A program file with CAP_NET_RAW, run by a user without any."""
    os.system("cp /bin/true ping; chmod 755 ping")
    os.setxattr("ping", "security.capability", struct.pack("=5I", 0x02000001, 1 << 13, 0, 0, 0))
    os.setresuid(1000, 1000, 1000)
    call("execve", b"ping", words(b"ping", b"192.0.2.1"), None)


act("process-start", "execve of a program with capabilities", "execve", capabilities)
act("process-start", "execve of a set-user-id program", "execve",
    lambda: call("execve", b"/usr/bin/passwd", words(b"passwd", b"--status"), None), user=1000)

F = "time"


def adjust():
    """The clock runs faster by the smallest step, and is put back; no time is set."""
    state = buffer(208)
    call("adjtimex", state)
    before = struct.unpack_from("=q", state, 16)[0]
    for frequency in (before + 1, before):
        wanted = buffer(208)
        struct.pack_into("=I", wanted, 0, 2)
        struct.pack_into("=q", wanted, 16, frequency)
        call("adjtimex", wanted)


def inject():
    """One microsecond forth and back: ADJ_SETOFFSET."""
    for seconds, microseconds in ((0, 1), (-1, 999999)):
        offset = buffer(208)
        struct.pack_into("=I", offset, 0, 0x100)
        struct.pack_into("=qq", offset, 72, seconds, microseconds)
        call("clock_adjtime", 0, offset)


act(F, "adjtimex: another frequency", "adjtimex", adjust)
act(F, "clock_adjtime: an offset", "clock_adjtime", inject)

F = "audit-configuration"


def rules():
    """A rule that matches nothing is added, added again, and deleted."""
    fields = [(kernel.PID, 0x7ffffff0), (kernel.FILTERKEY, 4)]
    empty = [0] * 62
    rule = struct.pack("=3I64I64I64I64II", 4, 2, 2, *([1 << 2] + [0] * 63), *([kernel.PID, kernel.FILTERKEY] + empty),
                       *([0x7ffffff0, 4] + empty), *([kernel.EQUAL] * 2 + empty), 4) + b"live"
    for kind in (kernel.ADD_RULE, kernel.ADD_RULE, kernel.DEL_RULE):
        netlink.audit(kind, rule)


def feature(on):
    """only_unset_loginuid: version, mask, features, lock."""
    netlink.audit(1018, struct.pack("=4I", 1, 1, on, 0))


def features():
    feature(1)
    feature(0)


def listen():
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, netlink.AUDIT) as listener:
        listener.bind((0, 1))


without_rule(F, "a rule is added, refused, deleted", rules)
without_rule(F, "settings", lambda: netlink.audit(kernel.SET, struct.pack("=11I", 0x12, 0, 1, 0, 0, 8192, *[0] * 5)))
without_rule(F, "features", features)
without_rule(F, "a member of the multicast group", listen)
act(F, "a rule is added, and the call is recorded too", "sendto", rules)

F = "network-configuration"
without_rule(F, "nftables: a table, a chain, a rule, and the packet that it logs", netlink.firewall_and_packets)
without_rule(F, "NetLabel", netlink.net_labels)
without_rule(F, "IPsec: a policy", netlink.ipsec)

F = "terminal"


def terminal():
    """A line is typed at a terminal whose input is recorded, and a shell reports one itself."""
    parent, end = os.openpty()
    pid = os.fork()
    if not pid:
        os.setsid()
        fcntl.ioctl(end, termios.TIOCSCTTY, 0)
        netlink.audit(1017, struct.pack("=II", 1, 0))
        os.write(end, b"$")
        os.read(end, 64)
        netlink.audit(1124, b"ls -l /root\0")
        os._exit(0)
    os.read(parent, 1)
    os.write(parent, b"cat /etc/shadow\n")
    os.waitpid(pid, 0)


without_rule(F, "TTY and USER_TTY", terminal)
