"""Writes the events of README.md as the kernel of this host sends them: capture.py [FILE...]

One file for each class of events, FILE.golden: a title after ==== for each act, then the records. The test
LiveGoldensTest adds the documents. As root, with Python 3.9 or later; nobody else may use audit meanwhile:

    flock /run/lock/kernel-audit.lock python3 capture.py
"""
import contextlib
import os
import pty
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

import acts
import kernel
import files, mounts, processes, sockets  # noqa: each adds its acts
import messages
import records  # noqa

DIRECTORY = Path(__file__).resolve().parent.parent / "resources/io/github/nettyaudit/schema/live"
WORK = "/srv/live"
PRIVATE = 0x00020000 | 0x04000000 | 0x08000000           # CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC
MS_REC_PRIVATE = 0x4000 | 0x40000
SECONDS = 20
HEADER = "# See README.md of schema/src/test/live. Records: Linux %s. Documents: LiveGoldensTest.\n"


def prepare():
    """A directory with a letter, a link to it, a script, two boxes."""
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK + "/box")
    os.mkdir(WORK + "/empty")
    os.chdir(WORK)
    for name, text in (("letter", "hello\n"), ("box/paper", ""), ("script", "#!/bin/true\n")):
        Path(name).write_text(text)
    os.chmod("script", 0o755)
    os.symlink("letter", "link")
    os.setxattr("letter", "user.colour", b"blue")


def child(act, ready):
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
        acts.LIBC.unshare(PRIVATE)
        acts.LIBC.mount(b"none", b"/", None, MS_REC_PRIVATE, None)
        acts.LIBC.prctl(15, b"actor", 0, 0, 0)
        if act.login:
            for login in dict.fromkeys(("4294967295", act.login)):          # a login uid is set only if there is none
                Path("/proc/self/loginuid").write_text(login)
        if act.user:
            os.setgroups([])
            os.setresgid(act.user, act.user, act.user)
            os.setresuid(act.user, act.user, act.user)
            acts.LIBC.prctl(4, 1, 0, 0, 0)
        os.write(ready, b"!")
        os.close(ready)
        signal.sigwait({signal.SIGUSR1})
        signal.alarm(SECONDS)
        act.does()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def run(audit, act, key):
    """The records of one act."""
    prepare()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        child(act, write)
    os.close(write)
    os.read(read, 1)
    os.close(read)
    rules = []
    if act.rule:
        table = acts.NUMBER if act.arch == kernel.X86_64 else kernel.calls(2)
        rules += [audit.add(pid, [table[name] for name in act.names], key, act.arch)] if act.names else []
        rules += [audit.add(pid, act.operations, key, filter_list=kernel.URING)] if act.operations else []
    audit.flush()
    os.kill(pid, signal.SIGUSR1)
    os.waitpid(pid, 0)
    time.sleep(act.settle)
    found = audit.flush()
    for rule in rules:
        audit.delete(rule)
    return found


@contextlib.contextmanager
def protection():
    """Has the kernel refuse suspicious links and files meanwhile."""
    before = {name: Path("/proc/sys/fs/protected_" + name).read_text() for name in ("symlinks", "fifos", "regular")}
    try:
        for name in before:
            Path("/proc/sys/fs/protected_" + name).write_text("1")
        yield
    finally:
        for name, value in before.items():
            Path("/proc/sys/fs/protected_" + name).write_text(value)


def capture(only):
    with open("/proc/self/loginuid", "w", encoding="ascii") as login:
        login.write("1000")
    with kernel.Kernel() as audit, protection():
        try:
            for file, several in acts.ACTS.items():
                if only and file not in only:
                    continue
                lines = [HEADER % os.uname().release.split("-")[0]]
                for act in several:
                    found = run(audit, act, file)
                    if not found:
                        print("%s: %s: no record" % (file, act.title))
                    lines += ["==== %s\n" % act.title] + [line.rstrip(" ") + "\n" for line in found]
                with open(DIRECTORY / (file + ".golden"), "w", encoding="utf-8", errors="surrogateescape") as out:
                    out.writelines(lines)
        finally:
            os.chdir("/")
            shutil.rmtree(WORK, ignore_errors=True)


def main():
    pid, terminal = pty.fork()                          # so that the records have a terminal
    if pid == 0:
        capture(sys.argv[1:])
        return
    try:
        while True:
            sys.stdout.buffer.write(os.read(terminal, 4096))
    except OSError:                                     # the end
        pass
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


if __name__ == "__main__":
    main()
