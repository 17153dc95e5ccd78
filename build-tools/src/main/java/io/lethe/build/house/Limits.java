// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The limits that CONTRIBUTING.md states, and what breaks them.
 *
 * @param definitions bodies that may be longer: a topology or a table, an entry a line, that is
 *     read from top to bottom
 */
record Limits(Set<String> definitions) {
  static final int FILE_LINES = 400;
  static final int BODY_LINES = 40;
  static final int PARAMETERS = 6;
  static final int PACKAGE_FILES = 30;

  /** Those of this repository. */
  static final Limits OF_THE_HOUSE = new Limits(Set.of("IngestTopology.build"));

  Limits {
    definitions = Set.copyOf(definitions);
  }

  /** One sentence for each break: where, what is, what may be. */
  List<String> brokenBy(House house) {
    Stream<String> files = house.files().stream().flatMap(this::brokenBy);
    Stream<String> packages =
        packages(house).entrySet().stream()
            .flatMap(
                each ->
                    above(
                        PACKAGE_FILES,
                        each.getValue(),
                        each.getKey() + " has %d files",
                        "divide the package"));
    return Stream.of(files, packages, needlessDefinitions(house))
        .flatMap(problems -> problems)
        .toList();
  }

  /** Files of each package. */
  static Map<Path, Integer> packages(House house) {
    return house.files().stream()
        .collect(
            Collectors.groupingBy(
                SourceFile::folder, TreeMap::new, Collectors.summingInt(file -> 1)));
  }

  private Stream<String> needlessDefinitions(House house) {
    Set<String> longBodies =
        house.files().stream()
            .flatMap(file -> file.bodies().stream())
            .filter(body -> body.lines() > BODY_LINES)
            .map(Body::name)
            .collect(Collectors.toSet());
    return definitions.stream()
        .filter(name -> !longBodies.contains(name))
        .sorted()
        .map(name -> name + " is no body above " + BODY_LINES + " lines; take it out of Limits");
  }

  private Stream<String> brokenBy(SourceFile file) {
    Stream<String> lines =
        above(FILE_LINES, file.lines(), file.path() + " has %d lines", "move the second idea out");
    Stream<String> bodies =
        file.bodies().stream()
            .filter(body -> !definitions.contains(body.name()))
            .flatMap(
                body ->
                    above(
                        BODY_LINES,
                        body.lines(),
                        at(file, body.line()) + body.name() + " has a body of %d lines",
                        "name its steps"));
    Stream<String> parameters =
        file.signatures().stream()
            .flatMap(
                signature ->
                    above(
                        PARAMETERS,
                        signature.parameters(),
                        at(file, signature.line()) + signature.name() + " takes %d parameters",
                        "give what belongs together a record"));
    Stream<String> undocumented =
        file.undocumented().stream()
            .map(type -> file.path() + ": public type " + type + " has no javadoc");
    return Stream.of(lines, bodies, parameters, undocumented).flatMap(problems -> problems);
  }

  private static Stream<String> above(int limit, int value, String what, String wayOut) {
    return value > limit
        ? Stream.of(what.formatted(value) + "; at most " + limit + ": " + wayOut)
        : Stream.empty();
  }

  private static String at(SourceFile file, int line) {
    return file.path() + ":" + line + ": ";
  }
}
