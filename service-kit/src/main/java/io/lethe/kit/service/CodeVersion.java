// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this code: that of the pom, written here by the build. */
public final class CodeVersion {
  private static final String RESOURCE = "version.properties";

  private CodeVersion() {}

  /** For example {@code 0.1.0-SNAPSHOT}. */
  public static String read() {
    Properties properties = new Properties();
    try (InputStream in = CodeVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("this was built without " + RESOURCE);
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
    return properties.getProperty("version");
  }
}
