// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Loads typed configuration. Of a key that is set in several places the first of these counts:
 * overrides, environment ({@code LETHE_WORKER_THREADS} for {@code lethe.worker.threads}), YAML
 * file, the default in the mapping interface.
 */
public final class Configuration {

  private static final int YAML_ORDINAL = 200;
  private static final int ENVIRONMENT_ORDINAL = 300;
  private static final int OVERRIDES_ORDINAL = 400;

  private Configuration() {}

  /**
   * Loads a mapping from the process's environment and the given sources. A file may also configure
   * other services: keys are refused as unknown below the mapping's prefix, and where they do not
   * begin with the first word of it.
   *
   * @param mapping an interface with {@link ConfigMapping}
   * @throws ConfigurationException where a key is unknown, missing or breaks its rule, or the file
   *     cannot be read
   */
  public static <T> T load(
      Class<T> mapping, Optional<Path> yamlFile, Map<String, String> overrides) {
    return load(mapping, yamlFile, overrides, System.getenv());
  }

  static <T> T load(
      Class<T> mapping,
      Optional<Path> yamlFile,
      Map<String, String> overrides,
      Map<String, String> environment) {
    String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
    List<ConfigSource> sources = new ArrayList<>();
    yamlFile.ifPresent(file -> sources.add(yaml(file, mapping)));
    sources.add(new PropertiesConfigSource(overrides, "overrides", OVERRIDES_ORDINAL));
    List<String> problems = foreignKeys(sources, prefix);
    EnvironmentVariables variables = EnvironmentVariables.below(prefix, environment);
    problems.addAll(variables.unknownTo(mapping));
    problems.addAll(variables.empty());
    sources.add(new EnvConfigSource(variables.values(), ENVIRONMENT_ORDINAL));
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(sources)
            .withMapping(mapping);
    try {
      SmallRyeConfig config = builder.build();
      if (problems.isEmpty()) {
        return config.getConfigMapping(mapping);
      }
    } catch (ConfigValidationException e) {
      IntStream.range(0, e.getProblemCount())
          .mapToObj(i -> e.getProblem(i).getMessage())
          .forEach(problems::add);
    }
    throw new ConfigurationException(problems);
  }

  private static ConfigSource yaml(Path file, Class<?> mapping) {
    return new YamlConfigSource(
        file.toString(), YamlFile.read(file, mapping).settings(), YAML_ORDINAL);
  }

  private static List<String> foreignKeys(List<ConfigSource> sources, String prefix) {
    int dot = prefix.indexOf('.');
    String root = dot < 0 ? prefix : prefix.substring(0, dot);
    Set<String> foreign = new TreeSet<>();
    for (ConfigSource source : sources) {
      for (String key : source.getPropertyNames()) {
        if (!key.startsWith(root + ".")) {
          foreign.add(key + " in " + source.getName() + " is unknown: keys begin with " + root);
        }
      }
    }
    return new ArrayList<>(foreign);
  }
}
