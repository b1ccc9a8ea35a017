package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemCallMeaningTest {
    private final Meanings meanings = Meanings.plain();

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            c000003e; 2; a1; a1=241; O_WRONLY|O_CREAT|O_TRUNC
            c000003e; 2; a2; a1=241 a2=1a4; 0644
            c000003e; 2; a2; a1=1 a2=1a4; 0x1a4
            c00000b7; 56; a0; a0=ffffffffffffff9c; AT_FDCWD
            c00000b7; 56; a0; a0=3; 0x3
            c000003e; 9; a2; a2=7; PROT_READ|PROT_WRITE|PROT_EXEC
            c000003e; 10; a2; a2=0; PROT_NONE
            c000003e; 9; a3; a3=22; MAP_PRIVATE|MAP_ANONYMOUS
            c000003e; 56; a0; a0=1200011; CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD
            c000003e; 41; a0; a0=a; inet6
            c000003e; 41; a1; a1=80802; SOCK_DGRAM
            c000003e; 41; a2; a2=6; tcp
            c000003e; 54; a1; a1=1; SOL_SOCKET
            c000003e; 54; a2; a1=1 a2=2; SO_REUSEADDR
            c000003e; 54; a2; a1=6 a2=1; TCP_NODELAY
            80000015; 339; a2; a1=1 a2=14; SO_PASSCRED
            c000003e; 157; a0; a0=16; PR_SET_SECCOMP
            c000003e; 157; a1; a0=18 a1=c; net_admin
            c000003e; 157; a1; a0=1 a1=9; SIGKILL
            c000003e; 72; a1; a1=406; F_DUPFD_CLOEXEC
            c000003e; 72; a2; a1=2 a2=1; FD_CLOEXEC
            c000003e; 90; a1; a1=1ed; 0755
            c000003e; 90; a1; a1=9ed; suid,0755
            c000003e; 62; a1; a1=1e; SIGPWR
            c000003e; 165; a3; a3=1021; MS_RDONLY|MS_REMOUNT|MS_BIND
            c000003e; 166; a1; a1=2; MNT_DETACH
            c000003e; 321; a0; a0=5; BPF_PROG_LOAD
            c000003e; 101; a0; a0=10; PTRACE_ATTACH
            c000003e; 16; a1; a1=5401; TCGETS
            c000003e; 16; a1; a1=1234; 0x1234
            c000003e; 29; a2; a2=780; IPC_CREAT|IPC_EXCL|0600
            c000003e; 144; a1; a1=40000001; SCHED_FIFO|SCHED_RESET_ON_FORK
            c000003e; 231; a0; a0=1; EXIT_FAILURE
            c000003e; 105; a0; a0=0; root
            c000003e; 105; a0; a0=3e8; 1000
            c000003e; 39; a0; a0=zz; zz
            c000003e; 39; a0; a0=0x1fd; 0x1fd
            c000003e; 2; a1; a1=0x241; O_WRONLY|O_CREAT|O_TRUNC
            c000003e; 2; a1; a1=O_RDONLY|O_CLOEXEC; O_RDONLY|O_CLOEXEC
            c000003e; 62; a1; a1=0x5f; unknown-signal(0x5f)
            c000003e; 144; a1; a1=0x9; unknown-scheduler-policy(0x9)
            x86_64; execve; a0; a0=0x1fd; 0x1fd
            c000003e; 1073741826; a1; a1=241; O_WRONLY|O_CREAT|O_TRUNC
            8; 4005; a0; a0=3; 0x3
            8; 4037; a1; a1=9; SIGKILL
            c0000008; 5060; a1; a1=9; SIGKILL
            c0000032; 1053; a1; a1=9; SIGKILL
            c00000b7; 56; a2; a2=84000; O_RDONLY|O_DIRECTORY|O_CLOEXEC
            c00000b7; 56; a2; a2=a8000; O_RDONLY|O_NOFOLLOW|O_CLOEXEC
            40000028; 322; a2; a2=10000; O_RDONLY|O_DIRECT
            c0000015; 286; a2; a2=84000; O_RDONLY|O_DIRECTORY|O_CLOEXEC
            c000003e; 257; a2; a2=90000; O_RDONLY|O_DIRECTORY|O_CLOEXEC
            8; 4005; a1; a1=301; O_WRONLY|O_CREAT|O_TRUNC
            8; 4005; a2; a1=301 a2=1a4; 0644
            8; 4037; a1; a1=10; SIGUSR1
            8; 4183; a1; a1=2; SOCK_STREAM
            8; 4181; a1; a1=ffff; SOL_SOCKET
            8; 4181; a2; a1=ffff a2=4; SO_REUSEADDR
            8; 4054; a1; a1=540d; TCGETS
            c0000008; 5070; a2; a1=18 a2=0; root
            8000002b; 37; a1; a1=14; SIGCHLD
            8000002b; 5; a1; a1=601; O_WRONLY|O_CREAT|O_TRUNC
            c0009026; 144; a0; a0=6; RLIMIT_NOFILE
            8000000f; 37; a1; a1=c; SIGXCPU
            c0000015; 90; a3; a3=40; MAP_FILE|MAP_NORESERVE
            """)
    void argumentsAreReadByTheirSystemCall(String arch, String call, String field, String arguments, String meaning) {
        assertThat(meanings.of(field, "SYSCALL", "arch=" + arch + " syscall=" + call + " " + arguments))
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({"c000003e, 2, open", "40000003, 5, open", "c00000b7, 56, openat", "40000028, 322, openat",
        "c0000015, 286, openat", "80000016, 288, openat", "c00000f3, 56, openat", "c0000102, 56, openat",
        "c000003e, 467, open_tree_attr", "c000003e, 4711, unknown-syscall(4711)", "12345, 2, 2",
        "c000003e, 335, uretprobe", "c000003e, 1073741825, write", "40000003, 1073741825, unknown-syscall(1073741825)",
        "8, 4005, open", "e0000008, 6002, open", "8000002b, 5, open", "c0009026, 45, open", "x86_64, execve, execve"})
    void callsHaveTheNamesOfTheirArchitecture(String arch, String call, String meaning) {
        assertThat(meanings.of("syscall", "SYSCALL", "arch=" + arch + " syscall=" + call)).isEqualTo(meaning);
    }

    @Test
    void callsThatStandForSeveralSayWhich() {
        String record = "arch=40000003 syscall=102 success=yes exit=3 a0=3 a1=bf";
        assertThat(meanings.of("syscall", "SYSCALL", record)).isEqualTo("socketcall(connect)");
        assertThat(meanings.of("syscall", "SYSCALL", "arch=40000003 syscall=117 a0=d a1=0")).isEqualTo("ipc(msgget)");
        assertThat(meanings.of("syscall", "SYSCALL", "arch=40000003 syscall=117 a0=63 a1=0")).isEqualTo("ipc");
    }

    @Test
    void aRecordWithoutArchitectureIsOfTheHost() {
        assertThat(meanings.of("syscall", "SYSCALL", "syscall=2 a1=241")).isEqualTo("open");
        assertThat(meanings.of("a1", "SYSCALL", "syscall=2 a1=241")).isEqualTo("0x241");
    }

    @Test
    void operationsOfRingsAreNoSystemCalls() {
        assertThat(meanings.of("uring_op", "URINGOP", "uring_op=18 success=yes")).isEqualTo("openat");
        assertThat(meanings.of("uring_op", "URINGOP", "uring_op=99")).isEqualTo("unknown-syscall(99)");
    }

    @Test
    void architecturesHaveNames() {
        assertThat(meanings.of("arch", "SYSCALL", "arch=c0000102")).isEqualTo("loongarch64");
        assertThat(meanings.of("arch", "SYSCALL", "arch=0")).isEqualTo("unknown-elf-type(0)");
        assertThat(meanings.of("arch", "SYSCALL", "arch=zz")).isEqualTo("zz");
        assertThat(meanings.of("arch", "SYSCALL", "arch=x86_64")).as("interpreted before").isEqualTo("x86_64");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-13, EACCES(Permission denied)", "-4000, -4000", "12345678901, 12345678901", "x, x",
        "-9223372036854775808, -9223372036854775808", "99999999999999999999999, 99999999999999999999999"})
    void resultsAreErrorsWhenNegative(String raw, String meaning) {
        assertThat(meanings.of("exit", "SYSCALL", "exit=" + raw)).isEqualTo(meaning);
    }

    /** {@code asm/errno.h} of each architecture; up to 34 all have the same. */
    @ParameterizedTest
    @CsvSource({"c000003e, -110, ETIMEDOUT(Connection timed out)", "8, -145, ETIMEDOUT(Connection timed out)",
        "c0000008, -150, EINPROGRESS(Operation now in progress)", "c000003e, -150, -150",
        "8, -13, EACCES(Permission denied)",
        "8, -1133, EDQUOT(Disk quota exceeded)", "8, -110, -110", "8000002b, -60, ETIMEDOUT(Connection timed out)",
        "c0009026, -35, EAGAIN(Resource temporarily unavailable)", "c0009026, -11, EDEADLK(Resource deadlock avoided)",
        "8000000f, -238, ETIMEDOUT(Connection timed out)", "c0000015, -58, EDEADLOCK", "c000003e, -58, -58",
        "c000003e, -524, ENOTSUPP", "c000003e, -512, ERESTARTSYS", "c0000015, -110, ETIMEDOUT(Connection timed out)"})
    void errorsAreNumberedByTheArchitecture(String arch, String exit, String meaning) {
        assertThat(meanings.of("exit", "SYSCALL", "arch=" + arch + " syscall=1 success=no exit=" + exit))
                .isEqualTo(meaning);
    }

    @Test
    void aResultThatWasInterpretedBeforeStays() {
        assertThat(meanings.of("exit", "SYSCALL", "arch=x86_64 syscall=open exit=EACCES")).isEqualTo("EACCES");
    }

    @Test
    void aUsersArchitectureDoesNotCount() {
        String record = "syscall=2 a1=241 msg='arch=40000003 x=y'";
        assertThat(meanings.of("syscall", "USER_CMD", record)).isEqualTo("open");
    }
}
