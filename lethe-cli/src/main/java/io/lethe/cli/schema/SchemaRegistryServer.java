// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import io.lethe.kit.access.Access;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.schemas.registry.FileSchemaRegistryClient;
import io.lethe.schemas.topic.Tenants;
import java.nio.file.Path;

/**
 * Serves the schemas of a pipeline on this machine to its programs, in the words of Confluent's
 * schema registry.
 *
 * <p>Why: docs/decisions/0037-lethe-up-serves-its-schemas.md.
 */
public final class SchemaRegistryServer implements AutoCloseable {
  private final BoundedServer server;

  private SchemaRegistryServer(BoundedServer server) {
    this.server = server;
  }

  /**
   * Serves the schemas in a directory.
   *
   * @param port on the loopback address; 0 for any free one
   * @param directory of the schema ids, as in {@code schema.registry.url=file:///directory}
   * @param tenants on whose topics apps may have schemas of their own
   */
  public static SchemaRegistryServer start(int port, Path directory, Tenants tenants) {
    SchemaRegistryRoutes routes =
        new SchemaRegistryRoutes(new FileSchemaRegistryClient(directory), tenants);
    return new SchemaRegistryServer(
        new BoundedServer(
            HttpAddress.loopback(port),
            HttpBounds.DEFAULT.withBodyBytes(PostedSchema.MAX_BODY_BYTES),
            SchemaRegistryRoutes.form(),
            Access.open(),
            routes::addTo));
  }

  /** Its address, as clients' {@code schema.registry.url}. */
  public String url() {
    return "http://" + HttpAddress.LOOPBACK + ":" + server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
