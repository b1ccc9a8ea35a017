package io.github.nettyaudit.codec.pcapng;

import static io.github.nettyaudit.codec.pcapng.PcapngFixtures.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Wireshark's own programs say of our captures, and whether we read theirs. Needs tshark, capinfos, editcap and
 * mergecap (Debian package {@code tshark}); skipped without, unless {@code NETTY_AUDIT_LIVE=require}.
 */
class PcapngTsharkTest {
    private static final String EOE = "audit(1795332930.992:5699996): ";
    private static final String EOE_HEX = "617564697428313739353333323933302e3939323a35363939393936293a20";

    @TempDir
    private Path directory;
    private Path capture;

    @BeforeAll
    static void tsharkIsInstalled() throws IOException, InterruptedException {
        for (String program : List.of("tshark", "capinfos", "editcap", "mergecap")) {
            try {
                new ProcessBuilder(program, "-v").redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
            } catch (IOException notFound) {
                if ("require".equals(System.getenv("NETTY_AUDIT_LIVE"))) {
                    throw notFound;
                }
                String reason = "SKIPPED PcapngTsharkTest: " + program + " is not installed (Debian package tshark)";
                System.out.println(reason);
                abort(reason);
            }
        }
    }

    @BeforeEach
    void writeCapture() throws IOException {
        capture = directory.resolve("capture.pcapng");
        try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(capture), "the whole capture")) {
            int data = writer.addInterface(PcapngInterface.AUDIT.withName("data"));
            int fixed = writer.addInterface(PcapngInterface.AUDIT.withName("fixed").withCorrectRecordLength(true));
            int cut = writer.addInterface(PcapngInterface.AUDIT.withName("cut").withSnapLength(20));
            writer.write(data, PacketDirection.OUTBOUND, TIME, statusRequest());
            writer.write(data, PacketDirection.INBOUND, TIME.plusNanos(1),
                    datagram(nativeOrder(36, 2, 0x100, 1, 8065, "\0\0\0\0" + new String(bytes(statusRequest()),
                            StandardCharsets.ISO_8859_1))), "the acknowledgement");
            writer.write(data, PacketDirection.INBOUND, TIME.plusNanos(2), endOfEvent());
            writer.write(fixed, PacketDirection.INBOUND, TIME.plusNanos(3), endOfEvent());
            writer.write(cut, PacketDirection.INBOUND, TIME.plusNanos(4), endOfEvent());
        }
    }

    @Test
    void tsharkDissectsEveryPacketAsAuditTraffic() throws Exception {
        assertThat(fields(capture, "frame.protocols", "netlink.hatype", "netlink.family")).hasSize(5)
                .allSatisfy(line -> assertThat(line).startsWith("netlink").endsWith("|824|0x0009"));
    }

    @Test
    void tsharkSeesTimesDirectionsInterfacesAndComments() throws Exception {
        assertThat(fields(capture, "frame.time_epoch", "frame.packet_flags_direction", "frame.interface_name",
                "frame.comment", "frame.len", "frame.cap_len")).containsExactly(
                "1795435200.123456789|0x00000002|data||32|32",
                "1795435200.123456790|0x00000001|data|the acknowledgement|52|52",
                "1795435200.123456791|0x00000001|data||63|63",
                "1795435200.123456792|0x00000001|fixed||63|63",
                "1795435200.123456793|0x00000001|cut||63|36");
    }

    @Test
    void tsharkReadsTheNetlinkHeaders() throws Exception {
        assertThat(fields(capture, "netlink.hdr_len", "netlink.hdr_type", "netlink.hdr_seq", "netlink.error"))
                .startsWith("16|0x03e8|1|", "36,16|0x0002,0x03e8|1,1|0");
    }

    @Test
    void aRecordIsWholeForTsharkOnceItsLengthIsCorrected() throws Exception {
        assertThat(fields(capture, "netlink.hdr_len", "data.data", "_ws.malformed").subList(2, 4)).satisfies(lines -> {
            // the length says 31: the rest of the text is taken for a second message, which is too long
            assertThat(lines.get(0)).startsWith("31|" + EOE_HEX.substring(0, 2 * 15) + "|[Malformed Packet: NETLINK]");
            assertThat(lines.get(1)).isEqualTo("47|" + EOE_HEX + '|');
        });
        assertThat(EOE.getBytes(StandardCharsets.US_ASCII)).isEqualTo(hex(EOE_HEX));
    }

    @Test
    void capinfosHasNothingToComplainOf() throws Exception {
        assertThat(run("capinfos", "-t", "-E", "-c", "-k", "-I", capture.toString()))
                .contains("pcapng", "Linux Netlink", "Number of packets:   5", "the whole capture",
                        "Name = data", "Name = fixed", "Name = cut", "Capture length = 36",
                        "Time precision = nanoseconds (9)");
    }

    @Test
    void whatTsharkAndMergecapWriteIsRead() throws Exception {
        List<PcapngPacket> ours = readFile(capture);
        Path rewritten = directory.resolve("tshark.pcapng");
        run("tshark", "-r", capture.toString(), "-w", rewritten.toString());
        assertThat(readFile(rewritten)).isEqualTo(ours);

        Path merged = directory.resolve("mergecap.pcapng");
        run("mergecap", "-a", "-w", merged.toString(), capture.toString(), rewritten.toString());
        assertThat(readFile(merged)).hasSize(10).startsWith(ours.toArray(PcapngPacket[]::new))
                .endsWith(ours.toArray(PcapngPacket[]::new));
    }

    @Test
    void withoutFlagsAndNanosecondsTheDirectionIsStillKnown() throws Exception {
        // pcap has neither flags nor interfaces, and microseconds at that
        Path pcap = directory.resolve("old.pcap");
        Path again = directory.resolve("again.pcapng");
        run("editcap", "-F", "pcap", capture.toString(), pcap.toString());
        run("editcap", "-F", "pcapng", pcap.toString(), again.toString());

        assertThat(readFile(again)).zipSatisfy(readFile(capture), (packet, original) -> {
            assertThat(packet.direction()).isEqualTo(original.direction());
            assertThat(packet.datagram()).isEqualTo(original.datagram());
            assertThat(packet.originalLength()).isEqualTo(original.originalLength());
            assertThat(packet.time()).isEqualTo(original.time().truncatedTo(ChronoUnit.MICROS));
            assertThat(packet.comment()).isNull();
        });
    }

    private List<String> fields(Path file, String... fields) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString(), "-T", "fields",
                "-E", "separator=|"));
        for (String field : fields) {
            command.add("-e");
            command.add(field);
        }
        return run(command.toArray(String[]::new)).lines().toList();
    }

    private static List<PcapngPacket> readFile(Path file) throws IOException {
        return readAll(Files.readAllBytes(file));
    }

    /** Runs a program that must succeed, and returns what it says on standard output. */
    private String run(String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("stdout");
        Path errors = directory.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        // without the settings and the dissectors of the user who runs the tests
        builder.environment().put("HOME", directory.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
        assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), Files.readString(errors)).isZero();
        return Files.readString(output);
    }
}
