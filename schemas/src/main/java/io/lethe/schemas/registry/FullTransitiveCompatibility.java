// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** The rule FULL_TRANSITIVE: a schema reads all its forerunners and all of them read it. */
public final class FullTransitiveCompatibility {

  private FullTransitiveCompatibility() {}

  /**
   * What keeps a schema from following others.
   *
   * @return one sentence for every problem; empty where the schema is compatible
   */
  public static List<String> problems(Schema next, Collection<Schema> forerunners) {
    List<String> problems = new ArrayList<>();
    for (Schema old : forerunners) {
      collect(next, old, "The new schema cannot read what an older one wrote", problems);
      collect(old, next, "An older schema cannot read what the new one writes", problems);
    }
    return List.copyOf(problems);
  }

  private static void collect(Schema reader, Schema writer, String what, List<String> problems) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
      return;
    }
    result
        .getIncompatibilities()
        .forEach(
            each ->
                problems.add(
                    what
                        + ": "
                        + each.getType()
                        + " at "
                        + each.getLocation()
                        + ", "
                        + each.getMessage()));
  }
}
