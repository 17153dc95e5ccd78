// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.cli.files.SubjectList;
import io.lethe.learning.source.DatasetBundle;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a command is about, and whom its model has forgotten already or never knew. */
public final class ForgetOptions {
  @Option(
      names = "--forget-subjects",
      paramLabel = "FILE",
      required = true,
      description =
          "Whose samples are to be forgotten or were, one id a line; a file, or its name in the"
              + " bundle.")
  private Path forgetSubjects;

  @Option(
      names = "--trained-without",
      paramLabel = "FILE",
      description =
          "Subjects that the model has forgotten before or was never trained on; a file, or its"
              + " name in the bundle (default: nobody).")
  private @Nullable Path trainedWithout;

  /** The samples to forget. */
  public int[] forget(DatasetBundle bundle, Path bundlePath) {
    return bundle.ordinalsOf(SubjectList.read(forgetSubjects, bundlePath));
  }

  /** The samples that must not be taught: those to forget and those forgotten before, sorted. */
  public int[] excluded(DatasetBundle bundle, Path bundlePath) {
    int[] forget = forget(bundle, bundlePath);
    return trainedWithout == null
        ? forget
        : IntStream.concat(
                IntStream.of(forget),
                IntStream.of(bundle.ordinalsOf(SubjectList.read(trainedWithout, bundlePath))))
            .sorted()
            .distinct()
            .toArray();
  }
}
