// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a CSV file with a fixed set of columns strictly; columns may stand in any order. */
final class CsvReader {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** One row whose values stand in the order of the columns asked for; the header is row 1. */
  record Row(long number, List<String> values) {
    String get(int column) {
      return values.get(column);
    }
  }

  /** Takes the rows in their order. */
  @FunctionalInterface
  interface RowConsumer {
    void accept(Row row);
  }

  private final String file;
  private final List<String> columns;
  private final Defects defects;

  CsvReader(String file, List<String> columns, Defects defects) {
    this.file = file;
    this.columns = List.copyOf(columns);
    this.defects = defects;
  }

  /**
   * Hands every well-formed row to the consumer; all else becomes a defect.
   *
   * @throws DatasetException at once when the header is bad
   */
  void read(InputStream in, RowConsumer consumer) throws IOException {
    long row = 1;
    try (Reader reader = open(in);
        CSVParser parser = CSVParser.parse(reader, CSVFormat.RFC4180)) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        defects.add(file + " is empty: its first row must be " + String.join(",", columns));
        defects.throwIfAny();
      }
      int[] positions = header(records.next());
      while (records.hasNext()) {
        row++;
        CSVRecord values = records.next();
        if (values.size() == columns.size()) {
          consumer.accept(new Row(row, pick(values, positions)));
        } else {
          defects.add(
              file,
              row,
              "has %d values where the header has %d; quote values that hold commas"
                  .formatted(values.size(), columns.size()));
        }
      }
    } catch (UncheckedIOException | CharacterCodingException e) {
      if (e.getCause() instanceof IOException cause && !isMalformed(cause)) {
        throw cause;
      }
      // The cause may quote the row, which may hold a subject id: it stays out of the message.
      defects.add(
          file,
          row + 1,
          "or the one after it cannot be read: the file must be UTF-8 CSV with every quote closed");
    }
  }

  private static boolean isMalformed(IOException cause) {
    return cause instanceof CSVException || cause instanceof CharacterCodingException;
  }

  private static Reader open(InputStream in) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  /** Returns where each column stands; with a bad header no row can be understood. */
  private int[] header(CSVRecord header) {
    List<String> found = header.toList();
    int before = found.size();
    for (int i = 0; i < before; i++) {
      String name = found.get(i);
      if (!columns.contains(name)) {
        defects.add(file, 1, "unknown column %s: %s".formatted(Defects.quote(name), rule()));
      } else if (found.indexOf(name) != i) {
        defects.add(file, 1, "column '%s' stands there twice: %s".formatted(name, rule()));
      }
    }
    for (String name : columns) {
      if (!found.contains(name)) {
        defects.add(file, 1, "column '%s' is missing: %s".formatted(name, rule()));
      }
    }
    defects.throwIfAny();
    return columns.stream().mapToInt(found::indexOf).toArray();
  }

  private String rule() {
    return "the columns must be " + String.join(",", columns);
  }

  private static List<String> pick(CSVRecord values, int[] positions) {
    String[] picked = new String[positions.length];
    for (int i = 0; i < positions.length; i++) {
      picked[i] = values.get(positions[i]);
    }
    return List.of(picked);
  }
}
