// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.domain.Labelled;
import io.lethe.domain.text.SubjectRule;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.source.SourceOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to read a dataset that is no bundle. */
public final class FormatOptions {
  /** What {@code --dataset} takes. */
  public static final String FORMATS =
      "A folder or zip with samples.csv or with images in split/class/file, or a folder of Parquet"
          + " files.";

  @Option(
      names = "--subjects-csv",
      paramLabel = "FILE",
      description =
          "Image folder: who owns which file, columns path,subject_id (default: subjects.csv in"
              + " the folder).")
  private @Nullable Path subjectsCsv;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      defaultValue = SourceOptions.IMAGE_COLUMN,
      description = "Parquet: the images (default: ${DEFAULT-VALUE}).")
  private String imageColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      defaultValue = SourceOptions.LABEL_COLUMN,
      description = "Parquet: the class numbers (default: ${DEFAULT-VALUE}).")
  private String labelColumn;

  @Option(
      names = "--subject-column",
      paramLabel = "NAME",
      description =
          "Parquet: the subject ids (default: "
              + SourceOptions.SUBJECT_COLUMN
              + ", if there is one).")
  private @Nullable String subjectColumn;

  @Option(
      names = "--parquet-split",
      paramLabel = "FILE=SPLIT",
      description =
          "Parquet: read this file as train, test or validation; name every file (default: told by"
              + " names like train-*.parquet).")
  private Map<Path, String> splitFiles = Map.of();

  /**
   * The options as the reader takes them.
   *
   * @param rule when two subject ids are one person's
   * @throws IllegalArgumentException for a split that there is not
   */
  public SourceOptions options(SubjectRule rule) {
    return new SourceOptions(
        Optional.ofNullable(subjectsCsv),
        imageColumn,
        labelColumn,
        Optional.ofNullable(subjectColumn),
        splits(),
        rule);
  }

  private Map<Path, Split> splits() {
    Map<Path, Split> splits = new LinkedHashMap<>();
    splitFiles.forEach(
        (file, word) ->
            splits.put(
                file,
                Labelled.find(Split.class, word)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "--parquet-split "
                                    + file
                                    + "="
                                    + word
                                    + " names no split; write train, test or validation"))));
    return splits;
  }
}
