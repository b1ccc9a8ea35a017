package io.github.nettyaudit.codec.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** System calls of all architectures: facts of the kernel's tables, and the headers of the machine that builds. */
class KernelTablesTest {
    private static final int X32_BIT = 0x40000000;

    /** Numbers of Linux 6.19's tables that differ from architecture to architecture. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            x86_64,      335, uretprobe
            x86_64,      336, uprobe
            x86_64,      462, mseal
            x86_64,      463, setxattrat
            x86_64,      468, file_getattr
            x86_64,      469, file_setattr
            x86_64,      470, listns
            x86_64,      471, rseq_slice_yield
            i386,        102, socketcall
            i386,        384, arch_prctl
            i386,        470, listns
            aarch64,     221, execve
            arm,         11,  execve
            arm_be,      11,  execve
            ppc64le,     11,  execve
            ppc,         470, listns
            s390x,       354, execveat
            s390,        191, ugetrlimit
            riscv64,     258, riscv_hwprobe
            riscv64,     259, riscv_flush_icache
            riscv32,     221, execve
            loongarch64, 101, nanosleep
            loongarch64, 113, clock_gettime
            loongarch64, 221, execve
            loongarch32, 403, clock_gettime64
            mips,        4005, open
            mipsel,      4011, execve
            mips,        4470, listns
            mips64,      5002, open
            mips64,      5057, execve
            mipsel64,    5470, listns
            mips64n32,   6057, execve
            mipsel64n32, 6413, pselect6_time64
            sparc,       59,  execve
            sparc64,     5,   open
            sparc64,     470, listns
            parisc,      11,  execve
            parisc64,    273, pselect6
            m68k,        11,  execve
            m68k,        335, atomic_cmpxchg_32
            sh,          11,  execve
            shel,        357, recvmmsg
            microblaze,  11,  execve
            microblaze,  470, listns
            xtensa,      117, execve
            xtensa,      8,   open
            alpha,       59,  execve
            alpha,       580, listns
            ia64,        1033, execve
            ia64,        1028, open
            arc,         221, execve
            arcv2,       245, arc_settls
            c-sky,       244, set_thread_area
            hexagon,     221, execve
            nios2,       244, cacheflush
            openrisc,    244, or1k_atomic
            """)
    void numbersAreThoseOfTheArchitecture(String name, int number, String call) {
        AuditArchitecture architecture = AuditArchitecture.of(name);
        assertThat(architecture).as(name).isNotNull();
        assertThat(AuditSyscalls.name(architecture, number)).isEqualTo(call);
        assertThat(AuditSyscalls.number(architecture, call)).isEqualTo(number);
    }

    @Test
    void callsOfX32HaveTheirBitAndNamesMeanTheOthers() {
        AuditArchitecture architecture = AuditArchitecture.of("x86_64");
        assertThat(AuditSyscalls.name(architecture, X32_BIT + 1)).isEqualTo("write");
        assertThat(AuditSyscalls.name(architecture, X32_BIT)).isEqualTo("read");
        assertThat(AuditSyscalls.name(architecture, X32_BIT + 520)).isEqualTo("execve");
        assertThat(AuditSyscalls.name(architecture, X32_BIT + 547)).isEqualTo("pwritev2");
        assertThat(AuditSyscalls.name(architecture, X32_BIT + 59)).as("64 bits only").isNull();
        assertThat(AuditSyscalls.name(architecture, 520)).as("not of x86_64 without the bit").isNull();
        assertThat(AuditSyscalls.number(architecture, "execve")).isEqualTo(59);
        assertThat(AuditSyscalls.name(AuditArchitecture.of("i386"), X32_BIT + 1)).isNull();
    }

    @Test
    void everyArchitectureOfTheKernelHasItsCalls() {
        assertThat(AuditArchitecture.all()).filteredOn(
                architecture -> AuditSyscalls.number(architecture, "openat") != AuditSyscalls.UNKNOWN).hasSize(39);
        assertThat(AuditArchitecture.all()).filteredOn(
                architecture -> AuditSyscalls.number(architecture, "listns") != AuditSyscalls.UNKNOWN).hasSize(38);
    }

    @ParameterizedTest
    @CsvSource({"x86_64, x86_64-linux-gnu/asm/unistd_64.h, 0", "i386, x86_64-linux-gnu/asm/unistd_32.h, 0",
        "x86_64, x86_64-linux-gnu/asm/unistd_x32.h, 1073741824",
        "aarch64, aarch64-linux-gnu/asm/unistd_64.h, 0"})
    void headersOfThisMachineAgree(String name, String header, int bit) throws IOException {
        Path file = Path.of("/usr/include", header);
        Assumptions.assumeTrue(Files.isReadable(file), "no " + file);
        AuditArchitecture architecture = AuditArchitecture.of(name);
        Matcher calls = Pattern.compile("#define __NR_(\\w+) \\(?(?:__X32_SYSCALL_BIT \\+ )?(\\d+)\\)?")
                .matcher(Files.readString(file));
        int checked = 0;
        while (calls.find()) {
            if (calls.group(1).equals("syscalls")) {
                continue;
            }
            int number = Integer.parseInt(calls.group(2)) + bit;
            assertThat(AuditSyscalls.name(architecture, number)).as(calls.group()).isNotNull();
            int back = AuditSyscalls.number(architecture, calls.group(1));
            assertThat(bit != 0 ? AuditSyscalls.name(architecture, back) : back).as(calls.group())
                    .isEqualTo(bit != 0 ? AuditSyscalls.name(architecture, number) : number);
            checked++;
        }
        assertThat(checked).isGreaterThan(300);
    }
}
