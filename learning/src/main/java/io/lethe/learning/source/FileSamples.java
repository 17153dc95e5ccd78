// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.crypto.Digests;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import io.lethe.learning.dataset.Owners;
import io.lethe.learning.dataset.PackedBytes;
import io.lethe.learning.dataset.Subjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Samples whose images are files, as a table or the folders name them; no image has been read yet.
 *
 * @param samples splits and labels, without images
 * @param subjects who owns them
 * @param paths where the images lie
 * @param classNames class names by label
 * @param place begins messages about a sample: empty, or a row and a colon
 */
record FileSamples(
    BundleIndex.Builder samples,
    Subjects subjects,
    PackedBytes paths,
    List<String> classNames,
    IntFunction<String> place) {

  String path(int ordinal) {
    return new String(paths.get(ordinal), StandardCharsets.UTF_8);
  }

  /** Returns words that tell a person which image is meant. */
  String describe(int ordinal) {
    return place.apply(ordinal) + "image " + Defects.quote(path(ordinal));
  }

  /**
   * Reads every image once for its SHA-256. The files belong to the result.
   *
   * @throws DatasetException naming the first images that cannot be read or are empty
   */
  RawDataset read(BundleFiles files, Defects defects) {
    for (int ordinal = 0; ordinal < samples.samples(); ordinal++) {
      try {
        byte[] image = files.read(path(ordinal));
        if (image.length == 0) {
          defects.add(describe(ordinal) + " is empty: replace the file");
        }
        samples.addImage(Digests.sha256(image), image.length);
      } catch (IOException e) {
        defects.add(describe(ordinal) + " cannot be read: " + e.getMessage());
      }
    }
    defects.throwIfAny();
    BundleIndex index = samples.build(classNames, Owners.nobody(samples.samples()));
    return new RawDataset(index, subjects, new FileImages(files, this));
  }
}
