// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in the model's own words why TensorFlow could not load it. */
final class LoadFailure {
  private static final Pattern MISSING = Pattern.compile("Key (\\S+) not found in checkpoint");

  /** How a model made in Python names its variables in a checkpoint: by their place in the mask. */
  private static final Pattern BY_INDEX =
      Pattern.compile("weights/(\\d+)/\\.ATTRIBUTES/VARIABLE_VALUE");

  private LoadFailure() {}

  static ModelException of(Path directory, Exception cause) {
    return missingKey(cause)
        .map(
            key ->
                new ModelException(
                    "the checkpoint of "
                        + directory
                        + " lacks the variable "
                        + nameOf(key, ModelDescription.readVariables(directory))
                        + ", which its graph needs; graph and "
                        + ModelDirectory.VARIABLES
                        + "/ must be of one model: take an undamaged copy, or export it again",
                    cause))
        .orElseGet(
            () ->
                new ModelException(
                    "TensorFlow cannot load "
                        + directory
                        + "; the files are damaged or made for another version",
                    cause));
  }

  private static Optional<String> missingKey(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Matcher matcher = MISSING.matcher(String.valueOf(cause.getMessage()));
      if (matcher.find()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  private static String nameOf(String key, List<ModelVariable> variables) {
    Matcher matcher = BY_INDEX.matcher(key);
    if (matcher.matches()) {
      int index = Integer.parseInt(matcher.group(1));
      if (index < variables.size()) {
        return variables.get(index).path() + " (" + key + ")";
      }
    }
    return key;
  }
}
