package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.Corpus.Answer;
import io.github.nettyaudit.codec.Corpus.Transcript;
import io.github.nettyaudit.codec.Corpus;
import io.github.nettyaudit.codec.netlink.Datagrams;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays the requests that a real kernel was sent and what it answered, and checks each answer against what another
 * program read in it and against what the requests before it must have brought about.
 */
class ControlTranscriptTest {
    /** Types of which the transcripts hold payloads that mean nothing, and which their messages do not keep. */
    private static final Set<Integer> PAYLOAD_NOT_KEPT =
            Set.of(NetlinkControlType.NOOP, NetlinkControlType.DONE, AuditMessageType.REPLACE);

    private final CodecChannel codec = CodecChannel.untracked();

    @AfterEach
    void nothingIsLeftOver() {
        codec.finish();
    }

    static Stream<String> files() {
        return Corpus.TRANSCRIPTS.stream();
    }

    private List<AuditMessage> decode(byte[] datagram) {
        return codec.decode(Unpooled.wrappedBuffer(datagram));
    }

    @ParameterizedTest
    @MethodSource("files")
    void requestsAreDecodedAndEncodedToTheSameBytes(String file) {
        List<Transcript> transcripts = Corpus.transcripts(file);
        assertThat(transcripts).hasSize(file.equals("live-control.jsonl.gz") ? 282 : 7);
        for (Transcript transcript : transcripts) {
            for (byte[] request : transcript.requests()) {
                List<AuditMessage> messages = decode(request);
                if (messages.stream().anyMatch(message -> PAYLOAD_NOT_KEPT.contains(message.type()))) {
                    assertThat(transcript.step()).matches("(control )?type (1|3|1329)\\b.*");
                    continue;
                }
                // what is sent is padded, and has its nlmsg_len right
                int padding = messages.get(0) instanceof InvalidAuditMessage invalid && invalid.isFrameInvalid() ? 0
                        : -request.length & 3;
                assertThat(codec.encode(messages)).as(transcript.toString())
                        .isEqualTo(concat(request, new byte[padding]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void requestsHaveTheClassOfTheirType(String file) {
        for (Transcript transcript : Corpus.transcripts(file)) {
            for (byte[] request : transcript.requests()) {
                for (AuditMessage message : decode(request)) {
                    assertThat(message).as(transcript.toString())
                            .isExactlyInstanceOf(requestClass(transcript.step(), message));
                    ReferenceCountUtil.release(message);
                }
            }
        }
    }

    private static Class<? extends AuditMessage> requestClass(String step, AuditMessage message) {
        boolean payload = message.header().length() > 16;
        if (step.startsWith("nlmsg_len ") || step.startsWith("datagram of 4 bytes")) {
            return InvalidAuditMessage.class;
        }
        return switch (message.type()) {
            case 1 -> AuditNoopMessage.class;
            case 3 -> AuditDoneMessage.class;
            case 1000, 1010, 1013, 1014, 1016, 1019 -> AuditEmptyRequest.class;
            case 1001 -> payload ? AuditStatusMessage.class : AuditEmptyRequest.class;
            case 1011, 1012 -> message.header().length() < 16 + 1040
                    ? InvalidAuditMessage.class : AuditRuleMessage.class;
            case 1015 -> step.equals("MAKE_EQUIV") || step.equals("MAKE_EQUIV missing")
                    ? AuditMakeEquivalentMessage.class : InvalidAuditMessage.class;
            case 1017 -> payload ? AuditTtyMessage.class : AuditEmptyRequest.class;
            case 1018 -> step.equals("SET_FEATURE short") ? InvalidAuditMessage.class : AuditFeaturesMessage.class;
            case 1329 -> AuditReplaceMessage.class;
            default -> AuditRecordMessage.class;
        };
    }

    @ParameterizedTest
    @MethodSource("files")
    void answersHaveTheNumbersThatAnotherProgramRead(String file) {
        int answers = 0;
        for (Transcript transcript : Corpus.transcripts(file)) {
            Map<Integer, NetlinkHeader> requests = requestHeaders(transcript);
            for (Answer answer : transcript.answers()) {
                List<AuditMessage> messages = decode(answer.datagram());
                assertThat(messages).as(transcript.toString()).hasSize(1);
                check(transcript, answer.expected(), requests, messages.get(0));
                ReferenceCountUtil.release(messages.get(0));
                answers++;
            }
        }
        assertThat(answers).isGreaterThanOrEqualTo(7);
    }

    /** The header of each request by its sequence. */
    private Map<Integer, NetlinkHeader> requestHeaders(Transcript transcript) {
        Map<Integer, NetlinkHeader> headers = new HashMap<>();
        for (byte[] request : transcript.requests()) {
            for (AuditMessage message : decode(request)) {
                headers.put(message.sequence(), message.header().toHeader());
                ReferenceCountUtil.release(message);
            }
        }
        return headers;
    }

    private static void check(Transcript transcript, JsonNode expected, Map<Integer, NetlinkHeader> requests,
                              AuditMessage message) {
        NetlinkHeader header = message.header();
        assertThat(header.length()).isEqualTo(expected.get("nlmsg_len").intValue());
        assertThat(header.type()).isEqualTo(expected.get("type").intValue());
        assertThat(header.flags()).isEqualTo(expected.get("flags").intValue());
        assertThat(header.sequence()).isEqualTo((int) expected.get("seq").longValue());
        assertThat(header.portId()).isEqualTo((int) expected.get("pid").longValue());
        if (message instanceof AuditRecordMessage record) {
            assertThat(transcript.step()).startsWith("multicast member");
            assertThat(record.text()).startsWith("audit(");
            return;
        }
        if (transcript.requests().isEmpty()) {
            // the request was not written down, but the acknowledgement repeats its header
            assertThat(transcript.step()).isEqualTo("ack of probe");
            NetlinkHeader probe = ((AuditAcknowledgement) message).requestHeader();
            assertThat(probe.sequence()).isEqualTo(header.sequence());
            assertThat(AuditMessageType.name(probe.type())).isEqualTo("USER_LOGIN");
            return;
        }
        assertThat(requests).as(transcript.toString()).containsKey(header.sequence());
        NetlinkHeader request = requests.get(header.sequence());

        switch (header.type()) {
            case 2 -> checkAcknowledgement(transcript, expected, request, (AuditAcknowledgement) message);
            case 3 -> {
                assertThat(message).isExactlyInstanceOf(AuditDoneMessage.class);
                assertThat(header.hasFlag(NetlinkFlags.MULTI)).isTrue();
                assertThat(request.type()).isEqualTo(AuditMessageType.LIST_RULES);
            }
            case 1000 -> assertThat(message).isExactlyInstanceOf(AuditStatusMessage.class);
            case 1010 -> assertThat(((AuditSignalInfoMessage) message).pid()).isEqualTo(0x1729);
            case 1013 -> {
                assertThat(((AuditRuleMessage) message).content().readableBytes()).isEqualTo(header.length() - 16);
                assertThat(header.hasFlag(NetlinkFlags.MULTI)).isTrue();
                assertThat(request.type()).isEqualTo(AuditMessageType.LIST_RULES);
            }
            case 1016 -> assertThat(message).isExactlyInstanceOf(AuditTtyMessage.class);
            case 1019 -> assertThat(message).isExactlyInstanceOf(AuditFeaturesMessage.class);
            default -> throw new AssertionError("an answer of type " + header.type());
        }
    }

    private static void checkAcknowledgement(Transcript transcript, JsonNode expected, NetlinkHeader request,
                                             AuditAcknowledgement acknowledgement) {
        int error = expected.get("error").intValue();
        assertThat(acknowledgement.error()).isEqualTo(error);
        assertThat(acknowledgement.isSuccess()).isEqualTo(error == 0);
        assertThat(acknowledgement.errno()).isEqualTo(-error);
        assertThat(acknowledgement.value()).isZero();
        assertThat(acknowledgement.explanation()).isNull();
        // Python prefers the other name of 95, which is not the kernel's
        String name = expected.get("errname").textValue().replace("ENOTSUP", "EOPNOTSUPP");
        assertThat(error == 0 ? "ACK" : NetlinkErrno.name(acknowledgement.errno())).isEqualTo(name);
        assertThat(acknowledgement.requestHeader()).as(transcript.toString()).isEqualTo(request);
        assertThat(acknowledgement.header().portId()).isEqualTo(transcript.portId());
        boolean capped = error == 0 || transcript.step().contains("CAP_ACK=1");
        assertThat(acknowledgement.isCapped()).as(transcript.toString()).isEqualTo(capped);
    }

    @Test
    void everyAnswerShowsWhatTheRequestsBeforeItSet() {
        Map<AuditStatusField, Integer> status = new HashMap<>();
        AuditFeatures features = new AuditFeatures(AuditFeatures.VERSION, -1, 0, 0);
        AuditTtyStatus tty = new AuditTtyStatus(false, false);
        int checked = 0;
        for (Transcript transcript : Corpus.transcripts("live-control.jsonl.gz")) {
            boolean succeeded = transcript.answers().stream().noneMatch(this::isError);
            for (AuditMessage request : decodeAll(transcript.requests())) {
                if (succeeded && request instanceof AuditStatusMessage set) {
                    apply(set.status(), status);
                } else if (succeeded && request instanceof AuditTtyMessage set) {
                    tty = new AuditTtyStatus(set.status().isEnabled(), set.status().logsPasswords());
                } else if (succeeded && request instanceof AuditEmptyRequest set
                        && set.type() == AuditMessageType.TTY_SET) {
                    tty = new AuditTtyStatus(false, false);
                } else if (succeeded && request instanceof AuditFeaturesMessage set) {
                    features = apply(set.features(), features);
                }
                ReferenceCountUtil.release(request);
            }
            for (Answer answer : transcript.answers()) {
                AuditMessage message = decode(answer.datagram()).get(0);
                if (message instanceof AuditStatusMessage reply) {
                    status.forEach((field, value) ->
                            assertThat(reply.status().get(field)).as("%s in %s", field, transcript).isEqualTo(value));
                    checkUntouched(reply.status());
                    checked++;
                } else if (message instanceof AuditTtyMessage reply) {
                    assertThat(reply.status()).as(transcript.toString()).isEqualTo(tty);
                    checked++;
                } else if (message instanceof AuditFeaturesMessage reply) {
                    assertThat(reply.features()).as(transcript.toString()).isEqualTo(features);
                    checked++;
                }
                ReferenceCountUtil.release(message);
            }
        }
        assertThat(status).containsOnlyKeys(AuditStatusField.ENABLED, AuditStatusField.FAILURE,
                AuditStatusField.RATE_LIMIT, AuditStatusField.BACKLOG_LIMIT, AuditStatusField.BACKLOG_WAIT_TIME);
        assertThat(checked).isEqualTo(21);
    }

    private boolean isError(Answer answer) {
        return decodeAll(List.of(answer.datagram())).stream().peek(ReferenceCountUtil::release)
                .anyMatch(message -> message instanceof AuditAcknowledgement ack && !ack.isSuccess());
    }

    private List<AuditMessage> decodeAll(List<byte[]> datagrams) {
        List<AuditMessage> messages = new ArrayList<>();
        datagrams.forEach(datagram -> messages.addAll(decode(datagram)));
        return messages;
    }

    /** What the kernel takes over from a status that it is sent: fields that it lacks are 0. */
    private static void apply(AuditStatus set, Map<AuditStatusField, Integer> status) {
        for (AuditStatusField field : AuditStatusField.values()) {
            boolean reset = field == AuditStatusField.LOST || field == AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL;
            if (!reset && (set.mask() & field.maskBit()) != 0) {
                status.put(field, set.get(field));
            }
        }
    }

    private static AuditFeatures apply(AuditFeatures change, AuditFeatures features) {
        int known = change.mask() & (AuditFeatures.ONLY_UNSET_LOGIN_UID | AuditFeatures.LOGIN_UID_IMMUTABLE);
        return new AuditFeatures(features.version(), features.mask(),
                features.features() & ~known | change.features() & known, features.lock() | change.lock() & known);
    }

    /** What no request of the transcript could change. */
    private static void checkUntouched(AuditStatus status) {
        assertThat(status.mask()).isZero();
        assertThat(status.pid()).isEqualTo(0x1f81);
        assertThat(status.lost()).isZero();
        assertThat(status.backlog()).isZero();
        assertThat(status.featureBitmap()).isEqualTo(0x7f);
        assertThat(status.backlogWaitTimeActual()).isZero();
        assertThat(status.structLength()).isEqualTo(44);
    }

    @Test
    void everyListingShowsTheRulesAddedBeforeItAndThenItsEnd() {
        List<AuditRuleMessage> rules = new ArrayList<>();
        int listings = 0;
        for (Transcript transcript : Corpus.transcripts("live-control.jsonl.gz")) {
            boolean succeeded = transcript.answers().stream().noneMatch(this::isError);
            for (AuditMessage request : decodeAll(transcript.requests())) {
                if (succeeded && request instanceof AuditRuleMessage rule) {
                    change(rules, rule);
                } else {
                    ReferenceCountUtil.release(request);
                }
            }
            List<AuditMessage> answers = new ArrayList<>();
            transcript.answers().forEach(answer -> answers.addAll(decode(answer.datagram())));
            List<AuditRuleMessage> parts = answers.stream().filter(AuditRuleMessage.class::isInstance)
                    .map(AuditRuleMessage.class::cast).toList();
            if (answers.stream().anyMatch(AuditDoneMessage.class::isInstance)) {
                assertThat(answers.get(answers.size() - 1)).isInstanceOf(AuditDoneMessage.class);
                assertThat(parts).as(transcript.toString()).hasSameSizeAs(rules);
                for (int i = 0; i < parts.size(); i++) {
                    checkListed(parts.get(i), rules.get(i));
                }
                listings++;
            } else {
                assertThat(parts).isEmpty();
            }
            answers.forEach(ReferenceCountUtil::release);
        }
        assertThat(rules).isEmpty();
        assertThat(listings).isGreaterThan(20);
    }

    private static void change(List<AuditRuleMessage> rules, AuditRuleMessage rule) {
        if (rule.type() == AuditMessageType.ADD_RULE) {
            rules.add(rule.isPrepend() ? 0 : rules.size(), rule);
            return;
        }
        AuditRuleMessage found = rules.stream()
                .filter(candidate -> Arrays.equals(normalised(candidate), normalised(rule)))
                .findFirst().orElseThrow();
        rules.remove(found);
        found.release();
        rule.release();
    }

    /** A rule without the flag that only says where it goes. */
    private static byte[] normalised(AuditRuleMessage rule) {
        byte[] bytes = Datagrams.bytes(rule.content());
        bytes[0] &= ~AuditRuleDescriptor.PREPEND;
        return bytes;
    }

    private static void checkListed(AuditRuleMessage part, AuditRuleMessage rule) {
        assertThat(part.isPrepend()).isFalse();
        assertThat(part.filter()).isEqualTo(rule.filter());
        assertThat(part.action()).isEqualTo(rule.action());
        assertThat(part.fieldCount()).isEqualTo(rule.fieldCount());
        byte[] listed = normalised(part);
        assertThat(part.bufferLength()).isEqualTo(listed.length - AuditRuleDescriptor.FIXED_LENGTH);
        assertThat(Arrays.copyOfRange(listed, AuditRuleDescriptor.FIXED_LENGTH, listed.length)).isEqualTo(
                Arrays.copyOfRange(normalised(rule), AuditRuleDescriptor.FIXED_LENGTH, listed.length));
        for (int i = 0; i < rule.fieldCount(); i++) {
            int field = AuditRuleDescriptor.field(rule.content(), i);
            int value = AuditRuleDescriptor.value(rule.content(), i);
            assertThat(AuditRuleDescriptor.field(part.content(), i)).isEqualTo(field);
            assertThat(AuditRuleDescriptor.value(part.content(), i)).isEqualTo(value);
            assertThat(AuditRuleDescriptor.operator(part.content(), i))
                    .isEqualTo(AuditRuleDescriptor.operator(rule.content(), i));
        }
    }
}
