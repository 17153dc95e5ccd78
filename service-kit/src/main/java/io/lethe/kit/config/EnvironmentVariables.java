// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment variables of one mapping; the rest of the environment is not ours to judge.
 *
 * @param values values by name, for example {@code LETHE_WORKER_THREADS}
 */
record EnvironmentVariables(Map<String, String> values) {

  EnvironmentVariables {
    values = Map.copyOf(values);
  }

  /** The variables whose names begin with a mapping's prefix. */
  static EnvironmentVariables below(String prefix, Map<String, String> environment) {
    String own = spelled(prefix) + "_";
    Map<String, String> values = new TreeMap<>(environment);
    values.keySet().removeIf(name -> !name.startsWith(own));
    return new EnvironmentVariables(values);
  }

  /** One sentence for every variable that sets none of the mapping's keys. */
  List<String> unknownTo(Class<?> mapping) {
    List<Pattern> known = keys(mapping).stream().map(EnvironmentVariables::pattern).toList();
    return values.keySet().stream()
        .sorted()
        .filter(name -> known.stream().noneMatch(each -> each.matcher(name).matches()))
        .map(name -> "Environment variable " + name + " is unknown: it names no key")
        .toList();
  }

  /**
   * One sentence for every variable without a value. It would stand for a key that is not set, and
   * win over a file: {@code LETHE_…_ACCESS_TOKENS=} would open every door.
   */
  List<String> empty() {
    return values.entrySet().stream()
        .filter(each -> each.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .sorted()
        .map(name -> "Environment variable " + name + " is empty: give it a value, or unset it")
        .toList();
  }

  private static Set<String> keys(Class<?> mapping) {
    return ConfigMappings.getProperties(ConfigClass.configClass(mapping)).keySet();
  }

  /** A star stands for the keys of a map or the places of a list. */
  private static Pattern pattern(String key) {
    return Pattern.compile(spelled(key).replace("*", ".+"));
  }

  private static String spelled(String key) {
    return key.replaceAll("[^A-Za-z0-9*]", "_").toUpperCase(Locale.ROOT);
  }
}
