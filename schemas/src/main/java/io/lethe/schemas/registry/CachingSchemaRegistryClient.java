// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/** Remembers what a registry answered, both ways. Only answers that can never change are kept. */
final class CachingSchemaRegistryClient implements SchemaRegistryClient {

  private record Registration(String subject, Schema schema) {}

  private final SchemaRegistryClient registry;
  private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  CachingSchemaRegistryClient(SchemaRegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public int register(String subject, Schema schema) {
    Registration registration = new Registration(subject, schema);
    Integer known = ids.get(registration);
    if (known != null) {
      return known;
    }
    int id = registry.register(subject, schema);
    ids.put(registration, id);
    return id;
  }

  @Override
  public Schema schemaById(int id) {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    Schema schema = registry.schemaById(id);
    schemas.put(id, schema);
    return schema;
  }

  @Override
  public Optional<Integer> idOf(String subject, Schema schema) {
    Registration registration = new Registration(subject, schema);
    Integer known = ids.get(registration);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Integer> id = registry.idOf(subject, schema);
    id.ifPresent(found -> ids.put(registration, found));
    return id;
  }
}
