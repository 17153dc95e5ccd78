// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kinds of raw dataset, and how to tell which one lies there. */
enum SourceFormat {
  BUNDLE("a bundle"),
  IMAGE_FOLDER("an image folder"),
  PARQUET("a folder of Parquet files");

  private final String word;

  SourceFormat(String word) {
    this.word = word;
  }

  /**
   * Opens a dataset of whatever kind.
   *
   * @throws DatasetException naming the first defects, or what was looked for and not found
   */
  static RawDataset open(Path dataset, SourceOptions options) throws IOException {
    if (Files.isRegularFile(dataset) && ParquetFiles.isParquet(dataset.toString())) {
      throw new DatasetException(
          ("dataset %s is one Parquet file, and a dataset has train and test samples:"
                  + " name the folder that holds both")
              .formatted(dataset));
    }
    Defects defects = new Defects(dataset.toString());
    BundleFiles files = BundleFiles.open(dataset);
    try {
      SourceFormat format = detect(dataset, files, options);
      format.refuseOptionsOfOthers(dataset, options);
      return switch (format) {
        case BUNDLE -> SampleTable.read(files, options.subjectRule(), defects).read(files, defects);
        case IMAGE_FOLDER -> ImageFolder.read(files, options, defects).read(files, defects);
        case PARQUET -> ParquetFolder.read(dataset, options, defects);
      };
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static SourceFormat detect(Path dataset, BundleFiles files, SourceOptions options)
      throws IOException {
    if (files.lookUp(SampleTable.FILE) == BundleFiles.Lookup.PRESENT) {
      return BUNDLE;
    }
    if (ImageFolder.liesIn(files)) {
      return IMAGE_FOLDER;
    }
    boolean folder = Files.isDirectory(dataset);
    if (folder && (!options.splitFiles().isEmpty() || ParquetFiles.lieIn(dataset))) {
      return PARQUET;
    }
    throw new DatasetException(
        ("dataset %s holds neither %s (a bundle) nor folders like train/CLASS (an image folder)"
                + " nor *.parquet files (Parquet%s): each must lie at its top, not in a subfolder")
            .formatted(
                dataset, SampleTable.FILE, folder ? "" : ", which is not read inside a zip file"));
  }

  private void refuseOptionsOfOthers(Path dataset, SourceOptions options) {
    if (options.subjectsCsv().isPresent() && this != IMAGE_FOLDER) {
      refuse(dataset, "a table of subjects", IMAGE_FOLDER);
    }
    if (options.subjectColumn().isPresent() && this != PARQUET) {
      refuse(dataset, "a subject column", PARQUET);
    }
    if (!options.splitFiles().isEmpty() && this != PARQUET) {
      refuse(dataset, "a split for a Parquet file", PARQUET);
    }
  }

  private void refuse(Path dataset, String option, SourceFormat owner) {
    throw new DatasetException(
        "dataset %s is %s, and %s was named, which belongs to %s: leave it out"
            .formatted(dataset, word, option, owner.word));
  }
}
