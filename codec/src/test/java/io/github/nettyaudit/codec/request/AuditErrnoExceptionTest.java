package io.github.nettyaudit.codec.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessageType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditErrnoExceptionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1001 |   1 | EPERM           | CAP_AUDIT_CONTROL
            1001 |   1 | EPERM           | enabled=2
            1011 |   1 | EPERM           | enabled=2
            1014 |   1 | EPERM           | enabled=2
            1018 |   1 | EPERM           | the feature is locked
            1000 |   1 | EPERM           | CAP_AUDIT_CONTROL
            1112 |   1 | EPERM           | CAP_AUDIT_WRITE
            1005 |   1 | EPERM           | CAP_AUDIT_WRITE
            1099 |   1 | EPERM           | CAP_AUDIT_CONTROL
            1100 |   1 | EPERM           | CAP_AUDIT_WRITE
            1199 |   1 | EPERM           | CAP_AUDIT_WRITE
            1200 |   1 | EPERM           | CAP_AUDIT_CONTROL
            2099 |   1 | EPERM           | CAP_AUDIT_CONTROL
            2100 |   1 | EPERM           | CAP_AUDIT_WRITE
            2999 |   1 | EPERM           | CAP_AUDIT_WRITE
            3000 |   1 | EPERM           | CAP_AUDIT_CONTROL
            1000 | 111 | ECONNREFUSED    | container
            1001 |  13 | EACCES          | only the process that is registered
            1001 |  17 | EEXIST          | another audit daemon is registered: stop it
            1011 |  17 | EEXIST          | an equal rule is loaded already
            1012 |   2 | ENOENT          | no such rule is loaded
            1011 |   2 | ENOENT          | does not exist
            1011 |  36 | ENAMETOOLONG    | 4,095
            1011 |  22 | EINVAL          | does not accept the rule
            1001 |  22 | EINVAL          | a pid is not the sender's own
            1300 |  22 | EINVAL          | does not accept the type
            1002 |  95 | EOPNOTSUPP      | no longer supports
            1000 |  93 | EPROTONOSUPPORT | CONFIG_AUDIT
            1000 |  12 | ENOMEM          | memory
            1000 | 4000| errno 4000      | unknown error
            """)
    void sentenceNamesRequestAndErrorAndSaysWhatToDo(int type, int errno, String name, String advice) {
        AuditRequest<?> request = AuditRequest.raw(type, new byte[0]).named("try");
        AuditErrnoException exception = new AuditErrnoException(request, -1,
                AuditAcknowledgement.of(KernelSide.header(type, 5, -1), 1, -errno));
        assertThat(exception).hasMessageStartingWith("try (AUDIT_" + AuditMessageType.name(type)
                + ", sequence 4294967295) failed with " + name + ": ").hasMessageContaining(advice);
        assertThat(exception.operation()).isEqualTo("try");
        assertThat(exception.sequence()).isEqualTo(-1);
        assertThat(exception.errno()).isEqualTo(errno);
        assertThat(exception.errnoName()).isEqualTo(name);
        assertThat(exception.requestType()).isEqualTo(type);
        assertThat(exception.getMessage()).doesNotContain("\n");
    }
}
