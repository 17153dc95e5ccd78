// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.ModelEventType.CANDIDATE_ACCEPTED;
import static io.lethe.schemas.ModelEventType.PARKED_SET_RETRIED;
import static io.lethe.schemas.ModelEventType.POLICY_SET;
import static io.lethe.schemas.ModelEventType.PROMOTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.trace.Trace;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.UnlearningJob;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TracingTest extends RegistryDriverTest {
  private static final String BYTES = Samples.digest("unlearned bytes");
  private static final Trace SENT =
      new Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "v=1");
  private final UnlearningJob job = Samples.rootJob("a");
  private final Trace set = Trace.ofForgetSet(Samples.MODEL, job.getForgetSetDigest());
  private ModelCommand registration;

  @BeforeEach
  void register() {
    registration = registry.register(samples);
  }

  @Test
  void shouldGiveEveryEventOfASetAndItsChampionTheSetsTrace() {
    registry.send(job);
    only(registry.send(Samples.candidate(job, BYTES)), CANDIDATE_ACCEPTED);
    only(registry.send(samples.pass(job, BYTES)), PROMOTED);

    assertThat(ofSet()).containsExactly(set, set);
    assertThat(registry.championTrace()).isEqualTo(set);
  }

  @Test
  void shouldGiveACandidateThatCameEarlyTheTraceOfTheJobThatItWaitedFor() {
    registry.send(Samples.candidate(job, BYTES));

    only(registry.send(job, SENT), CANDIDATE_ACCEPTED);

    assertThat(ofSet()).containsExactly(SENT);
  }

  @Test
  void shouldGoOnWithACommandsTraceAndElseBeginItsOwn() {
    assertThat(registry.traces().get(0))
        .isEqualTo(Trace.ofCommand(Samples.MODEL, registration.getCommandId()));

    ModelCommand policy =
        Samples.command(CommandType.SET_POLICY)
            .setPolicy(Samples.POLICY.toCanonicalJson().replaceFirst("0\\.05", "0.04"))
            .build();
    only(registry.send(policy, SENT), POLICY_SET);

    assertThat(ofSet()).containsExactly(SENT);
  }

  @Test
  void shouldGiveAPersonsDecisionOnASetTheSetsTrace() {
    registry.send(job);
    registry.send(samples.fail(job, BYTES));
    ModelCommand retry =
        Samples.command(CommandType.RETRY_PARKED)
            .setForgetSetDigest(job.getForgetSetDigest())
            .build();
    registry.park(job.getForgetSetDigest());

    only(registry.send(retry, SENT), PARKED_SET_RETRIED);

    assertThat(ofSet()).hasSize(2).containsOnly(set);
  }

  /** The traces of all events after the registration. */
  private List<Trace> ofSet() {
    return registry.traces().subList(2, registry.traces().size());
  }
}
