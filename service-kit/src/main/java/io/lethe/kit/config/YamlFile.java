// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The settings of a YAML file, by their full keys. A dot in a key stands for a level: {@code
 * lethe.up.kafka-port}, {@code kafka-port} below {@code lethe.up}, and three levels are one key.
 *
 * @param settings values by key; below a map of the mapping, what names the entry is quoted
 */
record YamlFile(Map<String, String> settings) {

  YamlFile {
    settings = Map.copyOf(settings);
  }

  /**
   * Reads a file for a mapping.
   *
   * @throws ConfigurationException where it cannot be read, is no YAML or sets a key twice
   */
  static YamlFile read(Path file, Class<?> mapping) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      refuseRepeatedKeys(text);
      return of(new YamlConfigSource(file.toString(), text).getProperties(), file, mapping);
    } catch (IOException e) {
      throw problem(
          "File " + file + " cannot be read: " + reasonOf(e, file) + "; name a YAML file");
    } catch (DuplicateKeyException e) {
      throw problem(
          "File " + file + " sets a key twice, keep one: " + e.getProblem() + e.getProblemMark());
    } catch (YAMLException e) {
      throw problem("File " + file + " is no YAML: " + e.getMessage());
    }
  }

  private static String reasonOf(IOException failure, Path file) {
    if (Files.isDirectory(file)) {
      return "it is a folder";
    }
    return failure instanceof NoSuchFileException
        ? "there is none"
        : failure.getClass().getSimpleName();
  }

  private static YamlFile of(Map<String, String> written, Path file, Class<?> mapping) {
    Set<String> maps = maps(mapping);
    Map<String, String> settings = new TreeMap<>();
    Set<String> repeated = new TreeSet<>();
    written.forEach(
        (key, value) -> {
          String plain = key.replace("\"", "");
          if (settings.put(quoted(plain, maps), value) != null) {
            repeated.add(plain);
          }
        });
    if (!repeated.isEmpty()) {
      throw new ConfigurationException(
          repeated.stream()
              .map(key -> key + " is set twice in " + file + ", nested and with dots: keep one")
              .toList());
    }
    return new YamlFile(settings);
  }

  /** SmallRye takes the last of two equal keys. */
  private static void refuseRepeatedKeys(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Object unused = new Yaml(new SafeConstructor(options)).load(text);
  }

  /** Beginnings of the keys that name entries of a map, as {@code lethe.worker.kafka.settings.}. */
  private static Set<String> maps(Class<?> mapping) {
    Set<String> maps = new TreeSet<>();
    for (String key : ConfigMappings.getProperties(ConfigClass.configClass(mapping)).keySet()) {
      if (key.endsWith(".*")) {
        maps.add(key.substring(0, key.length() - 1));
      }
    }
    return maps;
  }

  private static String quoted(String key, Set<String> maps) {
    return maps.stream()
        .filter(key::startsWith)
        .findFirst()
        .map(map -> map + '"' + key.substring(map.length()) + '"')
        .orElse(key);
  }

  private static ConfigurationException problem(String words) {
    return new ConfigurationException(List.of(words));
  }
}
