package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Puts every request of a real transcript (Linux 6.18) to the model and compares the bytes of all answers. */
class KernelModelTest {
    private static final Pattern HEX = Pattern.compile("\"([0-9a-f]*)\"");
    private static final int DAEMON = 8065;

    /**
     * What the model does not know, on purpose: the file system; the values of fields; socket options; who sent the
     * last signal; in which order the kernel's threads send several replies.
     */
    private static final List<String> BEYOND_THE_MODEL = List.of(
            "unknown field", "in exit filter", "uid bit mask op", "relative watch", "trailing slash", "missing",
            "exe with bad op", "longer than PATH_MAX", "uid -1", "auid unset", "inode", "two exe", "perm in io_uring",
            "fs filter with pid", "CAP_ACK", "MAKE_EQUIV", "SIGNAL_INFO", "GET + GET_FEATURE", "probe");

    private final KernelState state = new KernelState().enabled(1).daemon(DAEMON, DAEMON).clientPid(8071);
    private final KernelModel model = new KernelModel(state, (daemonPortId, challengerPid) -> true);

    @Test
    void answersAsTheRealKernelDid() {
        state.backlogLimit = 0x2000;
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (Step step : transcript("live-control.jsonl.gz")) {
            if (step.portId != 8071 || BEYOND_THE_MODEL.stream().anyMatch(step.name::contains)) {
                continue;
            }
            compared++;
            List<String> answers = answers(step);
            if (!answers.equals(step.received)) {
                differences.add(step.name + "\n  kernel: " + step.received + "\n  model:  " + answers);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(220);
    }

    @Test
    void refusesThoseWithoutCapability() {
        state.access(KernelAccess.NO_CAPABILITY);
        assertSameAnswers("live-control-unpriv.jsonl");
    }

    @Test
    void refusesEverythingInAUserNamespace() {
        state.access(KernelAccess.USER_NAMESPACE);
        assertSameAnswers("live-control-userns.jsonl");
    }

    @Test
    void takesUserMessagesAloneFromAPidNamespace() {
        state.access(KernelAccess.PID_NAMESPACE);
        assertSameAnswers("live-control-pidns.jsonl");
    }

    private void assertSameAnswers(String transcript) {
        List<Step> steps = transcript(transcript);
        assertThat(steps).hasSizeGreaterThan(5);
        for (Step step : steps) {
            assertThat(answers(step)).as(step.name).isEqualTo(step.received);
        }
    }

    private List<String> answers(Step step) {
        List<String> answers = new ArrayList<>();
        for (String datagram : step.sent) {
            List<KernelRequest> requests =
                    KernelRequest.split(ByteBufUtil.decodeHexDump(datagram), step.portId);
            List<ByteBuf> acknowledgements = new ArrayList<>();
            List<ByteBuf> replies = new ArrayList<>();
            for (KernelRequest request : requests) {
                KernelAnswer answer = model.carryOut(request, requests.get(0).sequence());
                acknowledgements.addAll(answer.acknowledgements);
                replies.addAll(answer.replies);
            }
            acknowledgements.addAll(replies);
            acknowledgements.forEach(answer -> answers.add(ByteBufUtil.hexDump(answer)));
        }
        return answers;
    }

    private static List<Step> transcript(String name) {
        List<Step> steps = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(KernelModelTest.class.getResourceAsStream(name));
                InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("\"tx\"")) {
                    steps.add(Step.of(line));
                }
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return steps;
    }

    private record Step(String name, int portId, List<String> sent, List<String> received) {
        static Step of(String line) {
            String sent = line.substring(line.indexOf("\"tx\""), line.indexOf("\"rx\""));
            String received = line.substring(line.indexOf("\"rx\""));
            Matcher portId = Pattern.compile("\"portid\": (\\d+)").matcher(line);
            assertThat(portId.find()).isTrue();
            return new Step(line.substring(10, line.indexOf("\", \"who\"")), Integer.parseUnsignedInt(portId.group(1)),
                    HEX.matcher(sent).results().map(match -> match.group(1)).toList(),
                    Pattern.compile("\"hex\": \"([0-9a-f]*)\"").matcher(received).results()
                            .map(match -> match.group(1)).toList());
        }
    }
}
