// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import java.util.List;
import java.util.Locale;

/** The house's measures as a row of Markdown. */
final class HouseTable {
  private HouseTable() {}

  /** The row, its first cell being a label. */
  static String row(String label, House house) {
    List<SourceFile> files = house.files();
    Spread packages =
        Spread.of(Limits.packages(house).values().stream().mapToInt(Integer::intValue));
    List<String> cells =
        List.of(
            label,
            number(files.size()),
            spread(Spread.of(files.stream().mapToInt(SourceFile::lines))),
            bodies(files.stream().flatMap(file -> file.bodies().stream()).toList()),
            number(mostParameters(files)),
            share(
                files.stream().mapToInt(file -> file.undocumented().size()).sum(),
                files.stream().mapToInt(SourceFile::publicTypes).sum()),
            packages.median() + " · " + packages.max(),
            share(house.nullMarked(), house.packages()),
            share(house.modules().arrows(), house.modules().pairs()));
    return "| " + String.join(" | ", cells) + " |";
  }

  /** Two cells: how long they are, and how many of them are too long. */
  private static String bodies(List<Body> bodies) {
    long tooLong = bodies.stream().filter(body -> body.lines() > Limits.BODY_LINES).count();
    return spread(Spread.of(bodies.stream().mapToInt(Body::lines)))
        + " | "
        + share(tooLong, bodies.size());
  }

  private static int mostParameters(List<SourceFile> files) {
    return Spread.of(
            files.stream()
                .flatMap(file -> file.signatures().stream())
                .mapToInt(Signature::parameters))
        .max();
  }

  private static String spread(Spread spread) {
    return spread.median() + " · " + spread.p90() + " · " + spread.max();
  }

  private static String share(long part, long whole) {
    return number(part) + " of " + number(whole);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
