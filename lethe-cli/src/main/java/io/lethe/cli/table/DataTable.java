// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.table;

import io.lethe.cli.console.TextTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Rows of one meaning in three spellings: CSV and JSON with every digit, Markdown rounded. A cell
 * is text (empty where there is none), a whole number, a {@code Double} (NaN where nothing was
 * measured) or a {@link MeanAndSpread}.
 */
public final class DataTable {
  /** What Markdown shows where there is nothing to show. */
  static final String NONE = "–";

  private static final String SPREAD = "_spread";

  /** How a column is spelt. */
  enum Kind {
    PLAIN,
    /** Mean and spread: two columns in CSV and JSON. */
    WITH_SPREAD
  }

  /**
   * A column.
   *
   * @param name in CSV and JSON
   * @param heading in Markdown
   * @param kind of its cells
   * @param digits behind the point, in Markdown
   */
  public record Column(String name, String heading, Kind kind, int digits) {
    private static final int DIGITS = 4;

    public static Column plain(String name, String heading) {
      return new Column(name, heading, Kind.PLAIN, DIGITS);
    }

    public static Column withSpread(String name, String heading) {
      return new Column(name, heading, Kind.WITH_SPREAD, DIGITS);
    }

    public Column rounded(int otherDigits) {
      return new Column(name, heading, kind, otherDigits);
    }
  }

  private final List<Column> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  public DataTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException unless it has one cell a column, of the column's kind
   */
  public void row(List<?> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.size() + " cells in a table of " + columns.size() + " columns");
    }
    for (int i = 0; i < cells.size(); i++) {
      boolean spread = cells.get(i) instanceof MeanAndSpread;
      if (spread != (columns.get(i).kind() == Kind.WITH_SPREAD)) {
        throw new IllegalArgumentException(
            "the cell '" + cells.get(i) + "' does not fit the column " + columns.get(i).name());
      }
    }
    rows.add(List.copyOf(cells));
  }

  /** Comma-separated, with a header; a value that is missing is an empty field. */
  public String csv() {
    StringBuilder text = new StringBuilder();
    CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      List<String> names = new ArrayList<>();
      for (Column column : columns) {
        names.add(column.name());
        if (column.kind() == Kind.WITH_SPREAD) {
          names.add(column.name() + SPREAD);
        }
      }
      printer.printRecord(names);
      for (Map<String, Object> row : json()) {
        printer.printRecord(names.stream().map(name -> row.getOrDefault(name, "")).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory cannot be written", e);
    }
    return text.toString();
  }

  /** One map a row, by column name; values that are missing are left out. */
  public List<Map<String, Object>> json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        String name = columns.get(i).name();
        if (row.get(i) instanceof MeanAndSpread value) {
          putNumber(values, name, value.mean());
          putNumber(values, name + SPREAD, value.spread());
        } else if (row.get(i) instanceof Double value) {
          putNumber(values, name, value);
        } else if (!row.get(i).equals("")) {
          values.put(name, row.get(i));
        }
      }
      all.add(values);
    }
    return all;
  }

  /** A Markdown table, numbers rounded to their column's digits. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(line(columns.stream().map(Column::heading).toList()));
    text.append(line(columns.stream().map(column -> "---").toList()));
    for (List<Object> row : rows) {
      text.append(
          line(
              IntStream.range(0, row.size())
                  .mapToObj(i -> spelt(row.get(i), columns.get(i).digits()))
                  .toList()));
    }
    return text.toString();
  }

  /** The lines of a table in plain text, rounded as in Markdown. */
  public List<String> text() {
    TextTable text = new TextTable(columns.stream().map(Column::heading).toArray(String[]::new));
    for (List<Object> row : rows) {
      text.row(
          IntStream.range(0, row.size())
              .mapToObj(i -> spelt(row.get(i), columns.get(i).digits()))
              .toArray(String[]::new));
    }
    return text.lines();
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String spelt(Object cell, int digits) {
    if (cell instanceof Double number) {
      return number.isNaN() ? NONE : Decimals.rounded(number, digits);
    }
    if (cell instanceof MeanAndSpread value) {
      return value.rounded(digits);
    }
    return cell.equals("") ? NONE : cell.toString().replace("|", "\\|");
  }

  private static void putNumber(Map<String, Object> values, String name, double value) {
    if (Double.isFinite(value)) {
      values.put(name, value);
    }
  }
}
