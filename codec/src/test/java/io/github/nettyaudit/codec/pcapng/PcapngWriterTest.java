package io.github.nettyaudit.codec.pcapng;

import static io.github.nettyaudit.codec.pcapng.PcapngFixtures.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PcapngWriterTest {
    private static final byte[] RECORD = message(LITTLE, 20, 1300, 0, 0, 0, "audit(1.002:3): text");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void everyByteOfACaptureIsWhereItBelongs() throws IOException {
        PcapngWriter writer = new PcapngWriter(out, "why", LITTLE);
        int audit = writer.addInterface(PcapngInterface.AUDIT.withSnapLength(64));
        writer.write(audit, PacketDirection.INBOUND, TIME, datagram(RECORD));
        writer.write(audit, PacketDirection.OUTBOUND, TIME.plusNanos(1),
                datagram(message(LITTLE, 17, 1000, 5, 1, 0, "x")), "a comment");

        assertThat(out.toByteArray()).asHexString().isEqualTo(hexString("""
                0a0d0d0a 38000000                    # section header, 56 bytes
                4d3c2b1a 0100 0000 ffffffffffffffff  # little-endian, 1.0, length unknown
                0100 0300 77687900                   # opt_comment: why
                0400 0b00 6e657474792d6175646974 00  # shb_userappl: netty-audit
                0000 0000
                38000000

                01000000 2c000000                    # interface description, 44 bytes
                fd00 0000 50000000                   # LINKTYPE_NETLINK, snap length 64 + 16
                0200 0500 6175646974 000000          # if_name: audit
                0900 0100 09 000000                  # if_tsresol: nanoseconds
                0000 0000
                2c000000

                06000000 60000000                    # enhanced packet, 96 bytes
                00000000 cdaaea18 154d9748           # interface 0; 1795435200123456789 ns, high half first
                34000000 34000000                    # 52 bytes kept of 52
                0000 0338 0000 0000000000000000 0009 # to us, ARPHRD_NETLINK, no address, NETLINK_AUDIT
                14000000 1405 0000 00000000 00000000 # nlmsghdr as received: length 20, type 1300
                617564697428312e3030323a33293a2074657874
                0200 0400 01000000                   # epb_flags: inbound
                0000 0000
                60000000

                06000000 60000000
                00000000 cdaaea18 164d9748           # one nanosecond later
                21000000 21000000                    # 33 bytes
                0004 0338 0000 0000000000000000 0009 # from us
                11000000 e803 0500 01000000 00000000 # AUDIT_GET with acknowledgement
                78 000000
                0100 0900 6120636f6d6d656e74 000000  # opt_comment
                0200 0400 02000000                   # epb_flags: outbound
                0000 0000
                60000000
                """));
    }

    @Test
    void numbersAreInTheByteOrderOfTheSectionButTheCookedHeaderIsBigEndian() throws IOException {
        PcapngWriter writer = new PcapngWriter(out, null, BIG);
        int audit = writer.addInterface(PcapngInterface.AUDIT);
        writer.write(audit, PacketDirection.INBOUND, TIME, datagram(RECORD));

        assertThat(out.toByteArray()).asHexString().isEqualTo(hexString("""
                0a0d0d0a 00000030 1a2b3c4d 0001 0000 ffffffffffffffff
                0004 000b 6e657474792d6175646974 00 0000 0000 00000030
                00000001 0000002c 00fd 0000 00000000 0002 0005 6175646974 000000
                0009 0001 09 000000 0000 0000 0000002c
                00000006 00000060 00000000 18eaaacd 48974d15 00000034 00000034
                0000 0338 0000 0000000000000000 0009
                14000000 1405 0000 00000000 00000000 617564697428312e3030323a33293a2074657874
                0002 0004 00000001 0000 0000 00000060
                """));
    }

    @Test
    void theSectionIsInTheByteOrderOfTheNetlinkHeaders() throws IOException {
        new PcapngWriter(out);

        assertThat(readAll(out.toByteArray())).isEmpty();
        assertThat(out.toByteArray()).startsWith(hex("0a0d0d0a"));
        assertThat(out.toByteArray()[8]).isEqualTo((byte) (ByteOrder.nativeOrder() == LITTLE ? 0x4d : 0x1a));
    }

    @Test
    void aChannelServesAsWell() throws IOException {
        try (PcapngWriter writer = new PcapngWriter(Channels.newChannel(out))) {
            writer.write(writer.addInterface(PcapngInterface.AUDIT), PacketDirection.INBOUND, TIME, endOfEvent());
        }

        assertThat(readAll(out.toByteArray())).singleElement()
                .satisfies(packet -> assertThat(packet.datagram()).isEqualTo(endOfEvent()));
    }

    @Test
    void neitherIndicesNorReferencesOfTheDatagramAreTouched() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        int audit = writer.addInterface(PcapngInterface.AUDIT);
        ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(3).writeBytes(RECORD).skipBytes(3);

        writer.write(audit, PacketDirection.INBOUND, TIME, direct);

        assertThat(direct.readerIndex()).isEqualTo(3);
        assertThat(direct.readableBytes()).isEqualTo(RECORD.length);
        assertThat(direct.release()).isTrue();
        assertThat(bytes(readAll(out.toByteArray()).get(0).datagram())).isEqualTo(RECORD);
    }

    @Test
    void aSnapLengthCutsWhatIsKeptAndTellsWhatWas() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        int cut = writer.addInterface(PcapngInterface.AUDIT.withSnapLength(18));
        int whole = writer.addInterface(PcapngInterface.AUDIT);

        writer.write(cut, PacketDirection.INBOUND, TIME, datagram(RECORD));
        writer.write(cut, PacketDirection.INBOUND, TIME, datagram(Arrays.copyOf(RECORD, 18)));
        writer.write(whole, PacketDirection.INBOUND, TIME, datagram(RECORD));

        assertThat(readAll(out.toByteArray())).extracting(packet -> packet.datagram().readableBytes(),
                PcapngPacket::originalLength, PcapngPacket::isCut).containsExactly(
                tuple(18, 36, true),
                tuple(18, 18, false),
                tuple(36, 36, false));
    }

    @Test
    void aRecordsLengthIsCorrectedOnlyWhenAskedForAndOnlyWhenShortByTheHeader() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        int faithful = writer.addInterface(PcapngInterface.AUDIT);
        int correct = writer.addInterface(PcapngInterface.AUDIT.withCorrectRecordLength(true));
        int correctAndCut = writer.addInterface(
                PcapngInterface.AUDIT.withCorrectRecordLength(true).withSnapLength(16));

        assertThat(lengthWritten(writer, faithful, 31, 1320, 47)).isEqualTo(31);
        assertThat(lengthWritten(writer, correct, 31, 1320, 47)).isEqualTo(47);
        assertThat(lengthWritten(writer, correctAndCut, 31, 1320, 47)).isEqualTo(47);
        assertThat(lengthWritten(writer, correct, 47, 1320, 47)).isEqualTo(47);
        assertThat(lengthWritten(writer, correct, 30, 1320, 47)).isEqualTo(30);
        // two empty messages in one datagram look alike, but are no record
        assertThat(lengthWritten(writer, correct, 16, 1000, 32)).isEqualTo(16);
    }

    private int lengthWritten(PcapngWriter writer, int interfaceId, int length, int type, int bytes)
            throws IOException {
        byte[] message = nativeOrder(length, type, 0, 0, 0, "x".repeat(bytes - 16));
        writer.write(interfaceId, PacketDirection.INBOUND, TIME, datagram(message));
        var packets = readAll(out.toByteArray());
        ByteBuf written = packets.get(packets.size() - 1).datagram();
        return ByteOrder.nativeOrder() == LITTLE ? written.getIntLE(0) : written.getInt(0);
    }

    @Test
    void aDatagramOfAnySizeIsWrittenEmptyOnesToo() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        int audit = writer.addInterface(PcapngInterface.AUDIT);
        for (int size : new int[] {0, 1, 15, 16, 17, 8970, 300_000, 2}) {
            writer.write(audit, PacketDirection.INBOUND, TIME, datagram(new byte[size]));
        }

        assertThat(readAll(out.toByteArray())).extracting(packet -> packet.datagram().readableBytes())
                .containsExactly(0, 1, 15, 16, 17, 8970, 300_000, 2);
    }

    @Test
    void everyBlockIsOneWriteOfTheStream() throws IOException {
        AtomicInteger writes = new AtomicInteger();
        PcapngWriter writer = new PcapngWriter(new OutputStream() {
            @Override
            public void write(int value) {
                throw new AssertionError("one byte alone");
            }

            @Override
            public void write(byte[] bytes, int start, int length) {
                writes.incrementAndGet();
            }
        });
        writer.write(writer.addInterface(PcapngInterface.AUDIT), PacketDirection.INBOUND, TIME, endOfEvent());

        assertThat(writes).hasValue(3);
    }

    @Test
    void afterAnErrorNothingMoreIsWritten() throws IOException {
        OutputStream disk = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                if (out.size() == 150) {
                    throw new IOException("disk full");
                }
                out.write(value);
            }
        };
        PcapngWriter writer = new PcapngWriter(disk);
        int audit = writer.addInterface(PcapngInterface.AUDIT);

        assertThatIOException().isThrownBy(() -> writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent()))
                .withMessage("disk full");
        assertThatIOException().isThrownBy(() -> writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent()))
                .withMessageContaining("ended by an earlier error");
        writer.flush();
        assertThat(out.size()).isEqualTo(150);
    }

    @Test
    void aClosedWriterRefusesToWrite() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        int audit = writer.addInterface(PcapngInterface.AUDIT);
        writer.close();

        assertThatIOException().isThrownBy(() -> writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent()));
        assertThatIOException().isThrownBy(() -> writer.addInterface(PcapngInterface.AUDIT));
        writer.flush();
    }

    @Test
    void whatTheFormatCannotSayIsRefusedAndTheCaptureGoesOn() throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        int audit = writer.addInterface(PcapngInterface.AUDIT);

        assertThatIllegalArgumentException().isThrownBy(() -> writer.write(audit, PacketDirection.INBOUND,
                Instant.parse("1969-12-31T23:59:59Z"), endOfEvent())).withMessageContaining("1970");
        assertThatThrownBy(() -> writer.write(audit, PacketDirection.INBOUND, Instant.MAX, endOfEvent()))
                .isInstanceOf(ArithmeticException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.write(audit, PacketDirection.INBOUND, TIME,
                endOfEvent(), "é".repeat(32_768))).withMessageContaining("65536 bytes");
        assertThatThrownBy(() -> writer.write(7, PacketDirection.INBOUND, TIME, endOfEvent()))
                .isInstanceOf(IndexOutOfBoundsException.class);
        writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent(), "é".repeat(32_767));

        assertThat(readAll(out.toByteArray())).singleElement()
                .satisfies(packet -> assertThat(packet.comment()).isEqualTo("é".repeat(32_767)));
    }

    @Test
    void anInterfacesBoundsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> PcapngInterface.AUDIT.withName(""));
        assertThatIllegalArgumentException().isThrownBy(() -> PcapngInterface.AUDIT.withProtocol(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> PcapngInterface.AUDIT.withProtocol(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> PcapngInterface.AUDIT.withSnapLength(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PcapngInterface.AUDIT.withSnapLength(Integer.MAX_VALUE - 15));
        assertThat(PcapngInterface.AUDIT.withProtocol(65_535).withSnapLength(Integer.MAX_VALUE - 16)).isNotNull();
    }
}
