// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The other process of {@link FileArtifactStoreTest}: counts how many keys it wins. */
final class PutInAnotherProcess {

  static final int KEYS = 300;

  private PutInAnotherProcess() {}

  public static void main(String[] arguments) {
    System.out.println(
        wins(new FileArtifactStore(Path.of(arguments[0]), ArtifactWriter.WORKER), "theirs"));
  }

  static int wins(FileArtifactStore store, String value) {
    int wins = 0;
    for (int i = 0; i < KEYS; i++) {
      if (store.putIfAbsent("jobs/" + i, value.getBytes(StandardCharsets.UTF_8))) {
        wins++;
      }
    }
    return wins;
  }
}
