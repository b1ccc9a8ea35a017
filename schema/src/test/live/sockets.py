"""Sockets, IPC objects and message queues."""
import ctypes
import os
import socket
import struct

from acts import act, address, buffer, call, plain

F = "sockets"
INET, UNIX = socket.AF_INET, socket.AF_UNIX


def inet(host, port):
    return buffer(struct.pack("=H", INET) + struct.pack("!H", port) + socket.inet_aton(host) + bytes(8))


def inet6(host, port):
    return buffer(struct.pack("=H", socket.AF_INET6) + struct.pack("!HI", port, 0) +
                  socket.inet_pton(socket.AF_INET6, host) + bytes(4))


def unix(path):
    return buffer(struct.pack("=H", UNIX) + path + b"\0")


def to(name, where, kind=socket.SOCK_STREAM):
    family = struct.unpack("=H", bytes(where)[:2])[0]
    return call(name, socket.socket(family, kind).detach(), where, len(where))


def pair():
    """A listener and a client that is connected to it."""
    listener = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(listener.getsockname())
    return listener, client


act(F, "connect, IPv4, nobody listens", "connect", lambda: to("connect", inet("127.0.0.1", 9)))
act(F, "connect, IPv6", "connect", lambda: to("connect", inet6("::1", 443), socket.SOCK_DGRAM))
act(F, "connect, a Unix socket that is not there", "connect", lambda: to("connect", unix(b"/run/missing.sock")))
act(F, "connect, an abstract Unix socket", "connect", lambda: to("connect", unix(b"\0abstract")))
act(F, "bind, IPv4", "bind", lambda: to("bind", inet("127.0.0.1", 18080)))
act(F, "bind, a Unix socket", "bind", lambda: to("bind", unix(b"mailbox")))
act(F, "bind, netlink", "bind", lambda: call("bind", socket.socket(16, 3, 0).detach(),
                                             buffer(struct.pack("=HHII", 16, 0, 0, 1)), 12))
act(F, "bind refused", "bind", lambda: to("bind", inet("127.0.0.1", 80)), user=1000)


def listen():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        call("listen", server.fileno(), 5)


act(F, "listen", "listen", listen)


def accept():
    listener, client = pair()
    call("accept4", listener.fileno(), buffer(16), buffer(struct.pack("=I", 16)), 0)
    client.close()


act(F, "accept4", "accept4", accept)
act(F, "accept, no connection waits", "accept", lambda: (lambda both: (
    both[0].accept(), both[0].setblocking(False), call("accept", both[0].fileno(), None, None)))(pair()))


def send():
    with socket.socket(INET, socket.SOCK_DGRAM) as sender:
        call("sendto", sender.fileno(), b"hello", 5, 0, inet("127.0.0.1", 53), 16)


def receive():
    with socket.socket(INET, socket.SOCK_DGRAM) as receiver, socket.socket(INET, socket.SOCK_DGRAM) as sender:
        receiver.bind(("127.0.0.1", 0))
        sender.sendto(b"hello", receiver.getsockname())
        call("recvfrom", receiver.fileno(), buffer(), 64, 0, buffer(16), buffer(struct.pack("=I", 16)))


act(F, "sendto", "sendto", send)
act(F, "recvfrom", "recvfrom", receive)
act(F, "shutdown", "shutdown", lambda: (lambda both: call("shutdown", both[1].fileno(), 2))(pair()))
plain(F, "socket", 16, 3, 9, title="socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT)")
plain(F, "socket", INET, 3, 1, user=1000, title="socket(AF_INET, SOCK_RAW) refused")
plain(F, "socketpair", UNIX, 1, 0, buffer(8))
act(F, "setsockopt", "setsockopt", lambda: call("setsockopt", socket.socket().detach(), 1, 2, buffer(b"\1\0\0\0"), 4))
act(F, "getsockname", "getsockname", lambda: call("getsockname", socket.socket().detach(), buffer(16),
                                                  buffer(struct.pack("=I", 16))))

F = "ipc"


def shared_memory():
    segment = call("shmget", 0, 4096, 0o1600)
    call("shmdt", ctypes.c_long(call("shmat", segment, None, 0)))
    state = buffer(256)
    call("shmctl", segment, 2, state)
    struct.pack_into("=II", state, 4, 1000, 1000)
    call("shmctl", segment, 1, state)
    call("shmctl", segment, 0, None)


def queue():
    queue = call("msgget", 0, 0o1600)
    call("msgsnd", queue, buffer(struct.pack("=q", 1) + b"hello"), 5, 0)
    call("msgctl", queue, 0, None)


def semaphores():
    semaphores = call("semget", 0, 1, 0o1600)
    call("semop", semaphores, buffer(struct.pack("=HhH", 0, 1, 0)), 1)
    call("semctl", semaphores, 0, 0, 0)


act(F, "shared memory: made, attached, detached, given to another user, removed", "shmget shmat shmdt shmctl",
    shared_memory)
act(F, "a message queue of System V", "msgget msgsnd msgctl", queue)
act(F, "semaphores", "semget semop semctl", semaphores)


def posix_queue():
    queue = call("mq_open", b"live-letters", os.O_CREAT | os.O_RDWR, 0o600,
                 buffer(struct.pack("=8q", 0, 4, 64, 0, 0, 0, 0, 0)))
    call("mq_timedsend", queue, b"hello", 5, 1, buffer(struct.pack("=qq", 1, 0)))
    call("mq_notify", queue, buffer(struct.pack("=QiiQ", 0, 10, 0, 0) + bytes(40)))
    call("mq_getsetattr", queue, buffer(struct.pack("=8q", os.O_NONBLOCK, 0, 0, 0, 0, 0, 0, 0)), buffer(64))
    call("mq_unlink", b"live-letters")


act(F, "a message queue of POSIX", "mq_open mq_timedsend mq_notify mq_getsetattr mq_unlink", posix_queue)
