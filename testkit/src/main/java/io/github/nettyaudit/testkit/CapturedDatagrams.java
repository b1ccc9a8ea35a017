package io.github.nettyaudit.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Datagrams exactly as a kernel sent them, from a capture file ({@code .nlcap}, gzip or plain) or from those that come
 * with this library (Linux 6.18, x86-64; the bytes are little-endian, so a big-endian machine cannot use them).
 *
 * <p>The format repeats: a length N as unsigned 32-bit little-endian number, then N bytes of one datagram, netlink
 * header included. Immutable and usable from any thread; every accessor gives a copy.
 */
public final class CapturedDatagrams implements Iterable<ByteBuf> {
    /** No datagram of netlink is longer than this by far; a longer one means that the file is something else. */
    private static final int LENGTH_LIMIT = 1 << 20;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int TYPE_OFFSET = 4;

    private final List<byte[]> datagrams;

    private CapturedDatagrams(List<byte[]> datagrams) {
        this.datagrams = datagrams;
    }

    /**
     * All that a registered audit daemon received in one run: 7,568 datagrams, 7,545 of them records from some 30
     * groups of system calls and of every type of user message, the others answers to requests and
     * {@code AUDIT_REPLACE} pings. {@code nlmsg_len} of the records leaves out the header, as on any unicast socket.
     *
     * @return the datagrams in the order in which they arrived; each call reads the resource again
     * @throws UnsupportedOperationException if this machine is big-endian
     */
    public static CapturedDatagrams liveDaemon() {
        return resource("live-daemon.nlcap.gz");
    }

    /**
     * The same run as a member of the multicast group saw it: records only, {@code nlmsg_len} right.
     *
     * @return the datagrams in the order in which they arrived; each call reads the resource again
     * @throws UnsupportedOperationException if this machine is big-endian
     */
    public static CapturedDatagrams liveMulticast() {
        return resource("live-multicast.nlcap.gz");
    }

    /**
     * Watch, directory and executable rules whose target vanishes; as a daemon received it.
     *
     * @return the datagrams in the order in which they arrived; each call reads the resource again
     * @throws UnsupportedOperationException if this machine is big-endian
     */
    public static CapturedDatagrams liveWatch() {
        return resource("live-watch.nlcap.gz");
    }

    /**
     * Reads a capture file, gzip or plain.
     *
     * @param file the capture, which is read to its end and closed
     * @return the datagrams in the order of the file
     * @throws IOException if the file cannot be read or is no capture; {@link EOFException} if it ends within a
     *                     datagram
     */
    public static CapturedDatagrams read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /**
     * Reads a capture to its end, gzip or plain; does not close {@code in}.
     *
     * @param in the capture, at its first byte
     * @return the datagrams in the order of the stream
     * @throws EOFException if it ends within a datagram
     * @throws IOException  if it is no capture
     */
    public static CapturedDatagrams read(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in);
        buffered.mark(2);
        int magic = buffered.read() << 8 | buffered.read();
        buffered.reset();
        InputStream plain = magic == GZIP_MAGIC ? new BufferedInputStream(new GZIPInputStream(buffered)) : buffered;
        List<byte[]> datagrams = new ArrayList<>();
        for (byte[] length = plain.readNBytes(4); length.length > 0; length = plain.readNBytes(4)) {
            datagrams.add(datagram(plain, length, datagrams.size()));
        }
        return new CapturedDatagrams(List.copyOf(datagrams));
    }

    /**
     * How many datagrams there are.
     *
     * @return the number of datagrams, 0 or more
     */
    public int size() {
        return datagrams.size();
    }

    /**
     * A copy of one datagram's bytes.
     *
     * @param index the position in the capture, from 0 to {@code size() - 1}
     * @return a new array with the header and the payload
     */
    public byte[] bytes(int index) {
        return datagrams.get(index).clone();
    }

    /**
     * One datagram as a new unpooled heap buffer.
     *
     * @param index the position in the capture, from 0 to {@code size() - 1}
     * @return a copy of the bytes; the capture does not depend on whether it is released
     */
    public ByteBuf buffer(int index) {
        return Unpooled.wrappedBuffer(bytes(index));
    }

    /**
     * The message type that the header of one datagram holds; −1 for a datagram without.
     *
     * @param index the position in the capture, from 0 to {@code size() - 1}
     * @return {@code nlmsg_type} as an unsigned 16-bit number, or −1 if the datagram has fewer than 6 bytes
     */
    public int type(int index) {
        return type(datagrams.get(index));
    }

    /**
     * Returns the datagrams whose type satisfies the predicate.
     *
     * @param types accepts the message types to keep; gets −1 for a datagram without a header
     * @return a new selection in the same order
     */
    public CapturedDatagrams ofType(IntPredicate types) {
        return new CapturedDatagrams(datagrams.stream().filter(bytes -> types.test(type(bytes))).toList());
    }

    /**
     * The audit records alone: 1005, 1006, 1100 to 2999 but for {@code AUDIT_REPLACE} (1329), which is a ping.
     *
     * @return a new selection in the same order
     */
    public CapturedDatagrams records() {
        return ofType(type -> type == 1005 || type == 1006 || type >= 1100 && type <= 2999 && type != 1329);
    }

    /**
     * The first {@code count}, or all where there are fewer.
     *
     * @param count the largest number of datagrams to keep, 0 or more
     * @return a new selection in the same order
     */
    public CapturedDatagrams limit(int count) {
        return new CapturedDatagrams(datagrams.subList(0, Math.min(count, datagrams.size())));
    }

    /**
     * New unpooled heap buffers, one per datagram, in the order of the capture.
     *
     * @return a stream that copies a datagram when it reaches it; the consumer owns each buffer
     */
    public Stream<ByteBuf> stream() {
        return datagrams.stream().map(bytes -> Unpooled.wrappedBuffer(bytes.clone()));
    }

    @Override
    public Iterator<ByteBuf> iterator() {
        return stream().iterator();
    }

    /** The bytes themselves, for readers within the package that leave them alone. */
    byte[] shared(int index) {
        return datagrams.get(index);
    }

    /**
     * What {@link #read} reads, not compressed: to keep a selection as a fixture of one's own.
     *
     * @return a new array in the format that the class describes
     */
    public byte[] toCapture() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] datagram : datagrams) {
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                out.write(datagram.length >>> shift);
            }
            out.writeBytes(datagram);
        }
        return out.toByteArray();
    }

    private static byte[] datagram(InputStream in, byte[] length, int number) throws IOException {
        if (length.length < 4) {
            throw new EOFException("the capture ends within the length of datagram " + number);
        }
        long size = Unpooled.wrappedBuffer(length).readUnsignedIntLE();
        if (size > LENGTH_LIMIT) {
            throw new IOException("datagram " + number + " would have " + size + " bytes: this is not a capture");
        }
        byte[] datagram = in.readNBytes((int) size);
        if (datagram.length < size) {
            throw new EOFException("the capture ends within datagram " + number);
        }
        return datagram;
    }

    private static int type(byte[] datagram) {
        return datagram.length < TYPE_OFFSET + 2 ? -1
                : datagram[TYPE_OFFSET] & 0xff | (datagram[TYPE_OFFSET + 1] & 0xff) << 8;
    }

    private static CapturedDatagrams resource(String name) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("the captures that come with the testkit are little-endian");
        }
        try (InputStream in = CapturedDatagrams.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the testkit");
            }
            return read(in);
        } catch (IOException exception) {
            throw new UncheckedIOException("cannot read the testkit's resource " + name, exception);
        }
    }
}
