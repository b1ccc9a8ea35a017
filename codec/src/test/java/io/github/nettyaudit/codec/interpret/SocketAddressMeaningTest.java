package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressMeaningTest {
    private final Meanings meanings = Meanings.plain();

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            02000050C0A800010000000000000000; { saddr_fam=inet laddr=192.168.0.1 lport=80 }
            00020050C0A800010000000000000000; { saddr_fam=inet laddr=192.168.0.1 lport=80 }
            02000050; { saddr_fam=inet sockaddr len too short }
            0A0001BB0000000020010DB800000000000000000000000100000000; { saddr_fam=inet6 laddr=2001:db8::1 lport=443 }
            0A0001BB000000000000000000000000000000000000000000000000; { saddr_fam=inet6 laddr=:: lport=443 }
            0A0001BB0000000000000000000000000000FFFF0102030400000000; \
            { saddr_fam=inet6 laddr=::ffff:1.2.3.4 lport=443 }
            0A0001BB00000000FE80000000000000000000000000000102000000; { saddr_fam=inet6 laddr=fe80::1%2 lport=443 }
            0A0001BB0000000000010000000200000003000000040000; { saddr_fam=inet6 sockaddr6 len too short }
            0100; { saddr_fam=local unnamed socket }
            01002F6100; { saddr_fam=local path=/a }
            010000610062; { saddr_fam=local path=a@b }
            100000000102000000000000; { saddr_fam=netlink nlnk-fam=16 nlnk-pid=513 }
            001000000000020100000000; { saddr_fam=netlink nlnk-fam=16 nlnk-pid=513 }
            1100080602000000010000060A0B0C0D0E0F0000; \
            { saddr_fam=packet proto=0x806 ifindex=2 hwaddr=0a:0b:0c:0d:0e:0f }
            280000009F8601000200000000000000; { saddr_fam=vsock cid=2 port=99999 }
            0300434C31323300000000000000000000; { saddr_fam=ax25 call=CL123 }
            1D00; { saddr_fam=can (unsupported) }
            0000; unknown-family(0)
            FF00; unknown-family(255)
            127.0.0.1; 127.0.0.1
            ZZ; ZZ
            """)
    void structsOfAllFamilies(String raw, String meaning) {
        assertThat(meanings.of("saddr", "SOCKADDR", "saddr=" + raw)).isEqualTo(meaning);
    }
}
