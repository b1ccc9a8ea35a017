package io.github.nettyaudit.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The captured traffic under {@code src/test/resources/corpus}; see the README there. */
public final class Corpus {
    /** The captures of datagrams. */
    public static final List<String> CAPTURES =
            List.of("live-daemon.nlcap.gz", "live-multicast.nlcap.gz", "live-watch.nlcap.gz");
    /** The transcripts of requests and answers. */
    public static final List<String> TRANSCRIPTS = List.of("live-control.jsonl.gz", "live-control-unpriv.jsonl",
            "live-control-userns.jsonl", "live-control-pidns.jsonl", "live-control-netns.jsonl");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Corpus() {
    }

    /** One request (or a few), and what the kernel sent back. */
    public record Transcript(String step, String who, int portId, List<byte[]> requests, List<Answer> answers) {
        @Override
        public String toString() {
            return step + " (" + who + ')';
        }
    }

    /** One datagram of the kernel with what another program read in it. */
    public record Answer(byte[] datagram, JsonNode expected) {
    }

    /** Every datagram of a capture, in order. */
    public static List<byte[]> datagrams(String capture) {
        List<byte[]> datagrams = new ArrayList<>();
        try (DataInputStream input = new DataInputStream(open(capture))) {
            while (true) {
                byte[] datagram = new byte[Integer.reverseBytes(input.readInt())];
                input.readFully(datagram);
                datagrams.add(datagram);
            }
        } catch (EOFException end) {
            return datagrams;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every request of a transcript file; lines about other things are left out. */
    public static List<Transcript> transcripts(String file) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            List<Transcript> transcripts = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = JSON.readTree(line);
                if (json.has("tx")) {
                    transcripts.add(transcript(json));
                }
            }
            return transcripts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Transcript transcript(JsonNode json) {
        List<byte[]> requests = new ArrayList<>();
        json.get("tx").forEach(hex -> requests.add(bytes(hex)));
        List<Answer> answers = new ArrayList<>();
        json.get("rx").forEach(answer -> answers.add(new Answer(bytes(answer.get("hex")), answer)));
        return new Transcript(json.get("step").textValue(), json.get("who").textValue(),
                (int) json.get("portid").longValue(), requests, answers);
    }

    private static byte[] bytes(JsonNode hex) {
        return HexFormat.of().parseHex(hex.textValue());
    }

    private static InputStream open(String file) throws IOException {
        InputStream input = Corpus.class.getResourceAsStream("/corpus/" + file);
        if (input == null) {
            throw new FileNotFoundException("/corpus/" + file);
        }
        return file.endsWith(".gz") ? new GZIPInputStream(input, 1 << 16) : input;
    }
}
