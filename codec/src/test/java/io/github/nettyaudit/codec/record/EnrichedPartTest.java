package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an audit daemon appends to a line after the byte 0x1D. */
class EnrichedPartTest {
    private final AuditRecord record = new AuditRecord();

    private List<String> read(String text) {
        record.wrapLine(Unpooled.copiedBuffer("type=SYSCALL msg=audit(1364481363.243:24287): " + text,
                StandardCharsets.ISO_8859_1));
        List<String> fields = new ArrayList<>();
        for (int i = record.fieldCount(); i < record.fieldCount() + record.enrichedCount(); i++) {
            assertThat(record.space(i)).isEqualTo(FieldSpace.ENRICHED);
            assertThat(record.findEnriched(FieldName.of(record.name(i)))).isEqualTo(i);
            assertThat(record.find(FieldName.of(record.name(i)))).isEqualTo(-1);
            fields.add(record.name(i) + '=' + record.raw(i));
        }
        return fields;
    }

    @Test
    void namesAndValuesAreFields() {
        assertThat(read("a=b c=d\u001dARCH=x86_64 SYSCALL=openat AUID=\"unset\" UID=\"root\""))
                .containsExactly("ARCH=x86_64", "SYSCALL=openat", "AUID=\"unset\"", "UID=\"root\"");
        assertThat(record.fieldCount()).isEqualTo(2);
        assertThat(record.text(record.findEnriched(FieldName.of("UID")))).isEqualTo("root");
    }

    @Test
    void quotedValuesMayHaveBlanksAndEqualsSigns() {
        assertThat(read("a=b\u001d  UID=\"John Q. Doe\"  GID=\"a=b c\" OTHER=x=y "))
                .containsExactly("UID=\"John Q. Doe\"", "GID=\"a=b c\"", "OTHER=x=y");
    }

    @Test
    void wordsWithoutAnEqualsSignAreNone() {
        assertThat(read("a=b\u001dword A=1 \"quoted words\" B=2 last")).containsExactly("A=1", "B=2");
        assertThat(read("a=b\u001d=x A=1")).containsExactly("=x", "A=1");
        assertThat(read("a=b\u001d")).isEmpty();
        assertThat(read("a=b\u001d ")).isEmpty();
    }

    @Test
    void aSocketAddressIsOneField() {
        assertThat(read("saddr=0200\u001dSADDR={ saddr_fam=inet laddr=127.0.0.1 lport=80 }"))
                .containsExactly("SADDR={ saddr_fam=inet laddr=127.0.0.1 lport=80 }");
        assertThat(read("saddr=0200\u001dSADDR=unknown family { x")).containsExactly("SADDR={ x");
        assertThat(read("saddr=0200\u001dSADDR=unknown")).isEmpty();
        assertThat(read("saddr=0200\u001dSADDR=")).isEmpty();
        assertThat(read("saddr=0200\u001dSADDR")).isEmpty();
        assertThat(read("saddr=0200\u001dSADDS={ a=b }")).containsExactly("SADDS={", "a=b");
    }

    @Test
    void aSocketAddressStartsAfterTheSeparator() {
        assertThat(read("a={\u001dSADDR={ saddr_fam=inet }")).containsExactly("SADDR={ saddr_fam=inet }");
        assertThat(read("saddr=0200\u001dA=1")).containsExactly("A=1");
        assertThat(read("saddr=0200\u001dA={1")).containsExactly("A={1");
    }

    /** A program that writes 0x1D and names of its own must not be believed. */
    @Test
    void onlyWhatFollowsTheLastSeparatorIsTheDaemons() {
        assertThat(read("a=b\u001dUID=\"root\"\u001dUID=\"joe\"")).containsExactly("UID=\"joe\"");
        assertThat(read("a=b\u001dUID=\"root\"\u001d")).isEmpty();
        assertThat(read("pid=1 msg='op=x\u001dUID=\"root\"'")).isEmpty();
        assertThat(read("pid=1 msg='op=x'\u001dUID=\"joe\"")).containsExactly("UID=\"joe\"");
        assertThat(read("pid=1 op='x\u001dUID='joe'")).containsExactly("UID='joe'");
    }

    /** Lines that were copied from a terminal, or went through a log that leaves control characters out. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "#035", "^]", "\\035", "\\x1d", "\\u001d", "\u00e2\u0090\u009d"})
    void theDaemonsPartIsFoundWhereTheSeparatorIsMissing(String separator) {
        assertThat(read("pid=1 msg='op=x res=success'" + separator + "UID=\"root\" AUID=\"John Doe\""))
                .containsExactly("UID=\"root\"", "AUID=\"John Doe\"");
        assertThat(record.raw(record.fieldCount() - 1)).isEqualTo("success");
        assertThat(read("a=b key=(null)" + separator + "ARCH=x86_64 SYSCALL=execve AUID=\"unset\""))
                .containsExactly("ARCH=x86_64", "SYSCALL=execve", "AUID=\"unset\"");
        assertThat(record.text(FieldName.of("a"))).isEqualTo("b");
        assertThat(read("op=set res=1" + separator + "AUID=\"tom\"")).containsExactly("AUID=\"tom\"");
        assertThat(record.number(FieldName.of("res"), -1)).isOne();
        assertThat(read("old-auid=1 auid=2 res=1" + separator + "UID=\"root\" OLD-AUID=\"unset\" AUID=\"tom\""))
                .containsExactly("UID=\"root\"", "OLD-AUID=\"unset\"", "AUID=\"tom\"");
        assertThat(record.fieldCount()).isEqualTo(3);
        assertThat(read("saddr=0200" + separator + "SADDR={ saddr_fam=inet laddr=127.0.0.1 lport=80 }"))
                .containsExactly("SADDR={ saddr_fam=inet laddr=127.0.0.1 lport=80 }");
        assertThat(record.fieldCount()).isOne();
    }

    /** A message ends with the kernel's apostrophe, and a value belongs to its field. */
    @ParameterizedTest
    @ValueSource(strings = {"pid=1 msg='op=xUID=\"root\"'", "pid=1 msg='op=x'UID=\"root\" y'",
            "pid=1 msg='op=x UID=\"root\"", "pid=1 msg='op=x' UID=root'",
            "pid=1 msg='op=x'UID=root'", "pid=1 msg='op=x' AUID=\"a\" UID=root'", "a=b UID=\"root", "a=b UID=root\"",
            "pid=1 msg='op=x'UID={ root }", "a=b UID=root", "a=b UID={ root }",
            "a=UID=\"root\"", "a=b UID", "a=b UID=\"root\" c=d", "a=b OTHER=\"x\"",
            "a=b uid=0", "a=b\u001dA=1 msg='x'UID=\"root\" B", "UID", "=\"", "\"", "}"})
    void nothingElseIsTheDaemonsPart(String text) {
        assertThat(read(text).stream().filter(field -> field.startsWith("UID"))).isEmpty();
    }

    @Test
    void blanksBehindAPastedLineArePartOfNothing() {
        assertThat(read("pid=1 msg='op=x res=success'UID=\"root\" AUID=\"tom\"  "))
                .containsExactly("UID=\"root\"", "AUID=\"tom\"");
    }

    /** Found by fuzzing: the text was neither a field nor a name. */
    @ParameterizedTest
    @ValueSource(strings = {"a=1onSADDR=1", "a=1 SADDR=1", "a=1 ARCH=\"x\"", "a=1 SADDR=\"x\""})
    void nothingOfALineIsLost(String text) {
        assertThat(read(text)).isEmpty();
        int last = record.fieldCount() - 1;
        assertThat(record.name(last) + '=' + record.raw(last)).isEqualTo(text.substring(text.lastIndexOf(' ') + 1));
    }

    /** Any program can choose the path of a socket. */
    @Test
    void thePathOfASocketIsNoAddress() {
        String path = "SADDR={ saddr_fam=local path=/tmp/a SADDR={ saddr_fam=inet laddr=8.8.8.8 lport=1 } }";
        assertThat(read("saddr=01002F" + path)).containsExactly(path);
        assertThat(read("saddr=01002F " + path)).containsExactly(path);
    }

    @Test
    void itEndsAtANul() {
        assertThat(read("a=b\u001dA=1 B=2\0C=3")).containsExactly("A=1", "B=2");
        assertThat(read("a=b\0\u001dA=1")).isEmpty();
    }
}
