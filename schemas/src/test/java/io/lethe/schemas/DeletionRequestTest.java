// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeletionRequestTest {

  @Test
  void shouldNotShowTheSubjectIdAsText() {
    // Given
    DeletionRequest request =
        DeletionRequest.newBuilder()
            .setRequestId("8d6b5fd6-3a4b-4a5c-9f7e-0d3c3b1b2a10")
            .setTenant("photos")
            .setSubjectId("alice@example.org")
            .setRequestedAt(Instant.EPOCH)
            .setExtensions(Map.of("note", "alice"))
            .build();

    // When
    String text = request.toString();

    // Then
    assertThat(text)
        .doesNotContain("alice")
        .contains("8d6b5fd6-3a4b-4a5c-9f7e-0d3c3b1b2a10")
        .contains("photos");
    assertThat(request.getSubjectId()).isEqualTo("alice@example.org");
  }
}
