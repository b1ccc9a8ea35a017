"""The audit subsystem of the kernel: requests, rules, and the records that it sends to its daemon, which this is."""
import os
import socket
import struct
from pathlib import Path

TABLES = Path(__file__).resolve().parents[4] / "codec/src/main/resources/io/github/nettyaudit/codec"
NETLINK_AUDIT = 9
SO_RCVBUFFORCE = 33
GET, SET, ADD_RULE, DEL_RULE, TEST = 1000, 1001, 1011, 1012, 1120
NLMSG_ERROR = 2
REQUEST, ACK = 1, 4
EXIT, URING = 4, 7                                  # lists of rules
ALWAYS, EQUAL = 2, 0x40000000
PID, ARCH, FILTERKEY = 0, 11, 210                   # fields of rules
X86_64, I386 = 0xc000003e, 0x40000003


def table(name):
    rows = (line.rstrip("\n").split("\t") for line in open(TABLES / name, encoding="utf-8") if line[0] != "#")
    return list(rows)


def calls(column):
    """Number of each system call in one column of the project's table: 1 is x86_64, 2 is i386."""
    return {row[0]: int(row[column].lstrip("=")) for row in table("internal/table/syscalls.tsv") if row[column] != "-"}


TYPES = {int(row[0]): row[1] for row in table("message/message-types.tsv")}
NUMBERS = {name: number for number, name in TYPES.items()}


class Request(OSError):
    pass


class Kernel:
    """Registered as the audit daemon from the first use of "with" to its end, which puts everything back."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, NETLINK_AUDIT)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
        self.socket.settimeout(20)
        self.records = []
        self.sequence = 0
        self.rules = []

    def __enter__(self):
        before = self.status()
        if before["enabled"] or before["pid"] or before["failure"] == 2:
            raise SystemExit("audit is in use: %s" % before)
        self.before = before
        try:
            self.set(0x10, 5, 8192)
            self.set(4, 3, os.getpid())
            self.set(1, 1, 1)
        except BaseException:
            self.restore()
            raise
        return self

    def __exit__(self, *_):
        self.restore()

    def restore(self):
        self.set(1, 1, 0)
        for rule in list(self.rules):
            self.delete(rule)
        if self.status()["pid"] == os.getpid():
            self.set(4, 3, 0)
        self.set(0x10, 5, self.before["backlog_limit"])
        if self.status() != self.before:
            raise SystemExit("not as it was: %s, now %s" % (self.before, self.status()))

    def status(self):
        payload = self.request(GET, b"", reply=GET)
        values = struct.unpack_from("=10I", payload)
        return dict(enabled=values[1], failure=values[2], pid=values[3], rate_limit=values[4],
                    backlog_limit=values[5], backlog_wait_time=values[9])

    def set(self, mask, index, value):
        words = [0] * 11
        words[0], words[index] = mask, value
        self.request(SET, struct.pack("=11I", *words))

    def add(self, pid, numbers, key, arch=X86_64, filter_list=EXIT):
        mask = [0] * 64
        for number in numbers:
            mask[number // 32] |= 1 << number % 32
        fields = [(PID, pid)] + ([] if filter_list == URING else [(ARCH, arch)]) + [(FILTERKEY, len(key))]
        empty = [0] * (64 - len(fields))
        rule = struct.pack("=3I64I64I64I64II", filter_list, ALWAYS, len(fields), *mask,
                           *([field for field, _ in fields] + empty), *([value for _, value in fields] + empty),
                           *([EQUAL] * len(fields) + empty), len(key)) + key.encode()
        self.request(ADD_RULE, rule)
        self.rules.append(rule)
        return rule

    def delete(self, rule):
        self.request(DEL_RULE, rule)
        self.rules.remove(rule)

    def request(self, kind, payload, reply=None):
        self.sequence += 1
        self.socket.sendto(struct.pack("=IHHII", 16 + len(payload), kind, REQUEST | ACK, self.sequence, 0) + payload,
                           (0, 0))
        found = None
        acked = False
        while not acked or (reply and found is None):
            kind_of, sequence, body = self.receive()
            if sequence == self.sequence and kind_of == NLMSG_ERROR:
                error = -struct.unpack_from("=i", body)[0]
                if error:
                    raise Request(error, os.strerror(error))
                acked = True
            elif sequence == self.sequence and kind_of == reply:
                found = body
            elif sequence == 0:
                self.records.append((kind_of, body))
        return found

    def receive(self):
        datagram, _ = self.socket.recvfrom(65536)
        _, kind, _, sequence, _ = struct.unpack_from("=IHHII", datagram)
        return kind, sequence, datagram[16:]

    def flush(self):
        """All records until now, as lines of a log."""
        marker = b"flush %d" % (self.sequence + 1)
        self.request(TEST, marker + b"\0")
        while not any(kind == TEST and marker in body for kind, body in self.records):
            kind, sequence, body = self.receive()
            if sequence == 0:
                self.records.append((kind, body))
        found = [(kind, body) for kind, body in self.records if not (kind == TEST and marker in body)]
        self.records = []
        return ["type=%s msg=%s" % (TYPES.get(kind, "UNKNOWN[%d]" % kind),
                                    body.rstrip(b"\0").decode("utf-8", "surrogateescape").replace("\n", " "))
                for kind, body in found]
