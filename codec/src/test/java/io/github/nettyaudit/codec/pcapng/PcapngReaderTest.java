package io.github.nettyaudit.codec.pcapng;

import static io.github.nettyaudit.codec.pcapng.PcapngFixtures.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PcapngReaderTest {
    private static final int NETLINK = 253;
    private static final byte[] RECORD = message(LITTLE, 20, 1300, 0, 0, 0, "audit(1.002:3): text");

    static Stream<ByteOrder> byteOrders() {
        return Stream.of(LITTLE, BIG);
    }

    @ParameterizedTest
    @MethodSource("byteOrders")
    void whatIsWrittenIsRead(ByteOrder order) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(out, "capture", order);
        int data = writer.addInterface(PcapngInterface.AUDIT.withName("data"));
        writer.write(data, PacketDirection.INBOUND, TIME, endOfEvent());
        int control = writer.addInterface(PcapngInterface.AUDIT.withName("control").withProtocol(2));
        writer.write(control, PacketDirection.OUTBOUND, TIME.plusNanos(1), statusRequest(), "ä comment");

        assertThat(readAll(out.toByteArray())).containsExactly(
                new PcapngPacket("data", PacketDirection.INBOUND, TIME, 9, endOfEvent(), 47, order, null),
                new PcapngPacket("control", PacketDirection.OUTBOUND, TIME.plusNanos(1), 2, statusRequest(), 16,
                        order, "ä comment"));
    }

    @ParameterizedTest
    @MethodSource("byteOrders")
    void unknownBlocksAndOptionsAreSkipped(ByteOrder order) throws IOException {
        byte[] future = option(order, 4711, new byte[] {1, 2, 3, 4, 5});
        List<PcapngPacket> packets = readAll(
                section(order, future, endOfOptions()),
                block(order, 0x0bad, new byte[200_000]),
                interfaceBlock(order, NETLINK, future),
                block(order, 5, new byte[12]),
                packet(order, 0, 1_000_000, cooked(0, 9, RECORD), future, future),
                block(order, 0xffffffff),
                block(order, 10, new byte[8]));

        assertThat(packets).singleElement().satisfies(packet -> {
            assertThat(bytes(packet.datagram())).isEqualTo(RECORD);
            assertThat(packet.time()).isEqualTo(Instant.ofEpochSecond(1));
            assertThat(packet.interfaceName()).isNull();
            assertThat(packet.comment()).isNull();
        });
    }

    @Test
    void optionsAfterTheEndMarkAreNone() throws IOException {
        List<PcapngPacket> packets = readAll(section(LITTLE), interfaceBlock(LITTLE, NETLINK),
                packet(LITTLE, 0, 1, cooked(0, 9, RECORD), endOfOptions(), new byte[] {1, 0, -1, -1}));

        assertThat(packets).singleElement().satisfies(packet -> assertThat(packet.comment()).isNull());
    }

    @Test
    void severalCommentsAreLines() throws IOException {
        byte[] one = option(LITTLE, 1, "one".getBytes(StandardCharsets.UTF_8));
        byte[] two = option(LITTLE, 1, "two".getBytes(StandardCharsets.UTF_8));

        assertThat(readAll(section(LITTLE), interfaceBlock(LITTLE, NETLINK),
                packet(LITTLE, 0, 1, cooked(0, 9, RECORD), one, two)))
                .extracting(PcapngPacket::comment).containsExactly("one\ntwo");
    }

    @ParameterizedTest
    @CsvSource({
        // if_tsresol, if_tsoffset, units, time
        "6, 0, 1795435200123456, 2026-11-23T12:00:00.123456Z",
        "9, 0, 1795435200123456789, 2026-11-23T12:00:00.123456789Z",
        "9, 0, -1, 2554-07-21T23:34:33.709551615Z",
        "0, 0, 1795435200, 2026-11-23T12:00:00Z",
        "12, 1795435200, 123456789999, 2026-11-23T12:00:00.123456789Z",
        "127, 1795435200, -1, 2026-11-23T12:00:00Z",
        "9, -10, 1795435200123456789, 2026-11-23T11:59:50.123456789Z",
        "9, 1795435200, 123456789, 2026-11-23T12:00:00.123456789Z",
        "138, 0, 1838525645312, 2026-11-23T12:00:00.5Z", // 2^-10: 1795435200.5 * 1024 = 1838525645312
        "160, 0, 2147483648, 1970-01-01T00:00:00.5Z",
        "255, 0, -1, 1970-01-01T00:00:00Z"})
    void timesAreOfTheInterfacesResolutionAndOffset(int resolution, long offset, long units, Instant time)
            throws IOException {
        for (ByteOrder order : List.of(LITTLE, BIG)) {
            assertThat(readAll(section(order), interfaceBlock(order, NETLINK,
                    option(order, 9, new byte[] {(byte) resolution}), option(order, 14, int64(order, offset))),
                    packet(order, 0, units, cooked(0, 9, RECORD))))
                    .extracting(PcapngPacket::time).containsExactly(time);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // epb_flags or none, packet type, flags of the netlink header, direction
        "1, 4, 1, INBOUND", "2, 0, 0, OUTBOUND", "5, 4, 1, INBOUND", "-2, 0, 0, OUTBOUND",
        "0, 0, 0, INBOUND", "0, 4, 0, INBOUND", "0, 4, 5, OUTBOUND", "0, 0, 1, INBOUND", "0, 6, 1, INBOUND",
        "0, 7, 0, OUTBOUND", "3, 4, 1, OUTBOUND", ", 4, 1, OUTBOUND", ", 4, 2, INBOUND", ", 7, 0, OUTBOUND"})
    void theDirectionIsThatOfTheFlagsOrOfTheHeaders(Integer flags, int packetType, int netlinkFlags,
            PacketDirection direction) throws IOException {
        for (ByteOrder order : List.of(LITTLE, BIG)) {
            byte[] packet = cooked(packetType, 9, message(order, 16, 1000, netlinkFlags, 1, 2, ""));
            byte[] options = flags == null ? new byte[0] : option(order, 2, int32(order, flags));
            assertThat(readAll(section(order), interfaceBlock(order, NETLINK), packet(order, 0, 1, packet, options)))
                    .extracting(PcapngPacket::direction).containsExactly(direction);
        }
    }

    @Test
    void aTooShortDatagramWithoutFlagsIsInbound() throws IOException {
        assertThat(readAll(section(LITTLE), interfaceBlock(LITTLE, NETLINK),
                packet(LITTLE, 0, 1, cooked(4, 9, new byte[15]))))
                .extracting(PcapngPacket::direction).containsExactly(PacketDirection.INBOUND);
    }

    @Test
    void aNewSectionHasItsOwnByteOrderAndInterfaces() throws IOException {
        byte[] name = option(LITTLE, 2, "first".getBytes(StandardCharsets.UTF_8));
        byte[] nameTwo = option(BIG, 2, "second".getBytes(StandardCharsets.UTF_8));

        assertThat(readAll(
                section(LITTLE), interfaceBlock(LITTLE, NETLINK, name), packet(LITTLE, 0, 1, cooked(0, 9, RECORD)),
                section(BIG), interfaceBlock(BIG, NETLINK, nameTwo), packet(BIG, 0, 1, cooked(0, 9, RECORD))))
                .extracting(PcapngPacket::interfaceName, PcapngPacket::byteOrder)
                .containsExactly(tuple("first", LITTLE),
                        tuple("second", BIG));
        assertThat(failure(section(LITTLE), interfaceBlock(LITTLE, NETLINK), section(LITTLE),
                packet(LITTLE, 0, 1, cooked(0, 9, RECORD)))).hasMessageContaining("packet of interface 0");
    }

    @Test
    void whatIsNoNetlinkDatagramIsSkippedAndCounted() throws IOException {
        byte[] ethernet = new byte[60];
        PcapngReader reader = reader(section(LITTLE),
                interfaceBlock(LITTLE, 1), interfaceBlock(LITTLE, NETLINK),
                packet(LITTLE, 0, 1, ethernet),
                packet(LITTLE, 1, 1, new byte[15]),
                block(LITTLE, 3, int32(LITTLE, 60), ethernet),
                block(LITTLE, 2, new byte[20], ethernet),
                packet(LITTLE, 1, 1, cooked(0, 9, RECORD)));

        PcapngPacket packet = reader.next();
        assertThat(packet).isNotNull();
        assertThat(bytes(packet.datagram())).isEqualTo(RECORD);
        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
        assertThat(reader.skippedPackets()).isEqualTo(4);
    }

    @Test
    void anOriginalLengthOfZeroMeansWhatIsThere() throws IOException {
        byte[] packet = cooked(0, 9, RECORD);
        assertThat(readAll(section(LITTLE), interfaceBlock(LITTLE, NETLINK),
                packet(LITTLE, 0, 1, packet.length, 0, packet)))
                .extracting(PcapngPacket::originalLength, PcapngPacket::isCut)
                .containsExactly(tuple(RECORD.length, false));
    }

    @Test
    void aDatagramIsAReadOnlyViewWithIndicesOfItsOwn() throws IOException {
        PcapngPacket packet = readAll(section(LITTLE), interfaceBlock(LITTLE, NETLINK),
                packet(LITTLE, 0, 1, cooked(0, 9, RECORD))).get(0);
        packet.datagram().skipBytes(16);

        assertThat(packet.datagram().readableBytes()).isEqualTo(RECORD.length);
        assertThat(packet.datagram().isReadOnly()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("byteOrders")
    void aFileThatEndsTooEarlyGivesThePacketsBeforeAndThenAClearError(ByteOrder order) throws IOException {
        byte[][] blocks = {
            section(order, option(order, 1, new byte[5]), endOfOptions()),
            interfaceBlock(order, NETLINK, option(order, 9, new byte[] {9})),
            packet(order, 0, 1, cooked(0, 9, RECORD), option(order, 1, new byte[3])),
            block(order, 0x0bad, new byte[8]),
            packet(order, 0, 2, cooked(0, 9, RECORD))};
        byte[] file = concat(blocks);
        List<Integer> ends = new ArrayList<>();
        List<Integer> packetEnds = new ArrayList<>();
        int end = 0;
        for (byte[] block : blocks) {
            end += block.length;
            ends.add(end);
            if ((order == LITTLE ? block[0] : block[3]) == 6) {
                packetEnds.add(end);
            }
        }
        assertThat(packetEnds).hasSize(2);

        for (int length = 0; length <= file.length; length++) {
            int prefix = length;
            PcapngReader reader = reader(Arrays.copyOf(file, length));
            for (long packet = packetEnds.stream().filter(at -> at <= prefix).count(); packet > 0; packet--) {
                assertThat(reader.next()).as("packet of the first %d bytes", length).isNotNull();
            }
            if (ends.contains(length)) {
                assertThat(reader.next()).as("after the first %d bytes", length).isNull();
                continue;
            }
            PcapngException error = catchThrowableOfType(PcapngException.class, reader::next);
            assertThat(error).as("after the first %d bytes", length).isNotNull();
            assertThat(error.isTruncated()).isTrue();
            long start = ends.stream().filter(at -> at <= prefix).reduce(0, Math::max);
            assertThat(error).hasMessageEndingWith("(block at byte " + start + ')');
            assertThatExceptionOfType(PcapngException.class).as("once more").isThrownBy(reader::next).isSameAs(error);
        }
    }

    @Test
    void damagedBytesGiveErrorsOfThisPackageOrPacketsButNeverAnythingElse() {
        byte[] file = concat(section(LITTLE), interfaceBlock(LITTLE, NETLINK, option(LITTLE, 9, new byte[] {9}),
                option(LITTLE, 14, new byte[8])), packet(LITTLE, 0, 1, cooked(0, 9, RECORD),
                option(LITTLE, 1, new byte[3]), option(LITTLE, 2, new byte[4])));
        Random random = new Random(1);
        int errors = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = file.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                readAll(damaged);
            } catch (PcapngException expected) {
                errors++;
            } catch (Exception exception) {
                throw new AssertionError("round " + round + ": " + HexFormat.of().formatHex(damaged),
                        exception);
            }
        }
        assertThat(errors).isGreaterThan(1000);
    }

    static Stream<Damage> damages() {
        byte[] start = concat(section(LITTLE), interfaceBlock(LITTLE, NETLINK));
        byte[] cooked = cooked(0, 9, RECORD);
        byte[] wrongTrailer = packet(LITTLE, 0, 1, cooked);
        wrongTrailer[wrongTrailer.length - 4]++;
        byte[] versionTwo = section(LITTLE);
        versionTwo[12] = 2;
        byte[] wrongMagic = section(LITTLE);
        wrongMagic[8]++;
        return Stream.of(
                new Damage("not a pcapng file (block at byte 0)", new byte[100]),
                new Damage("a pcap file, the older format", hex("d4c3b2a1 02000400 00000000")),
                new Damage("a pcap file, the older format", hex("a1b2c3d4 00020004 00000000")),
                new Damage("a pcap file, the older format", hex("4d3cb2a1 02000400 00000000")),
                new Damage("a gzip file: unpack it first", hex("1f8b0800 00000000")),
                new Damage("byte-order magic 0x4e3c2b1a in a section header", wrongMagic),
                new Damage("pcapng version 2, but only 1 is known", versionTwo),
                new Damage("block length 24 (block at byte 0)", hex("0a0d0d0a 18000000 4d3c2b1a 01000000")),
                new Damage("block length 84 at its start, but 85 at its end",
                        start, wrongTrailer),
                new Damage("block length 31 (block at byte 48)", start, hex("06000000 1f000000")),
                new Damage("block length 30 (block at byte 48)", start, hex("99000000 1e000000")),
                new Damage("block length 8 (block at byte 48)", start, hex("99000000 08000000")),
                new Damage("block length 16777220 (block at byte 48)", start, hex("06000000 04000001")),
                new Damage("block length 4294967292 (block at byte 48)", start, hex("01000000 fcffffff")),
                new Damage("packet of interface 1, but the section has 1", start, packet(LITTLE, 1, 1, cooked)),
                new Damage("packet of interface 4294967295, but", start, packet(LITTLE, -1, 1, cooked)),
                new Damage("packet of 53 bytes in a block with room for 52", start,
                        packet(LITTLE, 0, 1, 53, 53, cooked)),
                new Damage("packet of 4294967295 bytes in a block with room for 52", start,
                        packet(LITTLE, 0, 1, -1, -1, cooked)),
                new Damage("option 1 of 9 bytes is longer than the 8 bytes left", start,
                        packet(LITTLE, 0, 1, cooked, hex("01000900 0000000000000000"))),
                new Damage("option 1 of 65535 bytes is longer than the 0 bytes left", start,
                        packet(LITTLE, 0, 1, cooked, hex("0100ffff"))),
                new Damage("option 2 has 5 bytes instead of 4", start,
                        packet(LITTLE, 0, 1, cooked, option(LITTLE, 2, new byte[5]))),
                new Damage("option 9 has 2 bytes instead of 1", section(LITTLE),
                        interfaceBlock(LITTLE, NETLINK, option(LITTLE, 9, new byte[2]))),
                new Damage("option 14 has 4 bytes instead of 8", section(LITTLE),
                        interfaceBlock(LITTLE, NETLINK, option(LITTLE, 14, new byte[4]))),
                new Damage("time out of range: 18446744073709551615", section(LITTLE),
                        interfaceBlock(LITTLE, NETLINK, option(LITTLE, 9, new byte[1])),
                        packet(LITTLE, 0, -1, cooked)),
                new Damage("time out of range: 9223372036854775807", section(LITTLE),
                        interfaceBlock(LITTLE, NETLINK, option(LITTLE, 9, new byte[1])),
                        packet(LITTLE, 0, Long.MAX_VALUE, cooked)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damageIsNamed(Damage damage) {
        PcapngException error = failure(damage.file());

        assertThat(error).hasMessageContaining(damage.message());
        assertThat(error.isTruncated()).isFalse();
    }

    private static PcapngException failure(byte[]... parts) {
        return catchThrowableOfType(PcapngException.class, () -> readAll(parts));
    }

    record Damage(String message, byte[]... parts) {
        byte[] file() {
            return concat(parts);
        }

        @Override
        public String toString() {
            return message;
        }
    }
}
