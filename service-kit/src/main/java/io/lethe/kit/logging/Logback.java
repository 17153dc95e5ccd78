// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Sets logback up from a file of ours on the class path. */
public final class Logback {
  /** Logback's own system property: who sets it knows better than we. */
  private static final String OPERATORS_FILE = "logback.configurationFile";

  private Logback() {}

  /**
   * Replaces the configuration, whether or not something was logged before. Nothing happens where
   * the system property {@code logback.configurationFile} names another file.
   *
   * @param resource name of the file on the class path
   * @param properties what the file's variables stand for; a system property of the same name
   *     counts more
   * @throws IllegalStateException if the file is missing or wrong
   */
  public static void configure(String resource, Map<String, String> properties) {
    if (System.getProperty(OPERATORS_FILE) != null) {
      return;
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    URL file = Logback.class.getClassLoader().getResource(resource);
    if (file == null) {
      throw new IllegalStateException(
          resource + " is not on the class path: the jar is incomplete");
    }
    context.reset();
    properties.forEach((key, value) -> context.putProperty(key, System.getProperty(key, value)));
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(file);
    } catch (JoranException e) {
      throw new IllegalStateException(resource + " is no configuration of logback", e);
    }
  }
}
