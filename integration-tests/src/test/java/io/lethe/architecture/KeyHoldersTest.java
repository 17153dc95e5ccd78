// SPDX-License-Identifier: Apache-2.0
package io.lethe.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lethe.cli.pipeline.PipelineKeys;
import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import org.junit.jupiter.api.Test;

/** The verifier's private keys are read by the verifier, and made by who sets a pipeline up. */
class KeyHoldersTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(new NoTestSupport())
          .importPackages("io.lethe");

  @Test
  void shouldLetNobodyButTheVerifierOpenItsKeys() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.lethe.verifier..", "io.lethe.domain.crypto..")
        .and()
        .doNotBelongToAnyOf(PipelineKeys.class)
        .should()
        .callMethodWhere(
            target(owner(assignableTo(SigningKey.class).or(assignableTo(HmacKey.class))))
                .and(target(nameMatching("load|create|loadOrCreate"))))
        .because("who holds them can sign a report about any bytes")
        .check(CLASSES);
  }

  @Test
  void shouldGiveARegistrarTheSubjectKeyAlone() {
    noClasses()
        .that()
        .resideInAPackage("io.lethe.cli.registration..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(SigningKey.class, HmacKey.class, PipelineKeys.class)
        .check(CLASSES);
  }
}
