// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a bundle, so that a person can repair many defects at once. */
public final class Defects {

  /** More than these would not be read anyway. */
  static final int LISTED = 20;

  private static final int QUOTED_CHARACTERS = 60;

  private final String location;
  private final List<String> listed = new ArrayList<>();
  private int total;

  public Defects(String location) {
    this.location = location;
  }

  /** Adds a defect of a row; the header is row 1. */
  public void add(String file, long row, String text) {
    add(file + " row " + row, text);
  }

  /** Adds a defect of a place, such as a file, or a file and row. */
  public void add(String place, String text) {
    add(place + ": " + text);
  }

  public void add(String text) {
    total++;
    if (listed.size() < LISTED) {
      listed.add(text);
    }
  }

  public void throwIfAny() {
    if (total == 0) {
      return;
    }
    StringBuilder message = new StringBuilder();
    message.append("dataset ").append(location).append(" has ").append(total);
    message.append(total == 1 ? " defect:" : " defects:");
    listed.forEach(defect -> message.append("\n  ").append(defect));
    if (total > listed.size()) {
      message.append("\n  and ").append(total - listed.size()).append(" more");
    }
    throw new DatasetException(message.toString());
  }

  /** Quotes a bad value for a message: bounded, and on one line. */
  public static String quote(String value) {
    String cut =
        value.length() <= QUOTED_CHARACTERS ? value : value.substring(0, QUOTED_CHARACTERS) + "...";
    return "'" + cut.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
