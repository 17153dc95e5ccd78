// SPDX-License-Identifier: Apache-2.0
package io.lethe.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The compiler looks for nulls where a package is marked, so that every package must be. */
class NullMarkedTest {

  private static final String MARK = "org.jspecify.annotations.NullMarked";

  @Test
  void shouldMarkEveryPackage() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new NoTestSupport())
            .importPackages("io.lethe");

    Set<String> unmarked =
        classes.stream()
            .map(JavaClass::getPackage)
            .filter(each -> !each.isAnnotatedWith(MARK))
            .map(JavaPackage::getName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(unmarked).as("packages whose package-info.java lacks @NullMarked").isEmpty();
  }
}
