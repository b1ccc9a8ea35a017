"""Requests to other parts of the kernel: nftables, NetLabel, XFRM through ip(8), audit itself."""
import os
import socket
import struct

from acts import LIBC

REQUEST, ACK, CREATE = 1, 4, 0x400
AUDIT, NETFILTER, GENERIC = 9, 12, 16
NEWNET = 0x40000000
NFT = 10 << 8


def attribute(kind, value):
    if isinstance(value, int):
        value = struct.pack("!I", value)
    elif isinstance(value, str):
        value = value.encode() + b"\0"
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def nested(kind, *attributes):
    return attribute(kind | 0x8000, b"".join(attributes))


def message(kind, flags, sequence, payload):
    return struct.pack("=IHHII", 16 + len(payload), kind, REQUEST | flags, sequence, 0) + payload


def request(family, *messages):
    """Sends messages in one datagram and returns what comes back."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, family) as to:
        to.settimeout(2)
        to.sendto(b"".join(messages), (0, 0))
        return to.recv(65536)


def namespace():
    """A network namespace of its own, with its loopback device up."""
    LIBC.unshare(NEWNET)
    os.system("ip link set lo up")


def firewall():
    """A table with a chain of the output hook, whose rule logs to audit."""
    def nft(kind, sequence, *attributes, flags=CREATE):
        return message(NFT | kind, flags, sequence, struct.pack("!BBH", 2, 0, 0) + b"".join(attributes))
    begin, end = (message(kind, 0, 0, struct.pack("!BBH", 0, 0, 10)) for kind in (16, 17))
    hook = nested(4, attribute(1, 3), attribute(2, 0))
    log = nested(1, attribute(1, "log"), nested(2, attribute(2, "live"), attribute(5, 8)))
    request(NETFILTER, begin, nft(0, 1, attribute(1, "live")),
            nft(3, 2, attribute(1, "live"), attribute(3, "output"), hook, attribute(7, "filter")),
            nft(6, 3, attribute(1, "live"), attribute(2, "output"), nested(4, log), flags=CREATE | ACK), end)


def firewall_and_packets():
    namespace()
    firewall()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"hello", ("127.0.0.1", 53))


def generic(family, command, *attributes, version=3):
    """A request to a family of generic netlink; NetLabel's own numbers are in the byte order of the host."""
    answer = request(GENERIC, message(16, 0, 1, struct.pack("=BBH", 3, 1, 0) + attribute(2, family)))
    at, number = 20, 0
    while at < len(answer):
        length, kind = struct.unpack_from("=HH", answer, at)
        if kind == 1:
            number = struct.unpack_from("=H", answer, at + 4)[0]
        at += (length + 3) & ~3
    return request(GENERIC, message(number, ACK, 2, struct.pack("=BBH", command, version, 0) + b"".join(attributes)))


def word(value):
    return struct.pack("=I", value)


def net_labels():
    """A CIPSO and a CALIPSO domain, a mapping and a static label are added, and deleted again; the setting is kept."""
    domain = attribute(1, word(1000))
    generic("NLBL_CIPSOv4", 1, domain, attribute(2, word(2)), nested(4, attribute(3, b"\1")))
    generic("NLBL_CIPSOv4", 2, domain)
    generic("NLBL_CALIPSO", 1, domain, attribute(2, word(2)))
    generic("NLBL_CALIPSO", 2, domain)
    generic("NLBL_MGMT", 1, attribute(1, "live_t"), attribute(2, word(5)))
    generic("NLBL_MGMT", 2, attribute(1, "live_t"))
    accepts = generic("NLBL_UNLBL", 2)
    generic("NLBL_UNLBL", 1, attribute(1, accepts[-4:-3]))
    label = (attribute(6, "lo"), attribute(4, socket.inet_aton("192.0.2.0")),
             attribute(5, socket.inet_aton("255.255.255.0")), attribute(7, "system_u:object_r:netlabel_peer_t:s0"))
    generic("NLBL_UNLBL", 3, *label)
    generic("NLBL_UNLBL", 4, *label[:3])


def ipsec():
    namespace()
    os.system("ip xfrm policy add src 192.0.2.1 dst 192.0.2.2 dir out && ip xfrm policy delete src 192.0.2.1"
              " dst 192.0.2.2 dir out")


def audit(kind, payload):
    return request(AUDIT, message(kind, ACK, 1, payload))
