// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.console;

import java.util.ArrayList;
import java.util.List;

/** A plain-text table: columns as wide as their widest cell, the first left, others right. */
public final class TextTable {
  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  /**
   * @param headings one per column
   */
  public TextTable(String... headings) {
    columns = headings.length;
    rows.add(List.of(headings));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException unless it has one cell per column
   */
  public TextTable row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells in a table of " + columns + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The lines of the table, heading first, then a rule. */
  public List<String> lines() {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(line(row, widths));
      if (lines.size() == 1) {
        lines.add("-".repeat(total(widths)));
      }
    }
    return lines;
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : GAP);
      line.append(column == 0 ? cell + padding : padding + cell);
    }
    return line.toString().stripTrailing();
  }

  private int total(int[] widths) {
    int total = GAP.length() * (columns - 1);
    for (int width : widths) {
      total += width;
    }
    return total;
  }
}
