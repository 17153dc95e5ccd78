package io.lethe.cli.option;

import io.lethe.cli.files.SubjectList;
import io.lethe.learning.source.DatasetBundle;
import java.nio.file.Path;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Whom the given model has forgotten already, or never knew: they must not be taught again. */
public final class TrainedWithoutOption {
  @Option(
      names = "--trained-without",
      paramLabel = "FILE",
      description =
          "Subjects that the model has forgotten before or was never trained on; a file, or its"
              + " name in the bundle (default: nobody).")
  private Path file;

  /** These samples and those of the subjects in the file, sorted. */
  public int[] with(int[] forget, DatasetBundle bundle, Path bundlePath) {
    return file == null
        ? forget
        : IntStream.concat(
                IntStream.of(forget),
                IntStream.of(bundle.ordinalsOf(SubjectList.read(file, bundlePath))))
            .sorted()
            .distinct()
            .toArray();
  }
}
