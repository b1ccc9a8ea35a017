"""Mounts, by the old and the new calls. The process of each act is in a mount namespace of its own."""
import ctypes
import os
import struct

from acts import AT_EMPTY_PATH, AT_FDCWD, act, buffer, call, directory, plain

F = "mounts"
MS_BIND, MS_REMOUNT, MS_RDONLY = 4096, 32, 1
MNT_DETACH = 2


def tmpfs():
    call("mount", b"tmpfs", b"box", b"tmpfs", 0, b"size=1m")


act(F, "mount of a tmpfs", "mount", tmpfs)
plain(F, "mount", b"empty", b"box", None, MS_BIND, None, title="mount --bind")
act(F, "mount -o remount,ro", "mount",
    lambda: call("mount", None, b"box", None, MS_REMOUNT | MS_BIND | MS_RDONLY, None))
plain(F, "mount", b"/dev/sdb1", b"/mnt", b"ext4", 0, None, user=1000, title="mount refused")


def unmount():
    tmpfs()
    call("umount2", b"box", MNT_DETACH)


act(F, "umount2", "umount2", unmount)


def new_mount():
    context = call("fsopen", b"tmpfs", 1)
    call("fsconfig", context, 1, b"size", b"1m", 0)
    call("fsconfig", context, 6, None, None, 0)
    mount = call("fsmount", context, 1, 0)
    call("move_mount", mount, b"", AT_FDCWD, b"box", 4)
    call("fspick", AT_FDCWD, b"box", 0)
    call("mount_setattr", AT_FDCWD, b"box", 0, buffer(struct.pack("=4Q", 1, 0, 0, 0)), 32)
    call("open_tree", AT_FDCWD, b"box", 1)


act(F, "fsopen, fsconfig, fsmount, move_mount, fspick, mount_setattr, open_tree",
    "fsopen fsconfig fsmount move_mount fspick mount_setattr open_tree", new_mount)
plain(F, "listmount", buffer(struct.pack("=II3Q", 32, 0, 0xffffffffffffffff, 0, 0)), buffer(512), 64, 0)


def pivot():
    tmpfs()
    os.mkdir("box/old")
    call("pivot_root", b"box", b"box/old")


act(F, "pivot_root", "pivot_root", pivot)
plain(F, "chroot", b"box")
plain(F, "chroot", b"/", user=1000, title="chroot refused")
plain(F, "quotactl", 0x800007 << 8, b"/dev/vda", 0, buffer(256))
plain(F, "sysfs", 3)
plain(F, "swapon", b"letter", 0)
plain(F, "swapoff", b"letter")
plain(F, "acct", b"missing")
plain(F, "uselib", b"letter")
