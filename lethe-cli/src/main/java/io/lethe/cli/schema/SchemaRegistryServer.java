// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import io.javalin.Javalin;
import io.lethe.schemas.registry.FileSchemaRegistryClient;
import java.nio.file.Path;

/**
 * Serves the schemas of a pipeline on this machine to its programs, in the words of Confluent's
 * schema registry.
 *
 * <p>Why: docs/decisions/0037-lethe-up-serves-its-schemas.md.
 */
public final class SchemaRegistryServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Javalin javalin;

  private SchemaRegistryServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Serves the schemas in a directory.
   *
   * @param port on the loopback address; 0 for any free one
   * @param directory of the schema ids, as in {@code schema.registry.url=file:///directory}
   */
  public static SchemaRegistryServer start(int port, Path directory) {
    SchemaRegistryRoutes routes = new SchemaRegistryRoutes(new FileSchemaRegistryClient(directory));
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.maxRequestSize = PostedSchema.MAX_BODY_BYTES;
              routes.addTo(config);
            });
    return new SchemaRegistryServer(javalin.start(HOST, port));
  }

  /** Its address, as clients' {@code schema.registry.url}. */
  public String url() {
    return "http://" + HOST + ":" + javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
