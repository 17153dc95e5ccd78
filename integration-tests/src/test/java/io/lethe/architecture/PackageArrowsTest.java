// SPDX-License-Identifier: Apache-2.0
package io.lethe.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Inside a module, too, arrows point down: the layers of its packages stand in a list. */
class PackageArrowsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(new NoTestSupport())
          .importPackages("io.lethe");

  private final PackageLayers layers = PackageLayers.read();

  @Test
  void shouldListEveryPackage() {
    Set<String> unlisted =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !layers.lists(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(unlisted).as("packages that package-layers.txt lacks").isEmpty();
  }

  @Test
  void shouldUseOnlyPackagesOfLowerLayers() {
    classes().should(useLowerLayersOnly()).check(CLASSES);
  }

  private ArchCondition<JavaClass> useLowerLayersOnly() {
    return new ArchCondition<>("use, inside their module, packages of lower layers only") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        for (Dependency arrow : user.getDirectDependenciesFromSelf()) {
          if (layers.forbids(user.getPackageName(), arrow.getTargetClass().getPackageName())) {
            events.add(SimpleConditionEvent.violated(user, arrow.getDescription()));
          }
        }
      }
    };
  }
}
