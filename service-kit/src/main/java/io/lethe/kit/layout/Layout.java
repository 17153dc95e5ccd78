// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.layout;

import java.util.Locale;
import java.util.Optional;

/**
 * What is laid out in a way that a build knows, each with one number. The number goes up with every
 * change that the build before would misread.
 *
 * <p>Why: docs/decisions/0020-layouts-bear-a-number.md.
 */
public enum Layout {
  /** The folder of {@code lethe up}. */
  DATA_FOLDER(5, "an empty folder"),
  /** A cluster's topics together. */
  TOPICS(8, "a cluster without Lethe's topics"),
  ARTIFACT_STORE(1, "an empty folder or an empty place in a bucket"),
  /**
   * A copy of what topics say: with another number it is removed and restored, nobody is asked.
   * Goes up whenever the same topology comes to write its stores' rows in another way.
   */
  LOCAL_STATE(7, "an empty folder");

  private final int number;
  private final String fresh;

  Layout(int number, String fresh) {
    this.number = number;
    this.fresh = fresh;
  }

  /** The number that this build reads and writes. */
  public int number() {
    return number;
  }

  /**
   * Returns where a place has this build's number, or holds nothing.
   *
   * @param place what messages call it: a path, a URI, brokers
   * @throws LayoutMismatchException where it has another number, or content and no number
   */
  public void require(String place, LayoutMark mark) {
    find(place, mark);
  }

  /**
   * As {@link #require}; a place that holds nothing gets the number. Safe where many begin at once.
   *
   * @throws LayoutMismatchException as {@link #require}
   */
  public void requireOrBegin(String place, LayoutMark mark) {
    if (find(place, mark).isEmpty()) {
      mark.writeIfAbsent(Integer.toString(number));
      find(place, mark);
    }
  }

  private Optional<String> find(String place, LayoutMark mark) {
    Optional<String> found = mark.read();
    if (found.isEmpty() && mark.isUsed()) {
      // Whoever began meanwhile has set the number before anything else.
      found = mark.read();
      if (found.isEmpty()) {
        throw mismatch(place, "is not given, and there is content");
      }
    }
    found
        .filter(text -> !text.equals(Integer.toString(number)))
        .ifPresent(
            text -> {
              throw mismatch(place, "is " + quoted(text));
            });
    return found;
  }

  private LayoutMismatchException mismatch(String place, String found) {
    return new LayoutMismatchException(
        "The layout of %s %s %s; this build needs layout %d: use the build that wrote it, or %s"
            .formatted(
                name().toLowerCase(Locale.ROOT).replace('_', ' '), place, found, number, fresh));
  }

  private static String quoted(String text) {
    return text.matches("[0-9]{1,9}") ? text : "'" + text + "', which is no number";
  }
}
