package io.github.nettyaudit.testkit;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

/** Against bytes that a real kernel sent (Linux 6.18, little-endian). */
class AuditDatagramsTest {
    private static final int PORT_ID = 0x1f87;

    @Test
    void buildsRecordsWhoseLengthLeavesOutTheHeader() {
        HexDump.assertEquals("""
                28 00 00 00 | 14 05 | 00 00 | 00 00 00 00 | 00 00 00 00   # 40 bytes of text
                "audit(1700000000.123:42): a0=1 comm=" 22 "sh" 22
                """,
                AuditDatagrams.record(1300, 42, "a0=1 comm=\"sh\""));
    }

    @Test
    void buildsMulticastRecordsWhoseLengthIsRight() {
        HexDump.assertEquals("""
                2a 00 00 00 | 28 05 | 00 00 | 00 00 00 00 | 00 00 00 00
                "audit(1700000000.123:7): " 21""", AuditDatagrams.multicastRecord(1320, 7, "!"));
    }

    @Test
    void buildsAcknowledgements() {
        ByteBuf request = HexDump.parse("10 00 00 00 | e8 03 | 05 00 | 65 00 00 00 | 00 00 00 00");

        HexDump.assertEquals("""
                24 00 00 00 | 02 00 | 00 01 | 65 00 00 00 | 87 1f 00 00
                00 00 00 00
                10 00 00 00 | e8 03 | 05 00 | 65 00 00 00 | 00 00 00 00
                """, AuditDatagrams.acknowledgement(request, PORT_ID));
    }

    @Test
    void buildsErrorsThatRepeatTheRequestPadded() {
        ByteBuf request = HexDump.parse("11 00 00 00 | 58 04 | 05 00 | 01 00 00 00 | 00 00 00 00 | 41");

        HexDump.assertEquals("""
                28 00 00 00 | 02 00 | 00 00 | 01 00 00 00 | 87 1f 00 00
                ea ff ff ff                                              # -EINVAL
                11 00 00 00 | 58 04 | 05 00 | 01 00 00 00 | 00 00 00 00 | 41 00 00 00
                """, AuditDatagrams.error(request, PORT_ID, 22));
    }

    @Test
    void buildsListings() {
        HexDump.assertEquals("13 00 00 00 | f5 03 | 02 00 | 09 00 00 00 | 00 00 00 00 | 01 02 03 00",
                AuditDatagrams.rule(9, new byte[] {1, 2, 3}));
        HexDump.assertEquals("10 00 00 00 | 03 00 | 02 00 | 09 00 00 00 | 00 00 00 00", AuditDatagrams.done(9));
    }

    @Test
    void buildsStatusRepliesAndPings() {
        HexDump.assertEquals("18 00 00 00 | e8 03 | 00 00 | 05 00 00 00 | 00 00 00 00 | 00 00 00 00 | 01 00 00 00",
                AuditDatagrams.status(5, 0, 1));
        HexDump.assertEquals("14 00 00 00 | 31 05 | 00 00 | 00 00 00 00 | 00 00 00 00 | 87 1f 00 00",
                AuditDatagrams.replace(PORT_ID));
    }
}
