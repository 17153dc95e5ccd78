// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a store's artifacts lie. */
sealed interface ArtifactLocation {

  /** A folder of this machine, or one that it has mounted. */
  record Folder(Path path) implements ArtifactLocation {}

  /**
   * A place in an S3 bucket.
   *
   * @param name the bucket
   * @param prefix what all keys begin with: empty, or names that end with a slash
   */
  record Bucket(String name, String prefix) implements ArtifactLocation {

    private static final String SCHEME = "s3://";
    private static final Pattern PLACE =
        Pattern.compile(
            "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?");

    String uri() {
      return SCHEME + name + '/' + prefix;
    }

    private static Bucket parse(String text) {
      Matcher place = PLACE.matcher(text);
      if (!place.matches()) {
        throw new IllegalArgumentException(
            "artifacts.location is '"
                + text
                + "'; it must be s3://bucket or s3://bucket/prefix, the bucket of 3 to 63"
                + " lower-case letters, digits, '.', '-', the prefix of names of letters, digits,"
                + " '.', '_', '-', separated by '/'");
      }
      String names = place.group(2);
      return new Bucket(place.group(1), names.isEmpty() ? "" : names.substring(1) + '/');
    }
  }

  /**
   * Reads a location.
   *
   * @throws IllegalArgumentException where it is neither a folder nor a bucket
   */
  static ArtifactLocation parse(String text) {
    if (text.startsWith(Bucket.SCHEME)) {
      return Bucket.parse(text);
    }
    if (text.isBlank() || text.contains("://")) {
      throw new IllegalArgumentException(
          "artifacts.location is '" + text + "'; it must be a folder, or s3://bucket[/prefix]");
    }
    try {
      return new Folder(Path.of(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "artifacts.location is '" + text + "', which is no path: " + e.getReason(), e);
    }
  }
}
