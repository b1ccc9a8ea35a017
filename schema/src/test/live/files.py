"""Files: open, read, write, names, attributes, watching."""
import ctypes
import os
import struct

from acts import AT_EMPTY_PATH, AT_FDCWD, act, address, buffer, call, directory, plain


def opened(flags=os.O_RDWR, name="letter"):
    return os.open(name, flags)


def with_file(file, name, *rest, title=None, flags=os.O_RDWR):
    act(file, title or name, name, lambda: call(name, opened(flags), *rest))


def vector():
    content = buffer(b"hello\n")
    return (ctypes.c_long * 2)(address(content), 6), content


def attributes():
    """struct file_attr: xflags, extsize, nextents, projid, cowextsize."""
    return buffer(struct.pack("=Q4I", 0, 0, 0, 0, 0))


F = "file-open"
plain(F, "openat", AT_FDCWD, b"/etc/hostname", os.O_RDONLY, title="openat for reading")
plain(F, "openat", AT_FDCWD, b"new letter", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640,
      title="openat that makes a file whose name has a blank")
act(F, "openat relative to a directory", "openat", lambda: call("openat", directory(), b"box/..//letter", os.O_RDWR))
plain(F, "openat", AT_FDCWD, b"/etc/shadow", os.O_RDONLY, user=1000, title="openat refused by the permissions")
plain(F, "openat", AT_FDCWD, b"missing", os.O_RDONLY, title="openat of a file that is not there")
plain(F, "openat", AT_FDCWD, b"letter\n", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600,
      title="openat, newline in the name")
plain(F, "open", b"letter", os.O_RDWR | os.O_TRUNC)
plain(F, "creat", b"draft", 0o644)
plain(F, "openat2", AT_FDCWD, b"letter", buffer(struct.pack("=3Q", os.O_RDONLY, 0, 8)), 24,
      title="openat2 beneath a directory")
plain(F, "openat2", AT_FDCWD, b"/etc/hostname", buffer(struct.pack("=3Q", os.O_RDONLY, 0, 8)), 24,
      title="openat2 that would leave the directory")


def by_handle():
    handle = buffer(136)
    struct.pack_into("=I", handle, 0, 128)
    call("name_to_handle_at", AT_FDCWD, b"letter", handle, buffer(4), 0)
    call("open_by_handle_at", directory(), handle, os.O_RDONLY)


act(F, "name_to_handle_at and open_by_handle_at", "name_to_handle_at open_by_handle_at", by_handle)

F = "file-content"
with_file(F, "read", buffer(), 6)
with_file(F, "write", b"hello\n", 6)
act(F, "writev", "writev", lambda: call("writev", opened(), vector()[0], 1))
with_file(F, "ftruncate", 3)
plain(F, "truncate", b"letter", 3)
with_file(F, "fallocate", 0, 0, 100)
act(F, "sendfile", "sendfile", lambda: call("sendfile", os.open("copy", os.O_WRONLY | os.O_CREAT), opened(), None, 6))
act(F, "copy_file_range", "copy_file_range",
    lambda: call("copy_file_range", opened(), None, os.open("copy", os.O_WRONLY | os.O_CREAT), None, 6, 0))
with_file(F, "close")
with_file(F, "fsync")
plain(F, "sync")
with_file(F, "lseek", 0, 2)
act(F, "getdents64", "getdents64", lambda: call("getdents64", directory(), buffer(4096), 4096))
with_file(F, "dup")
with_file(F, "fcntl", 4, os.O_NONBLOCK)
with_file(F, "flock", 2)
with_file(F, "ioctl", 0x541b, buffer(), title="ioctl")
with_file(F, "cachestat", buffer(16), buffer(40), 0)
plain(F, "chdir", b"box")
act(F, "fchdir", "fchdir", lambda: call("fchdir", directory()))
plain(F, "getcwd", buffer(256), 256)
plain(F, "umask", 0o077)

F = "file-names"
plain(F, "mkdir", b"drawer", 0o755)
act(F, "mkdirat", "mkdirat", lambda: call("mkdirat", directory(), b"drawer", 0o700))
plain(F, "mkdir", b"/root/drawer", 0o755, user=1000, title="mkdir refused")
plain(F, "mknod", b"null", 0o20666, 0x103, title="mknod of a device")
plain(F, "rename", b"letter", b"box/answer")
plain(F, "renameat2", AT_FDCWD, b"letter", AT_FDCWD, b"box/paper", 2, title="renameat2 that exchanges two files")
plain(F, "rename", b"missing", b"answer", title="rename of a file that is not there")
plain(F, "link", b"letter", b"box/hard")
plain(F, "linkat", AT_FDCWD, b"letter", AT_FDCWD, b"hard", 0)
plain(F, "symlink", b"/etc/passwd", b"soft")
plain(F, "symlinkat", b"letter", AT_FDCWD, b"soft")
plain(F, "readlink", b"link", buffer(), 64)
plain(F, "rmdir", b"empty")
plain(F, "unlink", b"letter")
plain(F, "unlinkat", AT_FDCWD, b"box/paper", 0)
plain(F, "unlinkat", AT_FDCWD, b"empty", 0x200, title="unlinkat of a directory")
plain(F, "unlink", b"/etc/hostname", user=1000, title="unlink refused")

F = "file-attributes"
plain(F, "chmod", b"letter", 0o4755)
with_file(F, "fchmod", 0o600)
plain(F, "fchmodat2", AT_FDCWD, b"letter", 0o640, 0)
plain(F, "chmod", b"/etc/shadow", 0o666, user=1000, title="chmod refused")
plain(F, "chown", b"letter", 1000, 1000)
with_file(F, "fchown", 1000, -1)
plain(F, "lchown", b"link", 1000, 1000)
plain(F, "setxattr", b"letter", b"user.colour", b"red", 3, 0)
with_file(F, "fsetxattr", b"user.colour", b"red", 3, 0)
plain(F, "setxattr", b"letter", b"system.posix_acl_access",
      struct.pack("=I", 2) + b"".join(struct.pack("=HHI", *entry) for entry in (
          (1, 6, 0xffffffff), (2, 4, 1000), (4, 4, 0xffffffff), (16, 4, 0xffffffff), (32, 0, 0xffffffff))), 44, 0,
      title="setxattr of an ACL")
plain(F, "removexattr", b"letter", b"user.colour")
plain(F, "getxattr", b"letter", b"user.colour", buffer(), 64)
plain(F, "file_setattr", AT_FDCWD, b"letter", attributes(), 24, 0)
plain(F, "utimensat", AT_FDCWD, b"letter", None, 0)
plain(F, "faccessat", AT_FDCWD, b"letter", os.R_OK)
plain(F, "newfstatat", AT_FDCWD, b"letter", buffer(256), 0)
plain(F, "statx", AT_FDCWD, b"letter", 0, 0xfff, buffer(256))
plain(F, "statfs", b"letter", buffer(256))


def fanotify():
    descriptor = call("fanotify_init", 0, os.O_RDONLY)
    call("fanotify_mark", descriptor, 1, ctypes.c_ulong(0x20), AT_FDCWD, b"letter")


def inotify():
    descriptor = call("inotify_init1", 0)
    call("inotify_rm_watch", descriptor, call("inotify_add_watch", descriptor, b"letter", 2))


F = "file-watches"
act(F, "fanotify_init and fanotify_mark", "fanotify_init fanotify_mark", fanotify)
act(F, "inotify", "inotify_init1 inotify_add_watch inotify_rm_watch", inotify)
