// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

class PatientSchemaRegistryClientTest extends SchemaRegistryClientContract {

  private static final int TRIES = 3;
  private static final Duration LONG = Duration.ofHours(1);

  private final Lagging lagging =
      new Lagging(new MockSchemaRegistryClient(UUID.randomUUID().toString()));
  private final SchemaRegistryClient patient = patient(LONG);

  @Override
  SchemaRegistryClient client() {
    return patient;
  }

  @Test
  void shouldWaitForAnIdThatBecomesKnownMeanwhile() {
    int id = lagging.register("t-value", FIRST);
    lagging.lag = TRIES - 1;

    assertThat(patient.schemaById(id)).isEqualTo(FIRST);
    assertThat(lagging.asked).isEqualTo(TRIES);
  }

  @Test
  void shouldSayThatAnIdIsUnknownAfterItsTries() {
    lagging.lag = TRIES;

    assertThatThrownBy(() -> patient.schemaById(1)).isInstanceOf(UnknownSchemaException.class);
    assertThat(lagging.asked).isEqualTo(TRIES);
  }

  @Test
  void shouldNotWaitAgainForAnIdThatKeepsComing() {
    assertUnknown(4711);
    assertUnknown(4711);
    assertUnknown(4711);

    assertThat(lagging.asked).isEqualTo(TRIES + 2);
  }

  @Test
  void shouldNotWaitForAnyOtherIdAfterAWaitInVain() {
    assertUnknown(4711);
    assertUnknown(4712);
    assertUnknown(4713);

    assertThat(lagging.asked).isEqualTo(TRIES + 2);
  }

  @Test
  void shouldWaitAgainAfterARest() {
    SchemaRegistryClient restless = patient(Duration.ZERO);

    assertThatThrownBy(() -> restless.schemaById(4711)).isInstanceOf(UnknownSchemaException.class);
    assertThatThrownBy(() -> restless.schemaById(4711)).isInstanceOf(UnknownSchemaException.class);
    assertThatThrownBy(() -> restless.schemaById(4712)).isInstanceOf(UnknownSchemaException.class);

    assertThat(lagging.asked).isEqualTo(3 * TRIES);
  }

  @Test
  void shouldGiveAnIdAtOnceThatIsKnownAfterAWaitInVain() {
    assertUnknown(1);
    int id = lagging.register("t-value", FIRST);

    assertThat(id).isEqualTo(1);
    assertThat(patient.schemaById(id)).isEqualTo(FIRST);
  }

  @Test
  void shouldEndItsWaitWhenItsThreadIsInterrupted() {
    SchemaRegistryClient slow =
        new PatientSchemaRegistryClient(lagging, new RetryPolicy(2, LONG), LONG);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> slow.schemaById(1)).isInstanceOf(InterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private void assertUnknown(int id) {
    assertThatThrownBy(() -> patient.schemaById(id))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageStartingWith("schema id " + id + " is unknown in the registry mock://");
  }

  private PatientSchemaRegistryClient patient(Duration rest) {
    return new PatientSchemaRegistryClient(
        lagging, new RetryPolicy(TRIES, Duration.ofMillis(1)), rest);
  }

  /** A registry that learns of what it has a few questions late. */
  private static final class Lagging implements SchemaRegistryClient {
    private final SchemaRegistryClient registry;
    private int lag;
    private int asked;

    private Lagging(SchemaRegistryClient registry) {
      this.registry = registry;
    }

    @Override
    public int register(String subject, Schema schema) {
      return registry.register(subject, schema);
    }

    @Override
    public Optional<Integer> idOf(String subject, Schema schema) {
      return registry.idOf(subject, schema);
    }

    @Override
    public Schema schemaById(int id) {
      asked++;
      return registry.schemaById(asked <= lag ? Integer.MAX_VALUE : id);
    }
  }
}
