package io.github.nettyaudit.codec.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Lines that were given to auditctl 4.2.2 on an x86_64 host, with what it sent and said.
 *
 * @param source   the rule file; {@code custom}: written for this purpose
 * @param line     the words, as in a shell
 * @param status   0 or auditctl's exit code
 * @param requests what it sent
 * @param listed   what {@code auditctl -l} printed then; empty where it was not asked
 */
record GoldenRules(String source, String line, int status, List<Request> requests, List<String> listed) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEADER_LENGTH = 16;
    private static final int FIXED_LENGTH = 1040;
    private static final int BUFFER_LENGTH_OFFSET = 1036;

    /** A request without its netlink header and the padding behind it. */
    record Request(int type, byte[] payload) {
        private static Request of(JsonNode json) {
            byte[] datagram = HexFormat.of().parseHex(json.get("hex").textValue());
            int length = FIXED_LENGTH + Byte.toUnsignedInt(datagram[HEADER_LENGTH + BUFFER_LENGTH_OFFSET])
                    + (Byte.toUnsignedInt(datagram[HEADER_LENGTH + BUFFER_LENGTH_OFFSET + 1]) << 8);
            return new Request(json.get("type").intValue(),
                    Arrays.copyOfRange(datagram, HEADER_LENGTH, HEADER_LENGTH + length));
        }
    }

    static List<GoldenRules> read(InputStream compressed) {
        List<GoldenRules> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(compressed), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(of(JSON.readTree(line)));
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return lines;
    }

    private static GoldenRules of(JsonNode json) {
        List<Request> requests = new ArrayList<>();
        json.get("requests").forEach(request -> requests.add(Request.of(request)));
        List<String> listed = new ArrayList<>();
        if (json.has("listed")) {
            json.get("listed").forEach(line -> listed.add(line.textValue()));
        }
        return new GoldenRules(json.get("source").textValue(), json.get("line").textValue(), json.get("rc").intValue(),
                requests, listed);
    }

    /** Whether auditctl itself found nothing wrong; the kernel may have. */
    boolean isSent() {
        return !requests.isEmpty();
    }
}
