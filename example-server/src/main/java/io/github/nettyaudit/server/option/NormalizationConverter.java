package io.github.nettyaudit.server.option;

import io.github.nettyaudit.schema.normalize.NormalizationException;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.text.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a file of rules for what events mean. */
final class NormalizationConverter implements ITypeConverter<NormalizationTable> {
    @Override
    public NormalizationTable convert(String file) {
        try {
            return NormalizationTable.builtIn().extendedBy(file, Files.readString(Path.of(file)));
        } catch (NormalizationException e) {
            throw new TypeConversionException(PrintableText.line(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new TypeConversionException(PrintableText.line(FileFailure.explain(file, e)));
        }
    }
}
