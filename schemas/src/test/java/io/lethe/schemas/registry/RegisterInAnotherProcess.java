// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.nio.file.Path;
import org.apache.avro.SchemaBuilder;

/** The other process of {@link FileSchemaRegistryClientTest}. */
final class RegisterInAnotherProcess {

  static final int SCHEMAS = 30;

  private RegisterInAnotherProcess() {}

  public static void main(String[] arguments) {
    registerAll(Path.of(arguments[0]), arguments[1]);
  }

  static void registerAll(Path directory, String name) {
    FileSchemaRegistryClient client = new FileSchemaRegistryClient(directory);
    for (int i = 0; i < SCHEMAS; i++) {
      client.register(name + i + "-value", SchemaBuilder.record(name + i).fields().endRecord());
    }
  }
}
