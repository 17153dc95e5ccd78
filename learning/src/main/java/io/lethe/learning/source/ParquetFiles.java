// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.Defects;
import io.lethe.learning.dataset.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the Parquet files of a folder and the split of each. */
final class ParquetFiles {

  private static final String ENDING = ".parquet";

  /** Hugging Face puts files into {@code data/}, {@code CONFIG/}, or {@code CONFIG/SPLIT/}. */
  private static final int DEPTH = 3;

  private static final Pattern WORD_END = Pattern.compile("[-_.]");

  /**
   * A Parquet file.
   *
   * @param name for messages: its path in the folder
   */
  record ParquetFile(Path path, String name, Split split) {}

  private ParquetFiles() {}

  static boolean isParquet(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  static boolean lieIn(Path folder) throws IOException {
    return !list(folder).isEmpty();
  }

  /** Returns the files to read: train, test, validation, and in each as named or by name. */
  static List<ParquetFile> find(Path folder, SourceOptions options, Defects defects)
      throws IOException {
    List<ParquetFile> files = new ArrayList<>();
    if (options.splitFiles().isEmpty()) {
      for (Path file : list(folder)) {
        String name = nameOf(folder, file);
        splitOf(name)
            .ifPresentOrElse(
                split -> files.add(new ParquetFile(file, name, split)),
                () ->
                    defects.add(
                        name,
                        "the name tells no split: begin it with train-, test- or validation-, or"
                            + " name the split of every file (--parquet-split FILE=SPLIT)"));
      }
    }
    for (Map.Entry<Path, Split> named : options.splitFiles().entrySet()) {
      Path file = Files.exists(named.getKey()) ? named.getKey() : folder.resolve(named.getKey());
      if (Files.isRegularFile(file)) {
        files.add(new ParquetFile(file, nameOf(folder, file), named.getValue()));
      } else {
        defects.add(
            named.getKey().toString(),
            "the file does not exist, neither as named nor in the folder");
      }
    }
    files.sort(Comparator.comparing(ParquetFile::split));
    return files;
  }

  private static String nameOf(Path folder, Path file) {
    return file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
      return walk.filter(file -> isParquet(file.getFileName().toString()))
          .filter(file -> !isHidden(folder.relativize(file)))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static boolean isHidden(Path relative) {
    for (Path step : relative) {
      if (step.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** The first word of the file's name, or else the name of its folder. */
  private static Optional<Split> splitOf(String name) {
    Path path = Path.of(name);
    String word = WORD_END.split(path.getFileName().toString(), 2)[0];
    Path folder = path.getParent();
    return Split.ofAlias(word)
        .or(
            () ->
                folder == null ? Optional.empty() : Split.ofAlias(folder.getFileName().toString()));
  }
}
