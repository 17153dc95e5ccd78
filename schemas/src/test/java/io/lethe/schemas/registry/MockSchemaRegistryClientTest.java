// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class MockSchemaRegistryClientTest extends SchemaRegistryClientContract {

  private final String scope = UUID.randomUUID().toString();

  @Override
  SchemaRegistryClient client() {
    return new MockSchemaRegistryClient(scope);
  }

  @Test
  void shouldKeepScopesApart() {
    client().register("t-value", FIRST);

    assertThat(new MockSchemaRegistryClient(scope + "-other").idOf("t-value", FIRST)).isEmpty();
  }
}
