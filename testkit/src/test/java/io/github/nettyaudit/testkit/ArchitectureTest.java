package io.github.nettyaudit.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the arrows of the design: which module may know which, and what has no business in the library at all. */
class ArchitectureTest {
    private static final String CODEC = "io.github.nettyaudit.codec..";
    private static final String TRANSPORT = "io.github.nettyaudit.transport..";
    private static final String TESTKIT = "io.github.nettyaudit.testkit..";

    /** Main code alone: neither class directories nor jars of tests. */
    private static final ImportOption MAIN = ArchitectureTest::isMain;
    private static final JavaClasses LIBRARY = new ClassFileImporter().withImportOption(MAIN)
            .importPackages("io.github.nettyaudit");

    @Test
    void seesAllThreeModules() {
        Set<String> packages = LIBRARY.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(packages).contains("io.github.nettyaudit.codec", "io.github.nettyaudit.codec.netlink",
                "io.github.nettyaudit.codec.request", "io.github.nettyaudit.transport",
                "io.github.nettyaudit.testkit");
        assertThat(LIBRARY.stream().map(JavaClass::getSimpleName)).doesNotContain("LeakExtension",
                "ArchitectureTest");
    }

    @Test
    void codecKnowsNeitherItsNeighboursNorTheOutsideWorld() {
        noClasses().that(resideInAPackage(CODEC)).should().dependOnClassesThat(resideInAnyPackage(TRANSPORT, TESTKIT,
                "com.sun.jna..", "io.netty.channel.epoll..", "io.netty.channel.unix..", "io.netty.channel.nio..",
                "java.nio.file..", "java.net..", "java.util.concurrent.locks..")).check(LIBRARY);
        noClasses().that(resideInAPackage(CODEC)).should().dependOnClassesThat(
                oneOf("java.io.File", "java.io.FileInputStream", "java.io.FileOutputStream", "java.io.RandomAccessFile",
                        "java.lang.Thread", "java.util.concurrent.Executors", "java.util.Timer")).check(LIBRARY);
    }

    @Test
    void transportKnowsNeitherCodecNorTestkit() {
        noClasses().that(resideInAPackage(TRANSPORT)).should()
                .dependOnClassesThat(resideInAnyPackage(CODEC, TESTKIT)).check(LIBRARY);
    }

    @Test
    void nothingGoesIntoNettysPackages() {
        classes().should().resideInAPackage("io.github.nettyaudit..").check(LIBRARY);
    }

    @Test
    void testkitNeedsNoTestFramework() {
        noClasses().that(resideInAPackage(TESTKIT)).should().dependOnClassesThat(resideInAnyPackage("org.junit..",
                "org.assertj..", "org.awaitility..", "org.hamcrest..", "com.tngtech..")).check(LIBRARY);
    }

    @Test
    void theLibraryLogsThroughNetty() {
        noClasses().should().dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j..",
                "org.apache.logging..", "org.apache.commons.logging..")).check(LIBRARY);
        noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err")
                .check(LIBRARY);
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        Set<String> packages = LIBRARY.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages).allSatisfy(name -> assertThat(
                LIBRARY.getPackage(name).getPackageInfo().isAnnotatedWith(NullMarked.class)).isTrue());
    }

    private static boolean isMain(Location location) {
        return !location.contains("/test-classes/") && !location.contains("-tests.jar")
                && !location.contains("/testsupport/");
    }

    private static DescribedPredicate<JavaClass> oneOf(String... names) {
        Set<String> forbidden = Set.of(names);
        return describe("are one of " + forbidden, candidate -> forbidden.contains(candidate.getFullName()));
    }
}
