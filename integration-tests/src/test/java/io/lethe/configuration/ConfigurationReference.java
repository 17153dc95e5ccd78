// SPDX-License-Identifier: Apache-2.0
package io.lethe.configuration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The reference as Markdown: keys, types and defaults as they are loaded, and their javadoc. */
final class ConfigurationReference {
  private static final String HEADER =
      """
      # Configuration

      Made from the interfaces that load it, by `ConfigurationReferenceTest`; not written by hand.

      Each service takes one YAML file; the file may configure several. Of a key that is set in several places the first counts: environment (`LETHE_WORKER_HTTP_PORT` for `lethe.worker.http-port`), file, default. An unknown key, or an unknown variable below a service's prefix, ends the process with code 78, and so does a value that breaks its rule. A star stands for any name. Durations are written as ISO 8601 has them: `PT30S`, `P30D`.
      """;
  private static final String TABLE = "\n| key | value | default | meaning |\n|---|---|---|---|\n";

  private final List<Class<?>> mappings;
  private final Javadocs javadocs;

  ConfigurationReference(List<Class<?>> mappings, Javadocs javadocs) {
    this.mappings = List.copyOf(mappings);
    this.javadocs = javadocs;
  }

  String markdown() throws IOException {
    StringBuilder page = new StringBuilder(HEADER);
    Map<String, Class<?>> blocks = new TreeMap<>();
    for (Class<?> mapping : mappings) {
      page.append("\n## ").append(prefix(mapping)).append("\n\n");
      page.append(javadocs.of(mapping)).append('\n').append(TABLE);
      for (Map.Entry<String, Property> each : properties(mapping).entrySet()) {
        Class<?> owner = owner(each.getValue());
        if (owner == mapping) {
          page.append(row(each.getKey(), each.getValue()));
        } else {
          String name = firstWord(each.getKey(), mapping);
          if (blocks.put(prefix(mapping) + "." + name, owner) == null) {
            page.append(
                "| `%s.%s.…` | see [below](#%s) | | |%n".formatted(prefix(mapping), name, name));
          }
        }
      }
    }
    return page.append(shared(blocks)).toString();
  }

  /** Blocks that several mappings have, each once. */
  private String shared(Map<String, Class<?>> blocks) throws IOException {
    StringBuilder page = new StringBuilder();
    for (Class<?> block : new LinkedHashSet<>(blocks.values())) {
      List<String> places =
          blocks.entrySet().stream()
              .filter(each -> each.getValue() == block)
              .map(Map.Entry::getKey)
              .toList();
      String place = places.get(0);
      page.append("\n## ").append(place.substring(place.lastIndexOf('.') + 1)).append("\n\n");
      page.append(javadocs.of(block)).append("\n\nThe same keys below ");
      page.append(places.stream().map(each -> "`" + each + "`").collect(Collectors.joining(", ")));
      page.append(".\n").append(TABLE);
      Class<?> mapping = mappingOf(place);
      for (Map.Entry<String, Property> each : properties(mapping).entrySet()) {
        if (each.getKey().startsWith(place + ".")) {
          page.append(row(each.getKey().substring(place.length() + 1), each.getValue()));
        }
      }
    }
    return page.toString();
  }

  private Class<?> mappingOf(String key) {
    return mappings.stream()
        .filter(mapping -> key.startsWith(prefix(mapping) + "."))
        .findFirst()
        .orElseThrow();
  }

  private String row(String key, Property property) throws IOException {
    Type type = property.getMethod().getGenericReturnType();
    return "| `%s` | %s | %s | %s |%n"
        .formatted(
            key,
            value(type),
            fallback(property, type),
            javadocs.of(property.getMethod()).replace("|", "\\|"));
  }

  private static String fallback(Property property, Type type) {
    if (property.hasDefaultValue()) {
      return "`" + property.getDefaultValue() + "`";
    }
    return isOptional(type) ? "" : "must be set";
  }

  private static boolean isOptional(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Optional.class || generic.getRawType() == Map.class;
    }
    return type == OptionalInt.class;
  }

  private static String value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      String last = value(arguments[arguments.length - 1]);
      return generic.getRawType() == List.class ? "list: " + last : last;
    }
    if (type instanceof Class<?> raw && raw.isEnum()) {
      return Arrays.stream(raw.getEnumConstants())
          .map(each -> "`" + each.toString().toLowerCase(Locale.ROOT) + "`")
          .collect(Collectors.joining(", "));
    }
    return Map.of(
            int.class, "number",
            OptionalInt.class, "number",
            String.class, "text",
            Path.class, "path",
            Duration.class, "duration",
            Period.class, "period")
        .get(type);
  }

  private static Class<?> owner(Property property) {
    Class<?> owner = property.getMethod().getDeclaringClass();
    return owner.getEnclosingClass() == null ? owner : owner.getEnclosingClass();
  }

  private static String firstWord(String key, Class<?> mapping) {
    return key.substring(prefix(mapping).length() + 1).replaceFirst("\\..*", "");
  }

  private static Map<String, Property> properties(Class<?> mapping) {
    Map<String, Property> properties =
        new TreeMap<>(ConfigMappings.getProperties(ConfigClass.configClass(mapping)));
    // a list stands under its own key; its places would only repeat it
    properties.keySet().removeIf(key -> key.endsWith("[*]"));
    return properties;
  }

  private static String prefix(Class<?> mapping) {
    return mapping.getAnnotation(ConfigMapping.class).prefix();
  }
}
