package io.github.nettyaudit.daemon;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the arrows of the module: what it may use, and which of its packages may use which. */
class ArchitectureTest {
    private static final String DAEMON = "io.github.nettyaudit.daemon";
    private static final String ZSTD = "com.github.luben.zstd";
    private static final ImportOption MAIN = location -> !location.contains("/test-classes/")
            && !location.contains("/test/") && !location.contains("-tests.jar");
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(MAIN).importPackages(DAEMON);

    @Test
    void seesEveryPackage() {
        Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages).contains(DAEMON, DAEMON + ".metrics", DAEMON + ".settings", DAEMON + ".source",
                DAEMON + ".delivery", DAEMON + ".name", DAEMON + ".sink", DAEMON + ".spool",
                DAEMON + ".internal.file", DAEMON + ".internal.kernel", DAEMON + ".internal.lease",
                DAEMON + ".internal.rescue", DAEMON + ".internal.rotation");
        assertThat(CLASSES.stream().map(JavaClass::getSimpleName)).doesNotContain("ArchitectureTest", "Scripted");
    }

    @Test
    void usesTheCodecTheTransportTheSchemaAndNettyOnly() {
        classes().should().onlyDependOnClassesThat(resideInAnyPackage(DAEMON + "..", "io.github.nettyaudit.codec..",
                "io.github.nettyaudit.schema..", "io.github.nettyaudit.transport..", "io.netty..", "com.sun.jna..",
                "org.jspecify..", "java..", "javax.crypto..", "javax.net.ssl..", ZSTD)).check(CLASSES);
    }

    @Test
    void needsTheCompressionWhereItCompressesOnly() {
        noClasses().that().doNotHaveFullyQualifiedName(DAEMON + ".spool.ZstdLibrary")
                .and().doNotHaveFullyQualifiedName(DAEMON + ".spool.ZstdCompressor")
                .and().doNotHaveFullyQualifiedName(DAEMON + ".spool.ZstdDecompressor")
                .and().haveNameNotMatching(".*\\.internal\\.rotation\\.ZstdStreams(\\$Decompressed)?")
                .should().dependOnClassesThat(resideInAPackage(ZSTD)).check(CLASSES);
    }

    @Test
    void hasNoPackageCircles() {
        slices().matching(DAEMON + ".(**)").should().beFreeOfCycles().check(CLASSES);
        noClasses().that(resideInAPackage(DAEMON + ".*..")).should().dependOnClassesThat(resideInAPackage(DAEMON))
                .check(CLASSES);
    }

    @Test
    void logsThroughNetty() {
        noClasses().should().dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j.."))
                .check(CLASSES);
        noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages).allSatisfy(name -> assertThat(
                CLASSES.getPackage(name).getPackageInfo().isAnnotatedWith(NullMarked.class)).isTrue());
    }
}
