package io.github.nettyaudit.server.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "512k, 524288", "512KiB, 524288", "16m, 16777216", "16M, 16777216",
        "16MiB, 16777216", "1GiB, 1073741824", "1024m, 1073741824", "1kB, 1000"})
    void readsTheUnitsOfAConfigurationFileAndShortOnes(String text, int bytes) {
        assertThat(new ByteSize().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1g", "1025m", "2GiB", "9999999999k"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> new ByteSize().convert(text)).isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is not allowed: write bytes, or 512KiB, or 16MiB, at most 1GiB");
    }
}
