package io.github.nettyaudit.schema;

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
    private static final String SCHEMA = "io.github.nettyaudit.schema";
    private static final ImportOption MAIN = location -> !location.contains("/test-classes/")
            && !location.contains("/test/") && !location.contains("-tests.jar");
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(MAIN).importPackages(SCHEMA);

    @Test
    void seesEveryPackage() {
        Set<String> packages = CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages).contains(SCHEMA, SCHEMA + ".ecs", SCHEMA + ".json", SCHEMA + ".normalize", SCHEMA + ".raw",
                SCHEMA + ".text");
        assertThat(CLASSES.stream().map(JavaClass::getSimpleName)).doesNotContain("ArchitectureTest");
    }

    @Test
    void usesTheCodecAndBuffersOnly() {
        classes().should().onlyDependOnClassesThat(resideInAnyPackage(SCHEMA + "..", "io.github.nettyaudit.codec..",
                "io.netty.buffer..", "io.netty.util..", "org.jspecify..", "java..")).check(CLASSES);
        noClasses().should().dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..",
                "java.util.concurrent..")).check(CLASSES);
    }

    /** The formats use what all share, and nothing that is shared knows a format. */
    @Test
    void hasNoPackageCircles() {
        slices().matching(SCHEMA + ".(**)").should().beFreeOfCycles().check(CLASSES);
        noClasses().that().resideInAPackage(SCHEMA).should().dependOnClassesThat(resideInAnyPackage(SCHEMA + ".raw..",
                SCHEMA + ".ecs..", SCHEMA + ".ocsf..", SCHEMA + ".laurel..", SCHEMA + ".normalize..")).check(CLASSES);
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
