// SPDX-License-Identifier: Apache-2.0
package io.lethe.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The layers of every module's packages, as {@code package-layers.txt} lists them: a heading {@code
 * # module}, then a line for each layer, top first, with its packages.
 */
final class PackageLayers {

  /**
   * Where a package stands.
   *
   * @param module its module
   * @param line of the file; a higher number is a lower layer
   */
  record Place(String module, int line) {}

  private final Map<String, Place> places = new HashMap<>();

  private PackageLayers(String text) {
    String module = "";
    String[] lines = text.split("\n", -1);
    for (int number = 0; number < lines.length; number++) {
      String line = lines[number].strip();
      if (line.startsWith("#")) {
        module = line.substring(1).strip();
      } else if (!line.isEmpty()) {
        for (String each : line.split("\\s+", -1)) {
          if (places.put(each, new Place(module, number)) != null) {
            throw new IllegalArgumentException(each + " is listed twice in package-layers.txt");
          }
        }
      }
    }
  }

  static PackageLayers read() {
    try (InputStream in = PackageLayers.class.getResourceAsStream("/package-layers.txt")) {
      return new PackageLayers(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean lists(String name) {
    return places.containsKey(name);
  }

  /** Whether both lie in one module and the second does not lie below the first. */
  boolean forbids(String user, String used) {
    Place from = places.get(user);
    Place to = places.get(used);
    return from != null
        && to != null
        && !user.equals(used)
        && from.module().equals(to.module())
        && to.line() <= from.line();
  }
}
