package io.github.nettyaudit.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows between the program's packages, and between it and the library. */
class ServerArchitectureTest {
    private static final String ROOT = "io.github.nettyaudit";
    private static final ImportOption MAIN = ServerArchitectureTest::isMain;
    private static final JavaClasses ALL = new ClassFileImporter().withImportOption(MAIN).importPackages(ROOT);

    private static boolean isMain(Location location) {
        return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }

    @Test
    void seesTheServerAndTheLibrary() {
        assertThat(ALL.stream().map(JavaClass::getPackageName)).contains(ROOT + ".server", ROOT + ".server.json",
                ROOT + ".codec", ROOT + ".transport");
        assertThat(ALL.contain(ServerArchitectureTest.class)).isFalse();
    }

    @Test
    void noPackagesOfTheServerDependOnEachOtherInACircle() {
        slices().matching(ROOT + ".(server..)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void theLibraryKnowsNothingOfTheServer() {
        noClasses().that(resideInAnyPackage(ROOT + ".codec..", ROOT + ".schema..", ROOT + ".transport..",
                ROOT + ".daemon..", ROOT + ".testkit..")).should().dependOnClassesThat(resideInAPackage(ROOT + ".server..")).check(ALL);
    }

    @Test
    void theGroundFloorKnowsNothingOfTheKernel() {
        noClasses().that(resideInAnyPackage(ROOT + ".server.exit", ROOT + ".server.log", ROOT + ".server.io",
                ROOT + ".server.text", ROOT + ".server.json", ROOT + ".server.sink", ROOT + ".server.listen",
                ROOT + ".server.option", ROOT + ".server.decode")).should().dependOnClassesThat(
                resideInAnyPackage(ROOT + ".transport..", ROOT + ".testkit..", ROOT + ".codec.request..")).check(ALL);
    }

    @Test
    void everyPackageOfTheServerSaysWhatMayBeNull() {
        Set<String> packages = ALL.stream().map(JavaClass::getPackageName).filter(name -> name.startsWith(ROOT + ".server"))
                .collect(Collectors.toSet());
        assertThat(packages).allSatisfy(name -> assertThat(
                ALL.getPackage(name).getPackageInfo().isAnnotatedWith(NullMarked.class)).isTrue());
    }
}
