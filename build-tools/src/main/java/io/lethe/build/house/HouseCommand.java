// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Prints the measures of a repository, writes them into a page, and with {@code --check} fails
 * where they break the limits.
 */
@Command(
    name = "house",
    mixinStandardHelpOptions = true,
    description = "Measures the main code of all modules, as docs/results/house.md shows it.")
public final class HouseCommand implements Callable<Integer> {
  private static final int BROKEN = 1;
  private static final String LABEL = "**after**";

  @Option(names = "--check", description = "End with 1 where a limit of the house is broken.")
  private boolean check;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Write the measures into the row " + LABEL + " of this page of Markdown.")
  private Path page;

  @Parameters(arity = "0..1", paramLabel = "ROOT", defaultValue = ".", description = "Repository.")
  private Path root;

  private HouseCommand() {}

  /** Runs the command; a check that finds nothing broken returns, so that a build goes on. */
  public static void main(String... arguments) {
    int code = new CommandLine(new HouseCommand()).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() throws IOException {
    House house = House.read(root);
    String row = HouseTable.row(LABEL, house);
    System.out.println(row);
    if (page != null) {
      replaceRow(row);
    }
    List<String> problems = check ? Limits.OF_THE_HOUSE.brokenBy(house) : List.of();
    problems.forEach(System.err::println);
    return problems.isEmpty() ? 0 : BROKEN;
  }

  private void replaceRow(String row) throws IOException {
    String start = "| " + LABEL + " |";
    List<String> lines = Files.readAllLines(page);
    if (lines.stream().noneMatch(line -> line.startsWith(start))) {
      throw new IllegalArgumentException(page + " has no line that begins with " + start);
    }
    Files.write(page, lines.stream().map(line -> line.startsWith(start) ? row : line).toList());
  }
}
