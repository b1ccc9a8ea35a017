package io.github.nettyaudit.server.option;

import io.github.nettyaudit.server.format.StreamFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the value of the server's {@code --format}. */
final class StreamFormatConverter implements ITypeConverter<StreamFormat> {
    @Override
    public StreamFormat convert(String value) {
        StreamFormat format = StreamFormat.of(value);
        if (format == null) {
            throw new TypeConversionException("expected one of " + StreamFormat.words()
                    + " (case-insensitive) but was '" + value + "'");
        }
        return format;
    }
}
