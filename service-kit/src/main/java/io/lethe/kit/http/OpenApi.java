// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static io.lethe.kit.access.Anybody.ANYBODY;
import static java.util.Objects.requireNonNull;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * What a service says to programs about its routes: an OpenAPI document that lies as {@code
 * openapi.json} beside the class of the routes, served at {@code /openapi.json}, to anybody.
 */
public final class OpenApi {
  private static final String NAME = "openapi.json";

  private final byte[] document;

  private OpenApi(byte[] document) {
    this.document = document;
  }

  /**
   * Reads the document.
   *
   * @param routes the class beside which it lies
   */
  public static OpenApi beside(Class<?> routes) {
    try (InputStream in = routes.getResourceAsStream(NAME)) {
      return new OpenApi(requireNonNull(in, NAME).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the class path lacks " + NAME + " of " + routes, e);
    }
  }

  /**
   * Adds its route.
   *
   * @param config of the server
   */
  public void addTo(JavalinConfig config) {
    config.routes.get(
        "/" + NAME, http -> http.contentType(Problems.JSON).result(document.clone()), ANYBODY);
  }
}
