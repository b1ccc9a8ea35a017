package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.option.ListenAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section {@code page}: what is refused, and when it differs. */
class PageSectionTest {
    @TempDir
    private Path directory;
    private Path token;

    @BeforeEach
    void writeToken() throws Exception {
        token = Files.writeString(directory.resolve("token"), "a-secret-of-the-page\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    }

    private ServerConfiguration parse(String section) throws ServerException {
        return ConfigurationFile.parse("server.yaml", ("page: " + section.replace("TOKEN", "{ file: " + token + " }") + '\n')
                .getBytes(StandardCharsets.UTF_8), EventSinks.installed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{ listen: '0.0.0.0:9465', token: TOKEN }|page.listen is not a loopback address",
        "{ listen: '0.0.0.0:9465', rules-token: TOKEN }|page.listen is not a loopback address",
        "{ rules-token: 0123456789abcdef0123 }|page.rules-token must say where the secret is",
        "{ rules-tokn: TOKEN }|page.rules-tokn is not known (did you mean rules-token?)",
        "{ token: TOKEN, rules-token: TOKEN }|page has the same secret as token and as rules-token",
        "true|page needs keys with values"})
    void saysWhatIsWrong(String section, String message) {
        assertThatThrownBy(() -> parse(section)).isInstanceOf(ServerException.class).hasMessageContaining(message)
                .hasMessageNotContaining("0123456789").hasMessageNotContaining("a-secret").hasMessageStartingWith("server.yaml:");
    }

    /** N12: neither the file nor the variable was named. */
    @Test
    void aTokenThatIsNotAllowedIsReportedWithItsPlaceAndTheLengthNeeded() throws Exception {
        Files.writeString(token, "short\n");
        assertThatThrownBy(() -> parse("{ token: TOKEN }")).hasMessage("server.yaml:1:16: page.token names " + token
                + ", whose secret is not allowed (expected: a secret of 16 to 1024 visible ASCII characters without blanks,"
                + " for example the output of: head -c 32 /dev/urandom | base64)");
        assertThatThrownBy(() -> parse("{ token: { environment: HOME } }"))
                .hasMessageContaining("page.token names the environment variable HOME, whose secret is not allowed (");
    }

    @Test
    void needsNoSink() throws Exception {
        ServerConfiguration configuration = parse("{}");
        assertThat(configuration.sinks()).isEmpty();
        assertThat(configuration.page().web().door().listen()).hasToString("127.0.0.1:9465");
        assertThat(configuration.page().rulesToken()).isNull();
        assertThat(parse("{ listen: 'unix:/run/x.sock', rules-token: TOKEN }").page().rulesToken()).isNotNull();
    }

    @Test
    void differsIfAnythingDiffersAndNeverShowsTheToken() throws Exception {
        Fingerprint first = parse("{ rules-token: TOKEN }").page().web().print();
        assertThat(parse("{ rules-token: TOKEN }").page().web().print()).isEqualTo(first);
        assertThat(parse("{}").page().web().print()).isNotEqualTo(first);
        assertThat(parse("{ rules-token: TOKEN }").page().toString()).doesNotContain("a-secret");
        Files.writeString(token, "another-secret-of-the-page\n");
        assertThat(parse("{ rules-token: TOKEN }").page().web().print()).isNotEqualTo(first);
    }

    @Test
    void theOptionTakesAnAddressThatNeedsNothingElse() throws Exception {
        assertThat(PageSection.at(ListenAddress.parse("unix:/run/x.sock"), false).web().door().listen())
                .hasToString("unix:/run/x.sock");
        assertThatThrownBy(() -> PageSection.at(ListenAddress.parse("192.0.2.1:80"), true))
                .isInstanceOf(ServerException.class).hasMessageStartingWith("--page 192.0.2.1:80 is not a loopback address")
                .hasMessageEndingWith("these are settings of a file for --config");
    }
}
