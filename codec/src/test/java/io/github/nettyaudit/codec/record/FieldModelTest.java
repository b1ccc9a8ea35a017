package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random texts, made of words that are nearly fields: the fields and words are those of {@link PlainSplitter}. */
class FieldModelTest {
    private static final int[] TYPES = {AuditMessageType.SYSCALL, AuditMessageType.AVC, AuditMessageType.USER_AVC,
        AuditMessageType.LOGIN};
    private static final String[] WORDS = {"a=1", "b=", "=c", "=", "==", "x=1=2", "plain", "(x=1", "((y=2", "(", "(=",
        "(=1", "z=1:", "z=1,", "z=1'", "z=1)", "z=1;", "z=1z", "z=1*", "z=1y", "z=:", "z=,", "z='", "z=)", "z=1:,')",
        "z=1)',:", "z=1,:", "z=1',", "z=1)'", "z=1::", "n=(null)", "n=(none)", "n=(null),", "n=(nul1)", "n=(nill)",
        "n=(nonx)", "n=(noxe)", "n=(nune)", "n=(null))", "n=[none)", "n=(xull)", "n=xnone)", "n=(nulx)", "msg=",
        "msg=a", "msg=ab=1", "msg=x", "msg='", "msg='op", "msg='op=x", "msg='op=", "msg='(o=x", "msg='a=1'", "mxg=a",
        "xmsg=a", "key=", "key=:", "key=6", "key=61", "key=6162", "key=616", "key=6g", "key=61g2", "key=616263016263",
        "key=0161", "key=6101", "key=610162", "key=610001", "key=010101", "key=2261", "key=FFfe", "key=61207f",
        "key=7e7F", "key=\"k\"", "key=\"6162\"", "key=(null)", "key=6162)", "(key=6162", "msg='key=6162", "keys=61",
        "kez=61", "{", "}", "{a", "}b", "a{", "avc:", "avc", "av", "avx", "denied", "read", "write", "sevench=1",
        "eightchr=1", "ninechars=1", "a_rather_long_name_of_a_field=5", "a_rather_long_word_without_sign",
        "sixteen_letters_=6", "fifteen_letters=6", "node=n", "type=t", "\u00fcml\u00e4ut=\u00f6", "q=\"a", "b\"",
        "tab=a\tb", "c=\u007f\u0080\u00bd", "\u00bd=\u003d", "x=\u00fd", "q=\"a",
        "q=\"a", "b\"", "b\":", "c\"')", "d\"x", "q=\"", "q=\"\"", "q='a", "b'", "q='a'", "'",
        "\"", "old", "new", "auid=1", "ses=2", "granted", "avc:", "denied", "{", "}", "security_x_transition:",
        "msg='avc:", "{a}", "{}", "q=\"x\"y", "msg='q=\"a", "msg='q='a"};
    private static final String[] SEPARATORS = {" ", " ", " ", " ", "  ", "\n", " \n ", "          "};

    private final AuditRecord record = new AuditRecord();

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int words = random.nextInt(random.nextInt(20) == 0 ? 400 : 12);
        for (int i = 0; i < words; i++) {
            if (random.nextInt(300) == 0) {
                text.append('\0');
            }
            if (random.nextInt(30) == 0) {
                text.append((char) random.nextInt(256));
            }
            text.append(WORDS[random.nextInt(WORDS.length)]);
            text.append(SEPARATORS[random.nextInt(SEPARATORS.length)]);
        }
        // the daemon's separator means something in lines only
        return text.toString().replace('\u001d', '?');
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static int indexOf(List<PlainSplitter.Token> fields, String name, boolean user, int from) {
        for (int i = from; i < fields.size(); i++) {
            if (fields.get(i).user() == user && fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** What is found by name, in each name space, and one after another. */
    private void assertFound(List<PlainSplitter.Token> fields) {
        for (int i = 0; i < Math.min(20, fields.size()); i++) {
            String name = fields.get(i).name();
            boolean ascii = name.chars().allMatch(c -> c < 0x80);
            if (ascii) {
                FieldName fieldName = FieldName.of(name);
                assertThat(record.name(i)).isEqualTo(name);
                assertThat(record.isNamed(i, fieldName)).isTrue();
                assertThat(record.isNamed(i, FieldName.of(name + 'x'))).isFalse();
                assertThat(record.nameKey(i)).isEqualTo(fieldName.key());
                assertThat(record.find(fieldName)).isEqualTo(indexOf(fields, name, false, 0));
                assertThat(record.findUser(fieldName)).isEqualTo(indexOf(fields, name, true, 0));
                assertThat(record.findNext(fieldName, i))
                        .isEqualTo(indexOf(fields, name, fields.get(i).user(), i + 1));
            }
        }
    }

    @Test
    void theFieldsOfARecordOfTheKernelAreTheModels() {
        Random random = new Random(1);
        for (int round = 0; round < 6_000; round++) {
            String text = text(random);
            int type = TYPES[random.nextInt(TYPES.length)];
            record.wrap(type, buffer("audit(1364481363.243:24287): " + text));
            List<PlainSplitter.Token> expected =
                    PlainSplitter.tokens(text.getBytes(StandardCharsets.ISO_8859_1), type);
            assertThat(TokenReader.tokens(record)).as(text).isEqualTo(expected);
            assertFound(expected.stream().filter(token -> !token.isWord()).toList());
            assertThat(record.enrichedCount()).isZero();
        }
    }

    @Test
    void theFieldsOfALineAreThoseOfTheRecord() {
        Random random = new Random(2);
        for (int round = 0; round < 4_000; round++) {
            String text = text(random);
            String type = AuditMessageType.name(TYPES[random.nextInt(TYPES.length)]);
            boolean hasNode = random.nextBoolean();
            record.wrapLine(buffer((hasNode ? "node=h " : "") + "type=" + type + " msg=audit(1364481363.243:24287): "
                    + text));
            List<PlainSplitter.Token> expected = PlainSplitter.tokens(text.getBytes(StandardCharsets.ISO_8859_1),
                    record.type());
            assertThat(TokenReader.tokens(record)).as(text).isEqualTo(expected);
            assertFound(expected.stream().filter(token -> !token.isWord()).toList());
            assertThat(record.prefixCount()).isEqualTo(hasNode ? 2 : 1);
            assertThat(record.enrichedCount()).isZero();
        }
    }

    @Test
    void textsOfEveryLengthAreCutAtTheirEnd() {
        StringBuilder text = new StringBuilder();
        for (int length = 1; length < 3_000; length++) {
            text.append(length % 7 == 6 ? ' ' : length % 7 == 2 ? '=' : (char) ('a' + length % 26));
            if (length < 400 || length % 61 == 0 || length % 1_024 < 4) {
                record.wrap(AuditMessageType.SYSCALL, buffer("audit(1364481363.243:24287): " + text));
                assertThat(TokenReader.tokens(record)).as("%d", length).isEqualTo(PlainSplitter.tokens(
                        text.toString().getBytes(StandardCharsets.ISO_8859_1), AuditMessageType.SYSCALL));
            }
        }
    }
}
