// SPDX-License-Identifier: Apache-2.0
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

/** Dependencies between modules point down the module list of the parent pom, and nowhere else. */
class ModuleArrowsTest {

  private static final String DOMAIN = "io.lethe.domain..";
  private static final String LEARNING = "io.lethe.learning..";
  private static final String UNLEARNING = "io.lethe.unlearning..";
  private static final String EVALUATION = "io.lethe.evaluation..";
  private static final String SCHEMAS = "io.lethe.schemas..";
  private static final String KIT = "io.lethe.kit..";
  private static final String INGEST = "io.lethe.ingest..";
  private static final String WORKER = "io.lethe.worker..";
  private static final String VERIFIER = "io.lethe.verifier..";
  private static final String REGISTRY = "io.lethe.registry..";

  /**
   * Every module, with the modules that it may use besides itself. That {@code unlearning} and
   * {@code evaluation} never see each other is invariant I9.
   */
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry(DOMAIN, List.of()),
          Map.entry(LEARNING, List.of(DOMAIN)),
          Map.entry(UNLEARNING, List.of(DOMAIN, LEARNING)),
          Map.entry(EVALUATION, List.of(DOMAIN, LEARNING)),
          Map.entry(SCHEMAS, List.of(DOMAIN)),
          Map.entry(KIT, List.of(DOMAIN, SCHEMAS)),
          Map.entry(INGEST, List.of(DOMAIN, SCHEMAS, KIT)),
          Map.entry(WORKER, List.of(DOMAIN, LEARNING, UNLEARNING, SCHEMAS, KIT)),
          Map.entry(VERIFIER, List.of(DOMAIN, LEARNING, EVALUATION, SCHEMAS, KIT)),
          Map.entry(REGISTRY, List.of(DOMAIN, SCHEMAS, KIT)),
          Map.entry(
              "io.lethe.cli..",
              List.of(
                  DOMAIN,
                  LEARNING,
                  UNLEARNING,
                  EVALUATION,
                  SCHEMAS,
                  KIT,
                  INGEST,
                  WORKER,
                  VERIFIER,
                  REGISTRY)));

  private static JavaClasses everything;

  @BeforeAll
  static void readClasses() {
    everything =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new NoTestSupport())
            .importPackages("io.lethe");
  }

  static List<String> modules() {
    return ARROWS.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void shouldUseOnlyTheModulesBelow(String module) {
    String[] below = ARROWS.get(module).toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.lethe..")
                .and(not(resideInAPackage(module)))
                .and(not(resideInAnyPackage(below))))
        .check(everything);
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
        .check(everything);
  }

  @Test
  void shouldHaveAModuleForEveryClass() {
    classes().should().resideInAnyPackage(modules().toArray(String[]::new)).check(everything);
  }
}
