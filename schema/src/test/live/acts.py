"""What the processes of the capture do: for each file of events a list of acts."""
import ctypes
import os

from kernel import X86_64, calls

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
NUMBER = calls(1)
AT_FDCWD, AT_EMPTY_PATH = -100, 0x1000
ACTS = {}


class Act:
    def __init__(self, title, names, does, user=0, arch=X86_64, operations=(), rule=True, settle=0, login=None):
        self.title = title
        self.names = names.split()
        self.does = does
        self.user = user
        self.arch = arch
        self.operations = operations
        self.rule = rule
        self.login = login                          # who has logged in; 4294967295 is nobody
        self.settle = settle                        # seconds until the kernel has sent all


def act(file, title, names, does, **more):
    """names are the system calls that the rule of the act names; what else the process does is not recorded."""
    ACTS.setdefault(file, []).append(Act(title, names, does, **more))


def plain(file, names, *arguments, title=None, **more):
    """One system call."""
    act(file, title or names, names, lambda: call(names, *arguments), **more)


def argument(value):
    if isinstance(value, bytes):
        return ctypes.c_char_p(value)
    if isinstance(value, ctypes._SimpleCData):
        return value
    if isinstance(value, (ctypes.Array, ctypes.Structure)):
        return ctypes.byref(value)
    return ctypes.c_long(0 if value is None else value)


def call(name, *arguments):
    """The result, or the errno as a negative number, as the kernel has it."""
    result = LIBC.syscall(ctypes.c_long(NUMBER[name]), *map(argument, arguments))
    return result if result != -1 else -ctypes.get_errno()


def buffer(data=64):
    return ctypes.create_string_buffer(data, data if isinstance(data, int) else len(data))


def address(of):
    return ctypes.addressof(of)


def directory():
    return call("open", b".", os.O_RDONLY | os.O_DIRECTORY)
