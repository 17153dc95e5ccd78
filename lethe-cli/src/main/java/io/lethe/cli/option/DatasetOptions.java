// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetBundle;
import java.nio.file.Path;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that reads images offline. */
public final class DatasetOptions {
  @Option(
      names = "--dataset",
      paramLabel = "BUNDLE",
      required = true,
      description = FormatOptions.FORMATS)
  private Path bundle;

  @Mixin private FormatOptions format;
  @Mixin private SubjectRuleOption subjects;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.lethe/cache",
      description = "Where decoded images are kept (default: ${DEFAULT-VALUE}).")
  private Path cache;

  public Path path() {
    return bundle;
  }

  public DatasetBundle open() {
    return DatasetBundle.open(
        bundle, format.options(subjects.named().orElse(SubjectRule.CASE_KEPT)));
  }

  /**
   * Decodes the images, once for all later runs.
   *
   * @param resolution pixels of the square that images are scaled to; empty leaves them
   */
  public Dataset load(DatasetBundle opened, OptionalInt resolution, ProgressListener progress) {
    int threads = RuntimeOptions.fromSystem().intraOpThreads();
    return Dataset.load(opened, new DecodeOptions(cache, resolution, threads), progress);
  }

  /** Decodes at the resolution that a model takes. */
  public Dataset loadFor(ImageShape shape, DatasetBundle opened, ProgressListener progress) {
    boolean square = shape.height() == shape.width();
    return load(opened, square ? OptionalInt.of(shape.height()) : OptionalInt.empty(), progress);
  }
}
