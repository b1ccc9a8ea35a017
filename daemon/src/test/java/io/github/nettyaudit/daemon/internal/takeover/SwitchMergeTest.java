package io.github.nettyaudit.daemon.internal.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three sockets, one stream: what the kernel may send to each of them during a switch. */
class SwitchMergeTest {
    private final Queue<AuditRecordMessage> member = new ArrayDeque<>();
    private final List<AuditRecordMessage> all = new ArrayList<>();
    private final List<String> out = new ArrayList<>();
    private final SwitchMerge merge = new SwitchMerge(member::poll, record -> {
        out.add(record.text());
        record.release();
    });

    private AuditRecordMessage record(String text) {
        AuditRecordMessage record = new AuditRecordMessage(new NetlinkMessage(1300, 0, 0, 0,
                Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII)));
        all.add(record);
        return record;
    }

    private void memberGets(String... texts) {
        for (String text : texts) {
            member.add(record(text));
        }
    }

    @AfterEach
    void everyRecordIsReleased() {
        assertThat(all).allSatisfy(record -> assertThat(record.refCnt()).isZero());
    }

    @Test
    void whatFallsBetweenTheSocketsComesFromTheMemberInItsPlace() throws Exception {
        memberGets("1", "2", "3", "4", "5");
        merge.old(record("1"));
        merge.old(record("2"));
        merge.fresh(record("5"));
        assertThat(out).containsExactly("1", "2", "3", "4", "5");
        assertThat(merge.filled()).isEqualTo(2);
        merge.end();
        assertThat(out).hasSize(5);
    }

    @Test
    void nothingFallsBetweenThemUsually() throws Exception {
        merge.old(record("1"));
        memberGets("1", "2", "3");
        merge.fresh(record("2"));
        merge.fresh(record("3"));
        merge.end();
        assertThat(out).containsExactly("1", "2", "3");
        assertThat(merge.filled()).isZero();
    }

    @Test
    void whatTheKernelSendsAgainComesOnce() throws Exception {
        memberGets("1", "2", "3");
        merge.fresh(record("3"));
        assertThat(out).containsExactly("1", "2", "3");
        merge.fresh(record("1")); // from the kernel's retry queue
        merge.fresh(record("2"));
        merge.end();
        assertThat(out).containsExactly("1", "2", "3");
    }

    @Test
    void equalRecordsAreCounted() throws Exception {
        memberGets("1", "1", "2");
        merge.old(record("1"));
        merge.fresh(record("2"));
        merge.end();
        assertThat(out).containsExactly("1", "1", "2");
    }

    @Test
    void whatTheMemberHasNotGotPasses() throws Exception {
        merge.old(record("1"));
        merge.fresh(record("2"));
        merge.end();
        assertThat(out).containsExactly("1", "2");
    }

    @Test
    void whatOnlyTheMemberHasGotAtTheEndIsNotLost() throws Exception {
        memberGets("1", "2");
        merge.pull();
        merge.old(record("0"));
        merge.end();
        assertThat(out).containsExactly("0", "1", "2");
    }

    @Test
    void aNulAtTheEndMakesNoOtherRecord() throws Exception {
        memberGets("1\0", "2");
        merge.old(record("1"));
        merge.fresh(record("2"));
        merge.end();
        assertThat(out).containsExactly("1", "2");
    }
}
