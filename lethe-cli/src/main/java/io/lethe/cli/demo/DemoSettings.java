// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.learning.source.SourceOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the demo is asked to show.
 *
 * @param bundle the dataset, folder or zip
 * @param source how to read it, where it is no bundle
 * @param subjects file of subject ids, or its name inside the bundle
 * @param architecture of the original, where it is trained
 * @param epochs of the original's training
 * @param model the original's SavedModel, where it is not trained
 * @param waves in how many waves the subjects ask
 * @param policy JSON of the policy, where the demo's own is not wanted
 * @param name the model's name
 * @param remote how to reach a pipeline that runs elsewhere; without it the demo runs its own
 * @param directory where everything is kept while the demo runs
 * @param page where the HTML page goes
 * @param json where the measurements go
 * @param patience how long one wave may take
 */
record DemoSettings(
    Path bundle,
    SourceOptions source,
    Path subjects,
    String architecture,
    int epochs,
    Optional<Path> model,
    int waves,
    Optional<Path> policy,
    String name,
    Optional<Path> remote,
    Path directory,
    Path page,
    Optional<Path> json,
    Duration patience) {

  DemoSettings {
    if (epochs < 1) {
      throw new IllegalArgumentException("--epochs is " + epochs + "; it must be at least 1");
    }
    if (waves < 1) {
      throw new IllegalArgumentException("--waves is " + waves + "; it must be at least 1");
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("--timeout is " + patience + "; it must be above zero");
    }
  }

  /** Where the page of a version's report goes: beside the demo's, named after it. */
  Path reportPage(long version) {
    String stem = page.getFileName().toString().replaceFirst("\\.html?$", "");
    return page.resolveSibling("%s-version-%d.html".formatted(stem, version));
  }
}
