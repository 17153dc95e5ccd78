package io.lethe.build.house;

import java.util.Locale;

/** The house's measures as a row of Markdown. */
final class HouseTable {
  private HouseTable() {}

  /** The row, its first cell being a label. */
  static String row(String label, House house) {
    Spread lines = Spread.of(house.files().stream().mapToInt(SourceFile::lines));
    Spread bodies =
        Spread.of(
            house.files().stream().flatMap(file -> file.bodies().stream()).mapToInt(Body::lines));
    long longBodies =
        house.files().stream()
            .flatMap(file -> file.bodies().stream())
            .filter(body -> body.lines() > Limits.BODY_LINES)
            .count();
    Spread parameters =
        Spread.of(
            house.files().stream()
                .flatMap(file -> file.signatures().stream())
                .mapToInt(Signature::parameters));
    int publicTypes = house.files().stream().mapToInt(SourceFile::publicTypes).sum();
    int undocumented = house.files().stream().mapToInt(file -> file.undocumented().size()).sum();
    Spread packages =
        Spread.of(Limits.packages(house).values().stream().mapToInt(Integer::intValue));
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %d · %d · %d | %d · %d · %d | %d of %,d | %d | %d of %,d | %d · %d |"
            + " %d of %d | %d of %d |",
        label,
        lines.count(),
        lines.median(),
        lines.p90(),
        lines.max(),
        bodies.median(),
        bodies.p90(),
        bodies.max(),
        longBodies,
        bodies.count(),
        parameters.max(),
        undocumented,
        publicTypes,
        packages.median(),
        packages.max(),
        house.nullMarked(),
        house.packages(),
        house.modules().arrows(),
        house.modules().pairs());
  }
}
