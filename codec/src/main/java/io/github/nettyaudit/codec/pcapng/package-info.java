/**
 * Netlink traffic to and from pcapng files, the format of Wireshark and tshark: look at what a channel said to the
 * kernel and heard from it, or play it into a pipeline again.
 *
 * <pre>{@code
 * PcapngWriter writer = new PcapngWriter(Files.newOutputStream(Path.of("audit.pcapng")));
 * pipeline.addFirst(new NetlinkTap(writer));                        // on the channel
 *
 * try (PcapngReader reader = new PcapngReader(Files.newInputStream(Path.of("audit.pcapng")))) {
 *     new PcapngReplay(reader).into(embeddedChannel.pipeline());    // later, without a kernel
 * }
 * }</pre>
 *
 * <p>There is no other way to see this traffic: the kernel's own tap, the {@code nlmon} device, leaves the audit
 * protocol out ({@code netlink_filter_tap} in {@code net/netlink/af_netlink.c}).
 *
 * <p>{@link io.github.nettyaudit.codec.pcapng.NetlinkTap} is the handler,
 * {@link io.github.nettyaudit.codec.pcapng.PcapngWriter} and {@link io.github.nettyaudit.codec.pcapng.PcapngReader}
 * know the file, {@link io.github.nettyaudit.codec.pcapng.PcapngReplay} feeds a pipeline. Nothing here opens a file
 * or starts a thread: streams come from the caller. The format is that of draft-ietf-opsawg-pcapng; the packets are of
 * LINKTYPE_NETLINK.
 */
@NullMarked
package io.github.nettyaudit.codec.pcapng;

import org.jspecify.annotations.NullMarked;
