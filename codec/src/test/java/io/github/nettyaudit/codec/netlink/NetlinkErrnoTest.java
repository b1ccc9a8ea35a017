package io.github.nettyaudit.codec.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkErrnoTest {
    @ParameterizedTest
    @CsvSource({"0,SUCCESS", "1,EPERM", "2,ENOENT", "13,EACCES", "17,EEXIST", "22,EINVAL", "36,ENAMETOOLONG",
            "93,EPROTONOSUPPORT", "95,EOPNOTSUPP", "105,ENOBUFS", "111,ECONNREFUSED", "133,EHWPOISON"})
    void namesErrors(int errno, String name) {
        assertThat(NetlinkErrno.name(errno)).isEqualTo(name);
        assertThat(NetlinkErrno.description(errno)).isNotBlank().isNotEqualTo("unknown error");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 41, 58, 134, 255, 256, 524, 4095, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void numbersWithoutANameStayNumbers(int errno) {
        assertThat(NetlinkErrno.name(errno)).isEqualTo("errno " + errno);
        assertThat(NetlinkErrno.description(errno)).isEqualTo("unknown error");
    }

    @Test
    void constantsAreThoseOfTheTable() throws IllegalAccessException {
        for (var field : NetlinkErrno.class.getFields()) {
            if (field.getName().startsWith("E")) {
                assertThat(NetlinkErrno.name(field.getInt(null))).isEqualTo(field.getName());
            }
        }
    }

    @Test
    void noGapButTheTwoOfLinux() {
        for (int errno = 1; errno <= 133; errno++) {
            assertThat(NetlinkErrno.name(errno).startsWith("E")).as("%d", errno).isEqualTo(errno != 41 && errno != 58);
        }
    }

    @Test
    void namesLeadBackToTheirNumbers() {
        assertThat(NetlinkErrno.number("EPERM")).isEqualTo(1);
        assertThat(NetlinkErrno.number("EHWPOISON")).isEqualTo(133);
        assertThat(NetlinkErrno.number("errno 41")).isEqualTo(-1);
    }
}
