package io.lethe.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependencies between rooms point down the module list of the parent pom, and nowhere else. */
class ModuleArrowsTest {

  private static final String SCHEMAS = "io.lethe.schemas..";
  private static final String KIT = "io.lethe.kit..";
  private static final String LEARNING = "io.lethe.learning..";

  /** Every room, with the rooms that it may use besides itself. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          SCHEMAS,
          List.of(),
          KIT,
          List.of(SCHEMAS),
          LEARNING,
          List.of(),
          "io.lethe.ingest..",
          List.of(SCHEMAS, KIT),
          "io.lethe.worker..",
          List.of(SCHEMAS, KIT, LEARNING),
          "io.lethe.verifier..",
          List.of(SCHEMAS, KIT, LEARNING),
          "io.lethe.registry..",
          List.of(SCHEMAS, KIT),
          "io.lethe.cli..",
          List.of(
              SCHEMAS,
              KIT,
              LEARNING,
              "io.lethe.ingest..",
              "io.lethe.worker..",
              "io.lethe.verifier..",
              "io.lethe.registry.."));

  private static JavaClasses house;

  @BeforeAll
  static void readClasses() {
    house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lethe");
  }

  static List<String> rooms() {
    return ARROWS.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void shouldUseOnlyTheRoomsBelow(String room) {
    String[] below = ARROWS.get(room).toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.lethe..")
                .and(not(resideInAPackage(room)))
                .and(not(resideInAnyPackage(below))))
        .check(house);
  }

  @Test
  void shouldSeeTheEngineInLearningAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(LEARNING)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", "org.tensorflow..")
        .because("another engine must be a change of one module")
        .check(house);
  }

  @Test
  void shouldHaveARoomForEveryClass() {
    classes().should().resideInAnyPackage(rooms().toArray(String[]::new)).check(house);
  }
}
