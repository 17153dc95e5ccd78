// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A registry in memory, one for each scope of the process: {@code mock://scope}. For tests. */
final class MockSchemaRegistryClient implements SchemaRegistryClient {

  private static final Map<String, RegistryContent> SCOPES = new ConcurrentHashMap<>();

  private final String scope;

  MockSchemaRegistryClient(String scope) {
    this.scope = scope;
  }

  @Override
  public int register(String subject, Schema schema) {
    return SCOPES
        .compute(scope, (name, old) -> contentOf(old).with(subject, schema))
        .idOf(subject, schema)
        .orElseThrow();
  }

  @Override
  public Schema schemaById(int id) {
    String name = "mock://" + scope;
    return contentOf(SCOPES.get(scope))
        .schemaText(id)
        .map(text -> SchemaText.parse(text, id, name))
        .orElseThrow(() -> new UnknownSchemaException(id, name));
  }

  @Override
  public Optional<Integer> idOf(String subject, Schema schema) {
    return contentOf(SCOPES.get(scope)).idOf(subject, schema);
  }

  private static RegistryContent contentOf(@Nullable RegistryContent known) {
    return known == null ? RegistryContent.empty() : known;
  }
}
