// SPDX-License-Identifier: Apache-2.0
package io.lethe.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.LockFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What must survive a power cut, and who holds a file, have one home each. */
class FileHomesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(new NoTestSupport())
          .importPackages("io.lethe");

  /** What they make may be lost, can be made again, or is forced as a whole before it counts. */
  private static final Set<String> NOT_DURABLE =
      Set.of(
          // copies and caches
          "io.lethe.kit.artifact.TreeCache",
          "io.lethe.kit.artifact.S3ArtifactStore",
          "io.lethe.kit.streams.LocalState",
          "io.lethe.learning.dataset.Dataset",
          "io.lethe.learning.model.NativeLibrary",
          "io.lethe.worker.job.WorkDirectory",
          // made aside, then forced and moved into place
          "io.lethe.kit.artifact.ReadOnlyFiles",
          "io.lethe.kit.artifact.StagingArea",
          "io.lethe.kit.artifact.TreeFolder",
          "io.lethe.registry.serving.FolderTrees",
          "io.lethe.learning.model.ModelDescription",
          "io.lethe.learning.model.ModelDirectory",
          // a version that is compared and deleted
          "io.lethe.verifier.derive.Scratch",
          // what a command is asked for and may be asked for again
          "io.lethe.cli.bench.NoiseBundle",
          "io.lethe.cli.demo.Demo",
          "io.lethe.cli.demo.DemoCommand",
          "io.lethe.cli.files.JsonFile");

  @Test
  void shouldMakeFoldersToLastThroughDurableFiles() {
    noClasses()
        .that(makeFoldersToLast())
        .should()
        .callMethodWhere(
            target(owner(assignableTo(Files.class)))
                .and(target(nameMatching("createDirector(y|ies)"))))
        .because(
            "a folder is there after a power cut only where its parent's entries were forced: "
                + "use DurableFiles.createFolders, or list the class here with why it may be lost")
        .check(CLASSES);
  }

  @Test
  void shouldHoldFilesThroughLockFile() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(LockFile.class)
        .should()
        .callMethodWhere(
            target(owner(assignableTo(FileChannel.class))).and(target(nameMatching("(tryL|l)ock"))))
        .because("a second channel on a file frees its lock when it is closed: use LockFile")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> makeFoldersToLast() {
    return DescribedPredicate.describe(
        "may make folders that must last",
        each ->
            !each.isEquivalentTo(DurableFiles.class)
                && !NOT_DURABLE.contains(topLevel(each).getName()));
  }

  private static JavaClass topLevel(JavaClass nested) {
    return nested.getEnclosingClass().map(FileHomesTest::topLevel).orElse(nested);
  }
}
